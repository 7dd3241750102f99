package dev.telemetry.benchmarks.windows;

import dev.telemetry.model.WindowStatistics;
import dev.telemetry.stats.Moments;
import java.time.Instant;

/** Makes the peers' results, in the form that the SDK's have. */
final class Statistics {
  private Statistics() {}

  static WindowStatistics of(String key, Moments moments, long startMillis, long endMillis) {
    return new WindowStatistics(
        "statistics",
        key,
        "temperature",
        "Cel",
        Instant.ofEpochMilli(startMillis),
        Instant.ofEpochMilli(endMillis),
        moments.count(),
        moments.mean(),
        moments.variance(),
        moments.min(),
        moments.max(),
        moments.first(),
        moments.last(),
        moments.sum(),
        0,
        null,
        null,
        null);
  }
}
