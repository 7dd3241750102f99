package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Count, mean, variance, minimum, maximum, first, last and sum of timed values, built value by
 * value or merged from parts.
 *
 * <p>Units: everything is in the unit of the values, the variance in its square; times are
 * milliseconds since 1970 UTC. First and last are those of the earliest and latest time, whatever
 * the order of arrival; of equal times, the one that was added first stays first and the one added
 * last becomes last.
 *
 * <p>All values are taken as distances from the first, so that an offset that is large against the
 * spread (1e9 + noise) costs no digits; the sum of whole numbers is exact up to 2^53. The variance
 * never subtracts a squared sum from a sum of squares: values are added as in Youngs and Cramer
 * (1971), parts are merged as in Chan, Golub and LeVeque (1979). A value that is not finite changes
 * nothing; values beyond 1e150 make the variance infinite or NaN.
 *
 * <p>State: 72 bytes. Not thread-safe.
 */
public final class Moments {
  /** The bytes that the numbers of one instance take. */
  public static final int STATE_BYTES = 9 * Long.BYTES;

  private static final int RECIPROCALS = 1024;
  private static final double[] RECIPROCAL_OF_PAIR = reciprocalsOfPairs();

  /** How many numbers {@link #pack} writes. */
  public static final int NUMBERS = 9;

  long count;

  /** Sum of the distances from the first value. */
  double excess;

  double squaredDeviations;
  double min = Double.POSITIVE_INFINITY;
  double max = Double.NEGATIVE_INFINITY;
  double first = Double.NaN;
  double last = Double.NaN;
  long firstMillis = Long.MAX_VALUE;
  long lastMillis = Long.MIN_VALUE;

  /** Starts without values. */
  public Moments() {}

  /** 1 / (n (n - 1)): a table, as a division takes longer than all the rest of an addition. */
  private static double[] reciprocalsOfPairs() {
    double[] reciprocals = new double[RECIPROCALS];
    for (int n = 2; n < RECIPROCALS; n++) {
      reciprocals[n] = 1 / ((double) n * (n - 1));
    }
    return reciprocals;
  }

  /**
   * Adds one value.
   *
   * @param value the value
   * @param timeMillis when it was measured
   * @return whether it counted; false for a value that is not finite
   */
  public boolean add(double value, long timeMillis) {
    if (!Double.isFinite(value)) {
      return false;
    }
    if (count == 0) {
      first = value;
      firstMillis = timeMillis;
    } else if (timeMillis < firstMillis) {
      excess += count * (first - value);
      first = value;
      firstMillis = timeMillis;
    }
    addDistance(value - first);
    min = Math.min(min, value);
    max = Math.max(max, value);
    if (timeMillis >= lastMillis) {
      last = value;
      lastMillis = timeMillis;
    }
    return true;
  }

  private void addDistance(double distance) {
    excess += distance;
    long n = ++count;
    if (n > 1) {
      double deviation = n * distance - excess;
      double reciprocal =
          n < RECIPROCALS ? RECIPROCAL_OF_PAIR[(int) n] : 1 / ((double) n * (n - 1));
      squaredDeviations += deviation * deviation * reciprocal;
    }
  }

  /**
   * Adds all values of another part; the other part stays as it is.
   *
   * @param other the part to add
   */
  public void merge(Moments other) {
    if (other.count == 0) {
      return;
    }
    if (count == 0) {
      set(other);
      return;
    }
    double distance = other.first - first;
    squaredDeviations +=
        other.squaredDeviations + between(count, excess, other.count, other.excess, distance);
    excess += other.excess + other.count * distance;
    count += other.count;
    min = Math.min(min, other.min);
    max = Math.max(max, other.max);
    if (other.firstMillis < firstMillis) {
      excess -= count * distance;
      first = other.first;
      firstMillis = other.firstMillis;
    }
    if (other.lastMillis >= lastMillis) {
      last = other.last;
      lastMillis = other.lastMillis;
    }
  }

  /**
   * The squared deviations that two parts have between them: the square of the distance of their
   * means, times na nb / (na + nb).
   *
   * @param distance from the first value of part a to that of part b
   */
  static double between(long countA, double excessA, long countB, double excessB, double distance) {
    double a = countA;
    double b = countB;
    double apart = a * excessB - b * excessA + a * b * distance;
    return apart * apart / (a * b * (a + b));
  }

  /**
   * Becomes equal to another part.
   *
   * @param other the part to copy
   */
  public void set(Moments other) {
    count = other.count;
    excess = other.excess;
    squaredDeviations = other.squaredDeviations;
    min = other.min;
    max = other.max;
    first = other.first;
    last = other.last;
    firstMillis = other.firstMillis;
    lastMillis = other.lastMillis;
  }

  /** Becomes empty. */
  public void clear() {
    count = 0;
    excess = 0;
    squaredDeviations = 0;
    min = Double.POSITIVE_INFINITY;
    max = Double.NEGATIVE_INFINITY;
    first = Double.NaN;
    last = Double.NaN;
    firstMillis = Long.MAX_VALUE;
    lastMillis = Long.MIN_VALUE;
  }

