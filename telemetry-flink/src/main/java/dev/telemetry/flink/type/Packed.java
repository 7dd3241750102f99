package dev.telemetry.flink.type;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.telemetry.topic.BytePool;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of one record on their way to or from Flink: in one array that is used again, so that
 * Flink copies them once instead of being called for each field. Not thread-safe.
 */
final class Packed {
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);
  private static final int CHUNK_BYTES = 1 << 16;
  private static final int VARINT_BYTES = 5;

  private byte[] bytes = {};
  private int at;
  private int end;

  /** Begins to write. */
  void clear() {
    at = 0;
  }

  /** How many bytes were written or read. */
  int position() {
    return at;
  }

  private void reserve(int more) {
    int wanted = Math.addExact(at, more);
    if (bytes.length < wanted) {
      bytes = Arrays.copyOf(bytes, Math.max(wanted, Math.max(64, 2 * bytes.length)));
    }
  }

  void putByte(int value) {
    reserve(Byte.BYTES);
    bytes[at++] = (byte) value;
  }

  void putLong(long value) {
    reserve(Long.BYTES);
    LONGS.set(bytes, at, value);
    at += Long.BYTES;
  }

  void putDouble(double value) {
    putLong(Double.doubleToRawLongBits(value));
  }

  void putVarint(int value) {
    reserve(VARINT_BYTES);
    int rest = value;
    while ((rest & ~0x7f) != 0) {
      bytes[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    bytes[at++] = (byte) rest;
  }

  /** See {@link TextPool} for the form. */
  void putText(String text) {
    if (isLatin1(text)) {
      putLatin1(text);
    } else {
      putWide(text);
    }
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

  @SuppressWarnings("deprecation") // it cuts off the upper halves of characters: zeros here
  private void putLatin1(String text) {
    int length = text.length();
    putVarint(length << 1);
    reserve(length);
    text.getBytes(0, length, bytes, at);
    at += length;
  }

  private void putWide(String text) {
    int length = Math.multiplyExact(2, text.length());
    putVarint((length << 1) | 1);
    reserve(length);
    for (int i = 0; i < text.length(); i++) {
      char character = text.charAt(i);
      bytes[at++] = (byte) (character >>> 8);
      bytes[at++] = (byte) character;
    }
  }

  /** Ends writing. */
  void writeTo(DataOutputView target) throws IOException {
    target.write(bytes, 0, at);
  }

  /** Begins to read; in parts, so that a wrong length ends with the source and not the memory. */
  void load(DataInputView source, int length) throws IOException {
    at = 0;
    end = length;
    for (int loaded = 0; loaded < length; ) {
      int part = Math.min(length - loaded, CHUNK_BYTES);
      at = loaded;
      reserve(part);
      source.readFully(bytes, loaded, part);
      loaded += part;
    }
    at = 0;
  }

  /** Begins to read what another has loaded. */
  void wrap(byte[] loaded, int from, int length) {
    bytes = loaded;
    at = from;
    end = from + length;
  }

  /** Whether all that was loaded has been read. */
  boolean isAtEnd() {
    return at == end;
  }

  byte getByte() {
    return bytes[at++];
  }

  long getLong() {
    long value = (long) LONGS.get(bytes, at);
    at += Long.BYTES;
    return value;
  }

  double getDouble() {
    return Double.longBitsToDouble(getLong());
  }

  int getVarint() {
    int value = bytes[at++];
    if (value >= 0) {
      return value;
    }
    value &= 0x7f;
    byte next = -1;
    for (int shift = 7; next < 0 && shift < Integer.SIZE; shift += 7) {
      next = bytes[at++];
      value |= (next & 0x7f) << shift;
    }
    return value;
  }

  int remaining() {
    return end - at;
  }

  /** How many bytes the next texts have. */
  int lengthOfTexts(int count) {
    int from = at;
    for (int i = 0; i < count; i++) {
      int length = getVarint() >>> 1;
      check(length);
      at += length;
    }
    int length = at - from;
    at = from;
    return length;
  }

  /** Reads what these bytes mean by way of a pool. */
  <V> V get(int length, BytePool<V> pool) {
    check(length);
    V value = pool.get(bytes, at, length);
    at += length;
    return value;
  }

  private void check(int length) {
    if (length > end - at) {
      throw new IndexOutOfBoundsException("a text is longer than what it is in");
    }
  }

  /** Reads a text. */
  String getText() {
    return getText(getVarint(), null);
  }

  /** Reads a text by way of a pool. */
  String getText(TextPool pool) {
    return getText(getVarint(), pool);
  }

  /** Reads a text whose header was read before. */
  String getText(int header, @Nullable TextPool pool) {
    int length = header >>> 1;
    check(length);
    int from = at;
    at += length;
    if ((header & 1) != 0) {
      return wide(from, length);
    }
    return pool == null
        ? new String(bytes, from, length, ISO_8859_1)
        : pool.latin1(bytes, from, length);
  }

  private String wide(int from, int length) {
    char[] characters = new char[length >> 1];
    for (int i = 0; i < characters.length; i++) {
      characters[i] = (char) ((bytes[from + 2 * i] << 8) | (bytes[from + 2 * i + 1] & 0xff));
    }
    return new String(characters);
  }
}
