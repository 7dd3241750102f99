package dev.telemetry.examples.factory.dashboard;

/**
 * Times and values in the order they came, in bounded memory: when full, the older half is thinned
 * to the lowest and highest of every four, so that a spike survives. Not thread-safe.
 */
final class Points {
  private static final int BLOCK = 4;

  private final long[] times;
  private final double[] values;
  private int size;

  Points(int capacity) {
    if (capacity < 2 * BLOCK) {
      throw new IllegalArgumentException("capacity must be >= " + 2 * BLOCK + ", was " + capacity);
    }
    times = new long[capacity];
    values = new double[capacity];
  }

  void add(long time, double value) {
    if (size == times.length) {
      thin();
    }
    put(size++, time, value);
  }

  int size() {
    return size;
  }

  void clear() {
    size = 0;
  }

  /** The points as pairs of epoch milliseconds and value. */
  double[][] all() {
    double[][] pairs = new double[size][];
    for (int i = 0; i < size; i++) {
      pairs[i] = new double[] {times[i], values[i]};
    }
    return pairs;
  }

  private void thin() {
    int half = times.length / 2 / BLOCK * BLOCK;
    int kept = 0;
    for (int block = 0; block < half; block += BLOCK) {
      int low = extreme(block, -1);
      int high = extreme(block, 1);
      copy(Math.min(low, high), kept++);
      if (low != high) {
        copy(Math.max(low, high), kept++);
      }
    }
    for (int i = half; i < size; i++) {
      copy(i, kept++);
    }
    size = kept;
  }

  private int extreme(int block, int sign) {
    int found = block;
    for (int i = block + 1; i < block + BLOCK; i++) {
      if (sign * values[i] > sign * values[found]) {
        found = i;
      }
    }
    return found;
  }

  private void copy(int from, int to) {
    put(to, times[from], values[from]);
  }

  private void put(int index, long time, double value) {
    times[index] = time;
    values[index] = value;
  }
}
