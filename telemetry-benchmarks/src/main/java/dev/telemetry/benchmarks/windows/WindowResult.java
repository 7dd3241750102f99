package dev.telemetry.benchmarks.windows;

/** What every contestant must agree on. */
record WindowResult(
    String key, long sizeMillis, long endMillis, long count, double mean, double min, double max) {

  /** Whether the numbers are the same, the mean but for the order of additions. */
  boolean agreesWith(WindowResult other) {
    return count == other.count
        && min == other.min
        && max == other.max
        && Math.abs(mean - other.mean) <= 1e-9 * Math.abs(other.mean);
  }

  Window window() {
    return new Window(key, sizeMillis, endMillis);
  }

  /** Which result it is. */
  record Window(String key, long sizeMillis, long endMillis) {}
}
