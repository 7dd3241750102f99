package dev.telemetry.detect;

/** The normal distribution. */
final class Normal {
  private static final double P = 0.3275911;
  private static final double[] A = {
    0.254829592, -0.284496736, 1.421413741, -1.453152027, 1.061405429
  };

  private Normal() {}

  /**
   * The probability that a normal value lies within z standard deviations of its mean: {@code erf(z
   * / sqrt 2)}, by Abramowitz and Stegun (1964), formula 7.1.26, to 1.5e-7.
   */
  static double within(double z) {
    double x = Math.abs(z) / Math.sqrt(2);
    double t = 1 / (1 + P * x);
    double polynomial = t * (A[0] + t * (A[1] + t * (A[2] + t * (A[3] + t * A[4]))));
    return Math.max(0, 1 - polynomial * Math.exp(-x * x));
  }
}
