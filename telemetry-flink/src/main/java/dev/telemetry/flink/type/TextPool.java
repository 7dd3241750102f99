package dev.telemetry.flink.type;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes and reads texts that come again and again, as keys, metrics and units do. One that was
 * read before is found by its bytes and given again: nothing is allocated, and its hash code is
 * known already. Any text can be written, also one with half a surrogate pair.
 *
 * <p>In bytes: a varint of twice the length in bytes, plus one where the text has characters beyond
 * ISO 8859-1; then the characters, in one byte each, or in two big-endian ones. So a text of up to
 * 63 characters usually takes one byte more than it has characters. What is written does not depend
 * on what was written before.
 *
 * <p>State: at most as many texts as told, each of up to 128 characters, in ISO 8859-1; about 150
 * bytes for one of 31 characters, 350 at most. It begins empty and grows with the texts that are
 * read. Most of those that find no room are made anew each time, as without a pool. Not
 * thread-safe.
 */
public final class TextPool {
  /** What a pool holds unless told: 2.5 MB where it is full of usual texts. */
  public static final int DEFAULT_TEXTS = 1 << 14;

  private static final int FEWEST_TEXTS = 64;
  private static final int MOST_TEXTS = 1 << 24;
  private static final int LONGEST = 128;

  /** Places for texts of the same upper hash bits. */
  private static final int WAYS = 4;

  /** One in so many of those that find no room takes the place of another. */
  private static final int REPLACEMENT = 16;

  /** 2^64 divided by the golden ratio (Knuth 1973, section 6.4: multiplicative hashing). */
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final Packed packed = new Packed();
  private final int maxTexts;

  /** Beside each other, so that a text that is not there costs one look into memory; 0 is free. */
  private long[] hashes = new long[FEWEST_TEXTS];

  private byte[][] bytesOf = new byte[FEWEST_TEXTS][];
  private String[] texts = new String[FEWEST_TEXTS];
  private int homeless;

  /** A pool of up to {@value #DEFAULT_TEXTS} texts. */
  public TextPool() {
    this(DEFAULT_TEXTS);
  }

  /**
   * A pool.
   *
   * @param maxTexts how many texts it holds at most, 64 to 16,777,216, and a power of two
   */
  public TextPool(int maxTexts) {
    if (maxTexts < FEWEST_TEXTS || maxTexts > MOST_TEXTS || Integer.bitCount(maxTexts) != 1) {
      throw new IllegalArgumentException(
          "maxTexts must be a power of two, %d to %d, was %d"
              .formatted(FEWEST_TEXTS, MOST_TEXTS, maxTexts));
    }
    this.maxTexts = maxTexts;
  }

  /**
   * Writes a text.
   *
   * @param text any text
   * @param target where to
   * @throws IOException as the target does
   */
  public void write(String text, DataOutputView target) throws IOException {
    packed.clear();
    packed.putText(text);
    packed.writeTo(target);
  }

  /**
   * Reads a text.
   *
   * @param source stands where a text was written
   * @return the text; the same instance as before where the pool has it
   * @throws IOException as the source does, or where there is no text
   */
  public String read(DataInputView source) throws IOException {
    int header = header(source);
    packed.load(source, header >>> 1);
    return packed.getText(header, this);
  }

  private static int header(DataInputView source) throws IOException {
    int value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      byte next = source.readByte();
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("there is no text here: its length has more than five bytes");
  }

  /** The text of bytes in ISO 8859-1. */
  String latin1(byte[] bytes, int from, int length) {
    if (length > LONGEST || length <= 0) {
      return new String(bytes, from, length, ISO_8859_1);
    }
    long hash = hash(bytes, from, from + length);
    int home = homeOf(hash);
    for (int place = home; place < home + WAYS; place++) {
      if (hashes[place] == hash && isAt(place, bytes, from, length)) {
        return texts[place];
      }
    }
    return add(home, hash, bytes, from, length);
  }

  private boolean isAt(int place, byte[] bytes, int from, int length) {
    byte[] known = bytesOf[place];
    return Arrays.equals(known, 0, known.length, bytes, from, from + length);
  }

  private int homeOf(long hash) {
    int shift = Long.SIZE - Integer.numberOfTrailingZeros(hashes.length);
    return (int) (hash >>> shift) & -WAYS;
  }

  /** Eight bytes at a time, the last eight overlap those before; never 0. */
  private static long hash(byte[] bytes, int from, int end) {
    int length = end - from;
    long hash = length;
    if (length >= Long.BYTES) {
      for (int at = from; at < end - Long.BYTES; at += Long.BYTES) {
        hash = mixed(hash, (long) LONGS.get(bytes, at));
      }
      return (mixed(hash, (long) LONGS.get(bytes, end - Long.BYTES)) * MIX) | 1;
    }
    long word = 0;
    for (int at = from; at < end; at++) {
      word = (word << Byte.SIZE) | (bytes[at] & 0xff);
    }
    return (mixed(hash, word) * MIX) | 1;
  }

  private static long mixed(long hash, long word) {
    long product = (hash ^ word) * MIX;
    return product ^ (product >>> 32);
  }

  private String add(int home, long hash, byte[] bytes, int from, int length) {
    String text = new String(bytes, from, length, ISO_8859_1);
    int place = placeFor(home, hash);
    if (place >= 0) {
      hashes[place] = hash;
      bytesOf[place] = Arrays.copyOfRange(bytes, from, from + length);
      texts[place] = text;
    }
    return text;
  }

  private int placeFor(int home, long hash) {
    for (int place = home; place < home + WAYS; place++) {
      if (hashes[place] == 0) {
        return place;
      }
    }
    if (hashes.length < maxTexts) {
      grow();
      return placeFor(homeOf(hash), hash);
    }
    return ++homeless % REPLACEMENT == 0 ? home + (homeless / REPLACEMENT) % WAYS : -1;
  }

  /** Those of one home go to two homes, so there is room for all. */
  private void grow() {
    long[] oldHashes = hashes;
    byte[][] oldBytes = bytesOf;
    String[] oldTexts = texts;
    hashes = new long[2 * oldHashes.length];
    bytesOf = new byte[hashes.length][];
    texts = new String[hashes.length];
    for (int old = 0; old < oldHashes.length; old++) {
      if (oldHashes[old] != 0) {
        int place = placeFor(homeOf(oldHashes[old]), oldHashes[old]);
        hashes[place] = oldHashes[old];
        bytesOf[place] = oldBytes[old];
        texts[place] = oldTexts[old];
      }
    }
  }
}
