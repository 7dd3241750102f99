package dev.telemetry.kafka.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.OutputStream;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Avro's binary encoding (specification 1.12, "Binary Encoding") into one array that is used again;
 * Avro's own encoder can write into it too. Not thread-safe.
 */
final class AvroBytes extends OutputStream {
  private static final int FIRST_BYTES = 512;
  private static final int VARINT_BYTES = 10;
  private static final long UPPER_HALVES = 0x8080808080808080L;
  private static final VarHandle DOUBLES =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private byte[] bytes = new byte[FIRST_BYTES];
  private int at;

  void reset() {
    at = 0;
  }

  /** Cuts off what follows a position. */
  void reset(int position) {
    at = position;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, at);
  }

  private void reserve(int more) {
    int wanted = Math.addExact(at, more);
    if (bytes.length < wanted) {
      bytes = Arrays.copyOf(bytes, Math.max(wanted, 2 * bytes.length));
    }
  }

  @Override
  public void write(int value) {
    reserve(1);
    bytes[at++] = (byte) value;
  }

  @Override
  public void write(byte[] from, int offset, int length) {
    reserve(length);
    System.arraycopy(from, offset, bytes, at, length);
    at += length;
  }

  void putLong(long value) {
    reserve(VARINT_BYTES);
    long rest = (value << 1) ^ (value >> (Long.SIZE - 1));
    while ((rest & ~0x7fL) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
  }

  void putDouble(double value) {
    reserve(Double.BYTES);
    DOUBLES.set(bytes, at, value);
    at += Double.BYTES;
  }

  void putString(String text) {
    int before = at;
    if (!putAscii(text)) {
      at = before;
      byte[] encoded = text.getBytes(UTF_8);
      putLong(encoded.length);
      write(encoded, 0, encoded.length);
    }
  }

  /** Where the text is kept in bytes they are copied as they are, and looked at eight at a time. */
  @SuppressWarnings("deprecation") // it cuts off the upper halves of characters: zeros here
  private boolean putAscii(String text) {
    int length = text.length();
    putLong(length);
    reserve(length);
    if (!isLatin1(text)) {
      return false;
    }
    text.getBytes(0, length, bytes, at);
    at += length;
    return isAscii(at - length, at);
  }

  /** Costs next to nothing: the compiler sees that a text kept in bytes cannot fail it. */
  private static boolean isLatin1(String text) {
    for (int i = 0; i < text.length(); i++) {
      if (text.charAt(i) > 0xff) {
        return false;
      }
    }
    return true;
  }

  private boolean isAscii(int from, int end) {
    long seen = 0;
    int next = from;
    for (; next <= end - Long.BYTES; next += Long.BYTES) {
      seen |= (long) LONGS.get(bytes, next);
    }
    for (; next < end; next++) {
      seen |= bytes[next];
    }
    return (seen & UPPER_HALVES) == 0;
  }
}
