package dev.telemetry.benchmarks.windows;

/** What every contestant must agree on. */
@SuppressWarnings("ArrayRecordComponent") // never compared as a whole
record WindowResult(
    String key,
    long sizeMillis,
    long endMillis,
    long count,
    double mean,
    double variance,
    double min,
    double max,
    double sum,
    double first,
    double last,
    double[] quantiles) {

  Window window() {
    return new Window(key, sizeMillis, endMillis);
  }

  /** Which result it is. */
  record Window(String key, long sizeMillis, long endMillis) {}
}
