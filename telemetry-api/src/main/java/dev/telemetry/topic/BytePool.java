package dev.telemetry.topic;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;

/**
 * Values found again by the bytes that they were read from: what comes with each record, as a key
 * or a unit does, is decoded and allocated once, and its hash code is known from then on.
 *
 * <p>State: at most as many values as told, and a copy of the bytes of each. It begins empty and
 * grows with the values that are read. Most of those that find no room are made anew each time, as
 * without a pool. Not thread-safe.
 *
 * @param <V> the values, which many share and none may change
 */
public final class BytePool<V> {
  private static final int FEWEST = 64;
  private static final int MOST = 1 << 24;

  /** Places that bytes of one home can have. */
  private static final int WAYS = 4;

  /** One in so many of those that find no place takes that of another. */
  private static final int REPLACEMENT = 16;

  /** 2^64 divided by the golden ratio (Knuth 1973, section 6.4: multiplicative hashing). */
  private static final long MIX = 0x9E3779B97F4A7C15L;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final int maxValues;
  private final int maxBytes;
  private final Reader<V> reader;

  /** The bits of a place that hold the number of its entry; above them is the hash. */
  private static final long NUMBER = MOST - 1;

  /** Set in all hashes: a place without it is free. */
  private static final long TAKEN = MOST;

  /** Hash and number in one, so that bytes that are not known cost one look into memory. */
  private long[] places = new long[FEWEST];

  /** The bytes and behind them the value of each entry, in the order in which they came first. */
  private Object[] entries = new Object[2 * FEWEST];

  private int size;

  /**
   * What is read in turn comes in the same order again: then the next entry is looked at first,
   * which lies beside this one, and nothing is hashed.
   */
  private int last;

  private boolean inTurn;
  private int homeless;

  /**
   * Makes a value of its bytes.
   *
   * @param <V> the values
   */
  @FunctionalInterface
  public interface Reader<V> {
    /**
     * Makes a value.
     *
     * @param bytes what it is in
     * @param from where it begins
     * @param length how many bytes it has
     * @return the value, which nothing may change
     */
    V read(byte[] bytes, int from, int length);
  }

  /**
   * A pool.
   *
   * @param maxValues how many it holds at most, 64 to 16,777,216, and a power of two
   * @param maxBytes the most bytes of a value that it holds
   * @param reader makes those that are not there
   */
  public BytePool(int maxValues, int maxBytes, Reader<V> reader) {
    if (maxValues < FEWEST || maxValues > MOST || Integer.bitCount(maxValues) != 1) {
      throw new IllegalArgumentException(
          "a pool's size must be a power of two, %d to %d, was %d"
              .formatted(FEWEST, MOST, maxValues));
    }
    this.maxValues = maxValues;
    this.maxBytes = maxBytes;
    this.reader = reader;
  }

  /**
   * The value of these bytes.
   *
   * @param bytes what it is in
   * @param from where it begins
   * @param length how many bytes it has
   * @return the value; the same instance as before where the pool has it
   */
  public V get(byte[] bytes, int from, int length) {
    if (length > maxBytes || length <= 0) {
      return reader.read(bytes, from, length);
    }
    if (inTurn && last + 1 < size && isAt(last + 1, bytes, from, length)) {
      return valueAt(++last);
    }
    return find(bytes, from, length);
  }

  private V find(byte[] bytes, int from, int length) {
    long hash = hash(bytes, from, from + length);
    int home = homeOf(hash);
    for (int place = home; place < home + WAYS; place++) {
      int number = (int) (places[place] & NUMBER);
      if ((places[place] & ~NUMBER) == hash && isAt(number, bytes, from, length)) {
        inTurn = number == last + 1;
        last = number;
        return valueAt(number);
      }
    }
    return add(home, hash, bytes, from, length);
  }

  private boolean isAt(int number, byte[] bytes, int from, int length) {
    byte[] known = (byte[]) entries[2 * number];
    return Arrays.equals(known, 0, known.length, bytes, from, from + length);
  }

  @SuppressWarnings("unchecked") // only values are put there
  private V valueAt(int number) {
    return (V) entries[2 * number + 1];
  }

  private int homeOf(long hash) {
    int shift = Long.SIZE - Integer.numberOfTrailingZeros(places.length);
    return (int) (hash >>> shift) & -WAYS;
  }

  /** Eight bytes at a time, the last eight overlap those before. */
  private static long hash(byte[] bytes, int from, int end) {
    int length = end - from;
    long hash = length;
    if (length >= Long.BYTES) {
      for (int at = from; at < end - Long.BYTES; at += Long.BYTES) {
        hash = mixed(hash, (long) LONGS.get(bytes, at));
      }
      return tagged(mixed(hash, (long) LONGS.get(bytes, end - Long.BYTES)));
    }
    long word = 0;
    for (int at = from; at < end; at++) {
      word = (word << Byte.SIZE) | (bytes[at] & 0xff);
    }
    return tagged(mixed(hash, word));
  }

  private static long tagged(long hash) {
    return (hash * MIX & ~NUMBER) | TAKEN;
  }

  private static long mixed(long hash, long word) {
    long product = (hash ^ word) * MIX;
    return product ^ (product >>> 32);
  }

  private V add(int home, long hash, byte[] bytes, int from, int length) {
    V value = reader.read(bytes, from, length);
    int place = placeFor(home, hash);
    if (place >= 0) {
      int number = isFree(place) ? size++ : (int) (places[place] & NUMBER);
      places[place] = hash | number;
      entries[2 * number] = Arrays.copyOfRange(bytes, from, from + length);
      entries[2 * number + 1] = value;
      last = number;
    }
    return value;
  }

  private boolean isFree(int place) {
    return places[place] == 0;
  }

  private int placeFor(int home, long hash) {
    for (int place = home; place < home + WAYS; place++) {
      if (isFree(place)) {
        return place;
      }
    }
    if (places.length < maxValues) {
      grow();
      return placeFor(homeOf(hash), hash);
    }
    return ++homeless % REPLACEMENT == 0 ? home + (homeless / REPLACEMENT) % WAYS : -1;
  }

  /** Those of one home go to two homes, so there is a place for each. */
  private void grow() {
    long[] old = places;
    places = new long[2 * old.length];
    entries = Arrays.copyOf(entries, 2 * places.length);
    for (long taken : old) {
      if (taken != 0) {
        places[placeFor(homeOf(taken), taken)] = taken;
      }
    }
  }
}
