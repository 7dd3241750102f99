package dev.telemetry.benchmarks.windows;

import dev.telemetry.model.WindowStatistics;
import dev.telemetry.stats.Moments;
import java.time.Instant;

/** Makes the peers' results, in the form that the SDK's have. */
final class Statistics {
  private Statistics() {}

  static WindowStatistics of(String key, Moments moments, long startMillis, long endMillis) {
    WindowStatistics result = new WindowStatistics();
    result.setOperator("statistics");
    result.setKey(key);
    result.setMetric("temperature");
    result.setUnit("Cel");
    result.setWindowStart(Instant.ofEpochMilli(startMillis));
    result.setWindowEnd(Instant.ofEpochMilli(endMillis));
    result.setCount(moments.count());
    result.setMean(moments.mean());
    result.setVariance(moments.variance());
    result.setMin(moments.min());
    result.setMax(moments.max());
    result.setFirst(moments.first());
    result.setLast(moments.last());
    result.setSum(moments.sum());
    return result;
  }
}
