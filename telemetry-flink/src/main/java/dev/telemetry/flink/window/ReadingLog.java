package dev.telemetry.flink.window;

import java.util.Arrays;

/**
 * Readings of many keys in the order in which they come: so adding one touches no memory of its
 * key. Keys are numbers from 0 on. 20 bytes a reading.
 */
final class ReadingLog {
  private static final int SMALLEST = 1024;

  private int[] keys = new int[SMALLEST];
  private long[] times = new long[SMALLEST];
  private double[] values = new double[SMALLEST];
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
    times[size] = timeMillis;
    values[size++] = value;
  }

  void addAll(ReadingLog others) {
    if (size + others.size > keys.length) {
      resize(Math.max(size + others.size, 2 * size));
    }
    System.arraycopy(others.keys, 0, keys, size, others.size);
    System.arraycopy(others.times, 0, times, size, others.size);
    System.arraycopy(others.values, 0, values, size, others.size);
    size += others.size;
  }

  private void resize(int capacity) {
    keys = Arrays.copyOf(keys, capacity);
    times = Arrays.copyOf(times, capacity);
    values = Arrays.copyOf(values, capacity);
  }

  void copy(int position, Readings into) {
    into.add(times[position], values[position]);
  }

  /** Forgets all, and gives memory back that a burst has taken. */
  void clear() {
    if (keys.length > SMALLEST && keys.length > 4 * size) {
      resize(keys.length / 2);
    }
    size = 0;
  }
}
