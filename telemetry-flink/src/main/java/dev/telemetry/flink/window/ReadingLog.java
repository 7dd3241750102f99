package dev.telemetry.flink.window;

import java.util.Arrays;

/**
 * Readings of many keys in the order in which they come, to be taken key by key: so adding one
 * touches no memory of its key. Keys are numbers from 0 on. 24 bytes a reading.
 */
final class ReadingLog {
  private static final int SMALLEST = 1024;

  private int[] keys = new int[SMALLEST];
  private long[] times = new long[SMALLEST];
  private double[] values = new double[SMALLEST];
  private int size;

  /** Positions of readings by key, once they are sorted. */
  private int[] order = {};

  /** Where the positions of each key end. */
  private int[] ends = {};

  int size() {
    return size;
  }

  void add(int key, long timeMillis, double value) {
    if (size == keys.length) {
      resize(2 * size);
    }
    keys[size] = key;
    times[size] = timeMillis;
    values[size++] = value;
  }

  private void resize(int capacity) {
    keys = Arrays.copyOf(keys, capacity);
    times = Arrays.copyOf(times, capacity);
    values = Arrays.copyOf(values, capacity);
  }

  /** By counting, so that each key's readings stay in their order. */
  void sort(int numberOfKeys) {
    if (order.length < size) {
      order = new int[keys.length];
    }
    ends = ends.length < numberOfKeys ? new int[2 * numberOfKeys] : ends;
    Arrays.fill(ends, 0, numberOfKeys, 0);
    for (int i = 0; i < size; i++) {
      ends[keys[i]]++;
    }
    int start = 0;
    for (int key = 0; key < numberOfKeys; key++) {
      start += ends[key];
      ends[key] = start - ends[key];
    }
    for (int i = 0; i < size; i++) {
      order[ends[keys[i]]++] = i;
    }
  }

  /** Where the readings of a key end among all sorted; they start where those before it end. */
  int endOf(int key) {
    return ends[key];
  }

  /** Copies some of those sorted. */
  void copy(int from, int to, Readings into) {
    for (int i = from; i < to; i++) {
      int position = order[i];
      into.add(times[position], values[position]);
    }
  }

  /** Forgets all, and gives memory back that a burst has taken. */
  void clear() {
    if (keys.length > SMALLEST && keys.length > 4 * size) {
      resize(keys.length / 2);
      order = new int[0];
    }
    size = 0;
  }
}
