package dev.telemetry.flink.window;

import java.util.Arrays;

/**
 * Readings of many keys in the order in which they come: so adding one touches no memory of its
 * key. Keys are numbers from 0 on. 20 bytes a reading.
 */
final class ReadingLog {
  private static final int SMALLEST = 1024;

  private int[] keys = new int[SMALLEST];

  /** As in {@link Readings}. */
  private long[] cells = new long[2 * SMALLEST];

  private int size;

  int size() {
    return size;
  }

  int key(int position) {
    return keys[position];
  }

  void add(int key, long timeMillis, double value) {
    if (size == keys.length) {
      resize(2 * size);
    }
    keys[size] = key;
    cells[2 * size] = timeMillis;
    cells[2 * size + 1] = Double.doubleToRawLongBits(value);
    size++;
  }

  void addAll(ReadingLog others) {
    if (size + others.size > keys.length) {
      resize(Math.max(size + others.size, 2 * size));
    }
    System.arraycopy(others.keys, 0, keys, size, others.size);
    System.arraycopy(others.cells, 0, cells, 2 * size, 2 * others.size);
    size += others.size;
  }

  private void resize(int capacity) {
    keys = Arrays.copyOf(keys, capacity);
    cells = Arrays.copyOf(cells, Math.multiplyExact(2, capacity));
  }

  void copy(int[] positions, int from, int to, Readings into) {
    for (int i = from; i < to; i++) {
      int at = 2 * positions[i];
      into.add(cells[at], Double.longBitsToDouble(cells[at + 1]));
    }
  }

  /** Forgets all, and gives memory back that a burst has taken. */
  void clear() {
    if (keys.length > SMALLEST && keys.length > 4 * size) {
      resize(keys.length / 2);
    }
    size = 0;
  }
}
