package dev.telemetry.benchmarks.pipeline;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;

/** Latencies of a run, in milliseconds. */
final class Latency {
  private long[] samples = new long[1 << 16];
  private int size;

  void add(long millis) {
    if (size == samples.length) {
      samples = Arrays.copyOf(samples, 2 * size);
    }
    samples[size++] = millis;
  }

  Map<String, Object> told() {
    long[] sorted = Arrays.copyOf(samples, size);
    Arrays.sort(sorted);
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("results", size);
    told.put("p50Millis", quantile(sorted, 0.50));
    told.put("p99Millis", quantile(sorted, 0.99));
    return told;
  }

  private static long quantile(long[] sorted, double share) {
    return sorted.length == 0 ? -1 : sorted[(int) Math.ceil(share * sorted.length) - 1];
  }
}
