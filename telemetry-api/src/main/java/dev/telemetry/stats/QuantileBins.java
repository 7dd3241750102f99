package dev.telemetry.stats;

import com.datadoghq.sketch.ddsketch.mapping.QuadraticallyInterpolatedMapping;

/**
 * Cuts the numbers into bins so narrow that a bin's one value stands for every number in it within
 * a relative accuracy. It is what makes a {@link Histogram} answer quantiles with that accuracy.
 *
 * <p>The bins are those of DDSketch (Masson, Rim, Lee: "DDSketch: A fast and fully-mergeable
 * quantile sketch with relative-error guarantees", VLDB 2019): their bounds grow geometrically, by
 * {@code (1 + a) / (1 - a)} for the relative accuracy {@code a}, with the logarithm interpolated by
 * a parabola between the powers of two. That takes 8 % more bins than the logarithm itself; finding
 * a bin and its value takes a few nanoseconds, without calls of the logarithm, the exponential or
 * the cube root.
 *
 * <p>Bins are numbered as the values are ordered: from {@code -}{@link #maxBin} for the lowest
 * negative values over 0 to {@code maxBin} for the highest. Bin 0 holds zero and what is nearer to
 * zero than about 2.3e-308, the subnormal numbers; it stands for exactly 0. Beyond 1.7e308 the last
 * bin takes all, up to the largest finite number, and the error may be twice the accuracy. At 1 %
 * there are 76,722 bins on each side of zero, 37 for a doubling of the value.
 *
 * <p>Unit: that of the values. Immutable; one instance serves all histograms of a job.
 */
public final class QuantileBins {
  private static final double FINEST = 1e-4;
  private static final double COARSEST = 0.5;

  private final double relativeAccuracy;
  private final QuadraticallyInterpolatedMapping mapping;
  private final double smallest;
  private final double largest;
  private final int beforeFirst;
  private final int maxBin;

  private QuantileBins(double relativeAccuracy) {
    this.relativeAccuracy = relativeAccuracy;
    this.mapping = new QuadraticallyInterpolatedMapping(relativeAccuracy);
    this.smallest = mapping.minIndexableValue();
    this.largest = mapping.maxIndexableValue();
    this.beforeFirst = mapping.index(smallest) - 1;
    this.maxBin = mapping.index(largest) - beforeFirst;
  }

  /**
   * Bins of a relative accuracy.
   *
   * @param relativeAccuracy largest error of a bin's value as a share of each number in it, from
   *     0.0001 to 0.5; 0.01 is 1 %
   * @return the bins
   */
  public static QuantileBins ofRelativeAccuracy(double relativeAccuracy) {
    if (!(relativeAccuracy >= FINEST && relativeAccuracy <= COARSEST)) {
      throw new IllegalArgumentException(
          "relativeAccuracy must be from 0.0001 to 0.5, was " + relativeAccuracy);
    }
    return new QuantileBins(relativeAccuracy);
  }

  /**
   * The bin of a value.
   *
   * @param value a finite value
   * @return from {@code -maxBin} to {@code maxBin}; a higher value never has a lower bin
   * @throws IllegalArgumentException for a value that is not finite
   */
  public int binOf(double value) {
    double magnitude = Math.abs(value);
    if (magnitude < smallest) {
      return 0;
    }
    if (!(magnitude <= Double.MAX_VALUE)) {
      throw new IllegalArgumentException("value must be finite, was " + value);
    }
    int bin = mapping.index(Math.min(magnitude, largest)) - beforeFirst;
    return value < 0 ? -bin : bin;
  }

  /**
   * The value that stands for a bin.
   *
   * @param bin from {@code -maxBin} to {@code maxBin}
   * @return within the relative accuracy of every value of the bin; 0 for bin 0
   */
  public double valueOf(int bin) {
    requireValid(bin);
    if (bin == 0) {
      return 0;
    }
    double magnitude = mapping.value(Math.abs(bin) + beforeFirst);
    return bin < 0 ? -magnitude : magnitude;
  }

  /**
   * Where a bin begins; the bin before ends there.
   *
   * @param bin from {@code -maxBin} to {@code maxBin}
   * @return its lower bound, to within rounding
   */
  public double lowerBound(int bin) {
    requireValid(bin);
    return bin <= 0 ? -outerBound(-bin) : outerBound(bin - 1);
  }

  /**
   * Where a bin ends; the next one begins there.
   *
   * @param bin from {@code -maxBin} to {@code maxBin}
   * @return its upper bound, to within rounding
   */
  public double upperBound(int bin) {
    requireValid(bin);
    return bin >= 0 ? outerBound(bin) : -outerBound(-bin - 1);
  }

  /** The end of a bin that is farther from zero, for bins from 0 up. */
  private double outerBound(int bin) {
    if (bin == 0) {
      return smallest;
    }
    return bin == maxBin ? Double.MAX_VALUE : mapping.upperBound(bin + beforeFirst);
  }

  private void requireValid(int bin) {
    if (!isValid(bin)) {
      throw new IllegalArgumentException(
          "bin must be from %d to %d, was %d".formatted(-maxBin, maxBin, bin));
    }
  }

  boolean isValid(int bin) {
    return bin >= -maxBin && bin <= maxBin;
  }

  /**
   * The number of the highest bin; the lowest has the same number with a minus.
   *
   * @return at least 1
   */
  public int maxBin() {
    return maxBin;
  }

  /**
   * The relative accuracy.
   *
   * @return as given
   */
  public double relativeAccuracy() {
    return relativeAccuracy;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof QuantileBins that && relativeAccuracy == that.relativeAccuracy;
  }

  @Override
  public int hashCode() {
    return Double.hashCode(relativeAccuracy);
  }

  @Override
  public String toString() {
    return "QuantileBins[relativeAccuracy=" + relativeAccuracy + "]";
  }
}
