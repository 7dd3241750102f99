package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Exponentially weighted mean and standard deviation over time, for readings at any interval.
 *
 * <p>A value's weight halves with each half-life that passes: over an interval {@code dt} the
 * newcomer takes the share {@code a = 1 - 2^(-dt / halfLife)}, then {@code mean += a d} and {@code
 * variance = (1 - a)(variance + a d^2)} with {@code d} the distance to the old mean (Finch, 2009,
 * "Incremental calculation of weighted mean and variance"). The first values share evenly ({@code a
 * >= 1/n} for the n-th), so that the very first one is not over-weighted.
 *
 * <p>State: 32 bytes. Not thread-safe.
 */
public final class EwmaMoments {
  private final long halfLifeMillis;
  private long count;
  private long lastMillis;
  private double mean;
  private double variance;

  /**
   * Starts without values.
   *
   * @param halfLifeMillis after how many milliseconds a value counts half, at least 1
   */
  public EwmaMoments(long halfLifeMillis) {
    if (halfLifeMillis < 1) {
      throw new IllegalArgumentException("halfLifeMillis must be >= 1, was " + halfLifeMillis);
    }
    this.halfLifeMillis = halfLifeMillis;
  }

  /**
   * Adds a value.
   *
   * @param value a finite value
   * @param timeMillis when it was measured; an earlier time than the last counts as the last
   */
  public void add(double value, long timeMillis) {
    count++;
    double elapsed = count == 1 ? 0 : Math.max(0, (double) timeMillis - lastMillis);
    double share = Math.max(1 - Math.exp(-elapsed * Math.log(2) / halfLifeMillis), evenShare());
    double delta = value - mean;
    mean += share * delta;
    variance = (1 - share) * (variance + share * delta * delta);
    lastMillis = count == 1 ? timeMillis : Math.max(lastMillis, timeMillis);
  }

  private double evenShare() {
    return count <= 32 ? 1.0 / count : 0;
  }

  /** Forgets all values. */
  public void clear() {
    count = 0;
    mean = 0;
    variance = 0;
  }

  /**
   * How many values were added since the start or the last {@link #clear}.
   *
   * @return at least 0
   */
  public long count() {
    return count;
  }

  /**
   * The weighted mean.
   *
   * @return the mean, NaN without values
   */
  public double mean() {
    return count == 0 ? Double.NaN : mean;
  }

  /**
   * The weighted standard deviation.
   *
   * @return the standard deviation, NaN without values
   */
  public double standardDeviation() {
    return count == 0 ? Double.NaN : Math.sqrt(variance);
  }

  /**
   * Writes the four numbers.
   *
   * @param out takes 32 bytes
   * @throws IOException as the output says
   */
  public void writeTo(DataOutput out) throws IOException {
    out.writeLong(count);
    out.writeLong(lastMillis);
    out.writeDouble(mean);
    out.writeDouble(variance);
  }

  /**
   * Reads what {@link #writeTo} wrote into this instance.
   *
   * @param in gives 32 bytes
   * @throws IOException as the input says
   */
  public void readFrom(DataInput in) throws IOException {
    count = in.readLong();
    lastMillis = in.readLong();
    mean = in.readDouble();
    variance = in.readDouble();
  }
}