  /**
   * A copy that changes on its own.
   *
   * @return the copy
   */
  public Moments copy() {
    Moments copy = new Moments();
    copy.set(this);
    return copy;
  }

  /**
   * How many values were added.
   *
   * @return at least 0
   */
  public long count() {
    return count;
  }

  /**
   * The arithmetic mean.
   *
   * @return the mean, NaN without values
   */
  public double mean() {
    return count == 0 ? Double.NaN : first + excess / count;
  }

  /**
   * The population variance: squared deviations divided by the count.
   *
   * @return the variance, 0 for one value, NaN without values
   */
  public double variance() {
    return count == 0 ? Double.NaN : squaredDeviations / count;
  }

  /**
   * The sample variance: squared deviations divided by the count less one.
   *
   * @return the variance, NaN with fewer than two values
   */
  public double sampleVariance() {
    return count < 2 ? Double.NaN : squaredDeviations / (count - 1);
  }

  /**
   * The square root of the population variance.
   *
   * @return the standard deviation, NaN without values
   */
  public double standardDeviation() {
    return Math.sqrt(variance());
  }

  /**
   * The sum of the values; exact for whole numbers up to 2^53.
   *
   * @return the sum, 0 without values
   */
  public double sum() {
    return count == 0 ? 0 : Math.fma((double) count, first, excess);
  }

  /**
   * The smallest value.
   *
   * @return the minimum, NaN without values
   */
  public double min() {
    return count == 0 ? Double.NaN : min;
  }

  /**
   * The largest value.
   *
   * @return the maximum, NaN without values
   */
  public double max() {
    return count == 0 ? Double.NaN : max;
  }

  /**
   * The value of the earliest time.
   *
   * @return the first value, NaN without values
   */
  public double first() {
    return first;
  }

  /**
   * The value of the latest time.
   *
   * @return the last value, NaN without values
   */
  public double last() {
    return last;
  }

  /**
   * The earliest time.
   *
   * @return milliseconds since 1970 UTC, {@link Long#MAX_VALUE} without values
   */
  public long firstMillis() {
    return firstMillis;
  }

  /**
   * The latest time.
   *
   * @return milliseconds since 1970 UTC, {@link Long#MIN_VALUE} without values
   */
  public long lastMillis() {
    return lastMillis;
  }

  /**
   * Puts the nine numbers into an array, where many of these are held side by side.
   *
   * @param into takes {@link #NUMBERS} elements
   * @param at the first of them
   */
  public void pack(long[] into, int at) {
    into[at] = count;
    into[at + 1] = Double.doubleToRawLongBits(excess);
    into[at + 2] = Double.doubleToRawLongBits(squaredDeviations);
    into[at + 3] = Double.doubleToRawLongBits(min);
    into[at + 4] = Double.doubleToRawLongBits(max);
    into[at + 5] = Double.doubleToRawLongBits(first);
    into[at + 6] = Double.doubleToRawLongBits(last);
    into[at + 7] = firstMillis;
    into[at + 8] = lastMillis;
  }

  /**
   * Becomes equal to what {@link #pack} put into an array.
   *
   * @param from gives {@link #NUMBERS} elements
   * @param at the first of them
   */
  public void unpack(long[] from, int at) {
    count = from[at];
    excess = Double.longBitsToDouble(from[at + 1]);
    squaredDeviations = Double.longBitsToDouble(from[at + 2]);
    min = Double.longBitsToDouble(from[at + 3]);
    max = Double.longBitsToDouble(from[at + 4]);
    first = Double.longBitsToDouble(from[at + 5]);
    last = Double.longBitsToDouble(from[at + 6]);
    firstMillis = from[at + 7];
    lastMillis = from[at + 8];
  }

  /**
   * Writes the nine numbers.
   *
   * @param out takes 72 bytes
   * @throws IOException as the output says
   */
  public void writeTo(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeDouble(excess);
    out.writeDouble(squaredDeviations);
    out.writeDouble(min);
    out.writeDouble(max);
    out.writeDouble(first);
    out.writeDouble(last);
    out.writeLong(firstMillis);
    out.writeLong(lastMillis);
  }

  /**
   * Reads what {@link #writeTo} wrote into this instance.
   *
   * @param in gives 72 bytes
   * @throws IOException as the input says
   */
  public void readFrom(DataInput in) throws IOException {
    count = in.readLong();
    excess = in.readDouble();
    squaredDeviations = in.readDouble();
    min = in.readDouble();
    max = in.readDouble();
    first = in.readDouble();
    last = in.readDouble();
    firstMillis = in.readLong();
    lastMillis = in.readLong();
  }

  @Override
  public String toString() {
    return "Moments[count=%d, mean=%s, variance=%s, min=%s, max=%s, first=%s, last=%s]"
        .formatted(count, mean(), variance(), min(), max(), first, last);
  }
}
