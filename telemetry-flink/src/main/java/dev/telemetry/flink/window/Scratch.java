package dev.telemetry.flink.window;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bytes for a serializer to write numbers into at once; Flink's views take them one by one. */
final class Scratch {
  private static final int LARGEST_KEPT = 1 << 16;
  static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private byte[] bytes = new byte[1024];

  byte[] atLeast(int length) {
    if (length > LARGEST_KEPT) {
      return new byte[length];
    }
    if (length > bytes.length) {
      bytes = new byte[Math.min(LARGEST_KEPT, 2 * length)];
    }
    return bytes;
  }
}
