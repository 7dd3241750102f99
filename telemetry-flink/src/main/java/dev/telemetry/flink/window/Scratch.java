package dev.telemetry.flink.window;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Bytes for a serializer to write numbers into at once; Flink's views take them one by one. */
final class Scratch {
  private static final int LARGEST_KEPT = 1 << 16;
  private static final VarHandle INT =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle LONG =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle DOUBLE =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.BIG_ENDIAN);

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

  static void putInt(byte[] bytes, int at, int value) {
    INT.set(bytes, at, value);
  }

  static void putLong(byte[] bytes, int at, long value) {
    LONG.set(bytes, at, value);
  }

  static void putDouble(byte[] bytes, int at, double value) {
    DOUBLE.set(bytes, at, value);
  }

  static int getInt(byte[] bytes, int at) {
    return (int) INT.get(bytes, at);
  }

  static long getLong(byte[] bytes, int at) {
    return (long) LONG.get(bytes, at);
  }

  static double getDouble(byte[] bytes, int at) {
    return (double) DOUBLE.get(bytes, at);
  }
}
