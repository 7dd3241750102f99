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
 * <p>The variance never subtracts a squared sum from a sum of squares, so that an offset that is
 * large against the spread (1e9 + noise) costs no digits: values are added as in Welford (1962),
 * parts are merged as in Chan, Golub and LeVeque (1979). A value that is not finite changes
 * nothing.
 *
 * <p>State: 80 bytes. Not thread-safe.
 */
public final class Moments {
  /** The bytes that the numbers of one instance take. */
  public static final int STATE_BYTES = 10 * Long.BYTES;

  private long count;
  private double mean;
  private double squaredDeviations;
  private double sum;
  private double min = Double.POSITIVE_INFINITY;
  private double max = Double.NEGATIVE_INFINITY;
  private double first = Double.NaN;
  private double last = Double.NaN;
  private long firstMillis = Long.MAX_VALUE;
  private long lastMillis = Long.MIN_VALUE;

  /** Starts without values. */
  public Moments() {}

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
    count++;
    double delta = value - mean;
    mean += delta / count;
    squaredDeviations += delta * (value - mean);
    sum += value;
    min = Math.min(min, value);
    max = Math.max(max, value);
    if (count == 1 || timeMillis < firstMillis) {
      first = value;
      firstMillis = timeMillis;
    }
    if (timeMillis >= lastMillis) {
      last = value;
      lastMillis = timeMillis;
    }
    return true;
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
    long total = count + other.count;
    double delta = other.mean - mean;
    mean += delta * ((double) other.count / total);
    squaredDeviations +=
        other.squaredDeviations + delta * delta * ((double) count / total * other.count);
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

  /**
   * Becomes equal to another part.
   *
   * @param other the part to copy
   */
  public void set(Moments other) {
    count = other.count;
    mean = other.mean;
    squaredDeviations = other.squaredDeviations;
    sum = other.sum;
    min = other.min;
    max = other.max;
    first = other.first;
    last = other.last;
    firstMillis = other.firstMillis;
    lastMillis = other.lastMillis;
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
    return count == 0 ? Double.NaN : mean;
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
    return sum;
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
   * Writes the ten numbers.
   *
   * @param out takes 80 bytes
   * @throws IOException as the output says
   */
  public void writeTo(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeDouble(mean);
    out.writeDouble(squaredDeviations);
    out.writeDouble(sum);
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
   * @param in gives 80 bytes
   * @throws IOException as the input says
   */
  public void readFrom(DataInput in) throws IOException {
    count = in.readLong();
    mean = in.readDouble();
    squaredDeviations = in.readDouble();
    sum = in.readDouble();
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
