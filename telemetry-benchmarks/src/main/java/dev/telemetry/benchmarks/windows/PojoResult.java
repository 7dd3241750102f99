package dev.telemetry.benchmarks.windows;

/** A result as a user without a library writes it. */
public final class PojoResult {
  /** Of which sensor. */
  public String sensorId = "";

  /** Of what. */
  public String metric = "";

  /** In which unit. */
  public String unit = "";

  /** Inclusive, in milliseconds since 1970 UTC. */
  public long windowStart;

  /** Exclusive, in milliseconds since 1970 UTC. */
  public long windowEnd;

  /** How many values. */
  public long count;

  /** Their mean. */
  public double mean;

  /** Their population variance. */
  public double variance;

  /** The smallest. */
  public double min;

  /** The largest. */
  public double max;

  /** The earliest. */
  public double first;

  /** The latest. */
  public double last;

  /** Their sum. */
  public double sum;

  /** The values at {@link WindowCase#QUANTILES}, or none. */
  public double[] quantiles = new double[0];

  /** Called by Flink. */
  public PojoResult() {}

  static PojoResult of(String sensorId, Summary summary, long startMillis, long endMillis) {
    PojoResult result = new PojoResult();
    result.sensorId = sensorId;
    result.metric = "temperature";
    result.unit = "Cel";
    result.windowStart = startMillis;
    result.windowEnd = endMillis;
    result.count = summary.count;
    result.mean = summary.mean;
    result.variance = summary.squaredDeviations / summary.count;
    result.min = summary.min;
    result.max = summary.max;
    result.first = summary.first;
    result.last = summary.last;
    result.sum = summary.sum;
    result.quantiles = summary.quantiles();
    return result;
  }

  WindowResult read() {
    return new WindowResult(
        sensorId,
        windowEnd - windowStart,
        windowEnd,
        count,
        mean,
        variance,
        min,
        max,
        sum,
        first,
        last,
        quantiles);
  }
}
