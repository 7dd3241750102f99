package dev.telemetry.benchmarks.windows;

import java.util.Arrays;

/** The values of one window as they came, and what follows from them without any cleverness. */
final class Expected {
  private static final double SAME = 1e-9;

  private double[] values = new double[16];
  private int count;
  private double first;
  private double last;
  private long firstMillis = Long.MAX_VALUE;
  private long lastMillis = Long.MIN_VALUE;

  void add(double value, long timeMillis) {
    if (count == values.length) {
      values = Arrays.copyOf(values, 2 * count);
    }
    values[count++] = value;
    if (timeMillis < firstMillis) {
      first = value;
      firstMillis = timeMillis;
    }
    if (timeMillis >= lastMillis) {
      last = value;
      lastMillis = timeMillis;
    }
  }

  /** Whether the numbers are the same, but for the order of additions and a sketch's accuracy. */
  boolean agreesWith(WindowResult result, boolean firstAndLast, boolean quantiles) {
    double[] sorted = Arrays.copyOf(values, count);
    Arrays.sort(sorted);
    double sum = Arrays.stream(sorted).sum();
    double mean = sum / count;
    double variance = Arrays.stream(sorted).map(v -> (v - mean) * (v - mean)).sum() / count;
    return result.count() == count
        && result.min() == sorted[0]
        && result.max() == sorted[count - 1]
        && (!firstAndLast || (result.first() == first && result.last() == last))
        && near(result.sum(), sum)
        && near(result.mean(), mean)
        && near(result.variance(), variance)
        && (!quantiles || quantilesAgree(result.quantiles(), sorted));
  }

  private static boolean near(double one, double other) {
    // a variance of 0 is 1e-28 in SQL, which subtracts
    return Math.abs(one - other) <= SAME * Math.max(Math.abs(other), 1);
  }

  /** Between the values below and above the rank, whichever of them one calls the quantile. */
  private static boolean quantilesAgree(double[] told, double[] sorted) {
    double lower = 1 - Sketches.RELATIVE_ACCURACY - SAME;
    double upper = 1 + Sketches.RELATIVE_ACCURACY + SAME;
    for (int i = 0; i < WindowCase.QUANTILES.length; i++) {
      double rank = WindowCase.QUANTILES[i] * (sorted.length - 1);
      if (told.length <= i
          || !(told[i] >= sorted[(int) Math.floor(rank)] * lower
              && told[i] <= sorted[(int) Math.ceil(rank)] * upper)) {
        return false;
      }
    }
    return true;
  }

  @Override
  public String toString() {
    return "a recomputation of " + Arrays.toString(Arrays.copyOf(values, count));
  }
}
