package dev.telemetry.benchmarks.windows;

/**
 * An accumulator as a user without a library writes it: public fields, Flink's own serializer.
 * Welford's update, and the merge of Chan, Golub and LeVeque.
 */
public class Summary {
  /** How many values. */
  public long count;

  /** Their mean. */
  public double mean;

  /** Squared deviations from the mean. */
  public double squaredDeviations;

  /** Their sum. */
  public double sum;

  /** The smallest. */
  public double min = Double.POSITIVE_INFINITY;

  /** The largest. */
  public double max = Double.NEGATIVE_INFINITY;

  /** The one of the earliest time. */
  public double first;

  /** The earliest time. */
  public long firstMillis = Long.MAX_VALUE;

  /** The one of the latest time. */
  public double last;

  /** The latest time. */
  public long lastMillis = Long.MIN_VALUE;

  /** Called by Flink. */
  public Summary() {}

  void add(double value, long timeMillis) {
    count++;
    double delta = value - mean;
    mean += delta / count;
    squaredDeviations += delta * (value - mean);
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    if (timeMillis < firstMillis) {
      first = value;
      firstMillis = timeMillis;
    }
    if (timeMillis >= lastMillis) {
      last = value;
      lastMillis = timeMillis;
    }
  }

  void merge(Summary other) {
    long total = count + other.count;
    double delta = other.mean - mean;
    mean += delta * other.count / total;
    squaredDeviations += other.squaredDeviations + delta * delta * count * other.count / total;
    count = total;
    sum += other.sum;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    if (other.firstMillis < firstMillis) {
      first = other.first;
      firstMillis = other.firstMillis;
    }
    if (other.lastMillis >= lastMillis) {
      last = other.last;
      lastMillis = other.lastMillis;
    }
  }

  /** The values at {@link WindowCase#QUANTILES}, or none. */
  double[] quantiles() {
    return new double[0];
  }
}
