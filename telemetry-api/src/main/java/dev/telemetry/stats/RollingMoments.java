package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Mean and standard deviation of the values of a rolling window, in fixed memory and O(1) per
 * value.
 *
 * <p>The window is cut into {@value #SLICES} slices along a position that the caller chooses:
 * milliseconds of event time, or the running number of a value. The oldest slice leaves as a whole,
 * so the window covers its span to one part in {@value #SLICES}. Values are added as in Welford
 * (1962) and slices merged as in Chan, Golub and LeVeque (1979); nothing is ever subtracted.
 *
 * <p>State: 812 bytes when every slice holds values. Not thread-safe.
 */
public final class RollingMoments {
  /** Into how many slices the window is cut. */
  public static final int SLICES = 32;

  private final long sliceWidth;
  private final long[] counts = new long[SLICES];
  private final double[] means = new double[SLICES];
  private final double[] squaredDeviations = new double[SLICES];
  private long newest = Long.MIN_VALUE;

  /** Where the newest slice ends: most values fall before it, which spares them a division. */
  private long newestEnd = Long.MIN_VALUE;

  private long closedCount;
  private double closedMean;
  private double closedSquaredDeviations;

  /**
   * An empty window.
   *
   * @param span its length in units of position, at least 1
   */
  public RollingMoments(long span) {
    if (span < 1) {
      throw new IllegalArgumentException("span must be >= 1, was " + span);
    }
    this.sliceWidth = Math.max(1, span / SLICES);
  }

  /**
   * Moves the window's end forward, so that what is too old leaves; a position behind the end
   * changes nothing.
   *
   * @param position the new end
   */
  public void advanceTo(long position) {
    if (position < newestEnd) {
      return;
    }
    long slice = Math.floorDiv(position, sliceWidth);
    if (newest == Long.MIN_VALUE || slice - newest >= SLICES) {
      Arrays.fill(counts, 0);
    } else {
      for (long opened = newest + 1; opened <= slice; opened++) {
        counts[slot(opened)] = 0;
      }
    }
    reach(slice);
    mergeClosed();
  }

  private void reach(long slice) {
    newest = slice;
    newestEnd = slice == Long.MIN_VALUE ? Long.MIN_VALUE : (slice + 1) * sliceWidth;
  }

  /**
   * Adds a value; one that is older than the window is left out.
   *
   * @param value a finite value
   * @param position where it stands
   */
  public void add(double value, long position) {
    advanceTo(position);
    long slice = position >= newestEnd - sliceWidth ? newest : Math.floorDiv(position, sliceWidth);
    if (newest - slice >= SLICES) {
      return;
    }
    int slot = slot(slice);
    if (counts[slot] == 0) {
      means[slot] = 0;
      squaredDeviations[slot] = 0;
    }
    counts[slot]++;
    double delta = value - means[slot];
    means[slot] += delta / counts[slot];
    squaredDeviations[slot] += delta * (value - means[slot]);
    if (slice != newest) {
      mergeClosed();
    }
  }

  /** Forgets all values. */
  public void clear() {
    Arrays.fill(counts, 0);
    reach(Long.MIN_VALUE);
    mergeClosed();
  }

  /**
   * How many values the window holds.
   *
   * @return at least 0
   */
  public long count() {
    return closedCount + (newest == Long.MIN_VALUE ? 0 : counts[slot(newest)]);
  }

  /**
   * The mean of the window.
   *
   * @return the mean, NaN without values
   */
  public double mean() {
    long count = count();
    if (count == 0) {
      return Double.NaN;
    }
    long open = counts[slot(newest)];
    return open == 0
        ? closedMean
        : closedMean + (means[slot(newest)] - closedMean) * ((double) open / count);
  }

  /**
   * The population standard deviation of the window.
   *
   * @return the standard deviation, NaN without values
   */
  public double standardDeviation() {
    long count = count();
    if (count == 0) {
      return Double.NaN;
    }
    int slot = slot(newest);
    long open = counts[slot];
    if (open == 0) {
      return Math.sqrt(closedSquaredDeviations / count);
    }
    double delta = means[slot] - closedMean;
    double between = delta * delta * ((double) closedCount / count * open);
    return Math.sqrt((closedSquaredDeviations + squaredDeviations[slot] + between) / count);
  }

  /** All slices but the newest, merged once when a slice opens rather than at every value. */
  private void mergeClosed() {
    closedCount = 0;
    closedMean = 0;
    closedSquaredDeviations = 0;
    if (newest == Long.MIN_VALUE) {
      return;
    }
    for (long slice = newest - SLICES + 1; slice < newest; slice++) {
      int slot = slot(slice);
      if (counts[slot] > 0) {
        long total = closedCount + counts[slot];
        double delta = means[slot] - closedMean;
        closedMean += delta * ((double) counts[slot] / total);
        closedSquaredDeviations +=
            squaredDeviations[slot] + delta * delta * ((double) closedCount / total * counts[slot]);
        closedCount = total;
      }
    }
  }

  private static int slot(long slice) {
    return (int) (slice & (SLICES - 1));
  }

  /**
   * Writes the slices that hold values.
   *
   * @param out takes 12 bytes and 25 more for each slice with values
   * @throws IOException as the output says
   */
  public void writeTo(DataOutput out) throws IOException {
    int filled = 0;
    for (long count : counts) {
      filled += count > 0 ? 1 : 0;
    }
    out.writeLong(newest);
    out.writeInt(filled);
    for (int slot = 0; slot < SLICES; slot++) {
      if (counts[slot] > 0) {
        out.writeByte(slot);
        out.writeLong(counts[slot]);
        out.writeDouble(means[slot]);
        out.writeDouble(squaredDeviations[slot]);
      }
    }
  }

  /**
   * Reads what {@link #writeTo} wrote into this instance, which must have the same span.
   *
   * @param in gives what was written
   * @throws IOException as the input says
   */
  public void readFrom(DataInput in) throws IOException {
    clear();
    reach(in.readLong());
    for (int filled = in.readInt(); filled > 0; filled--) {
      int slot = in.readByte();
      counts[slot] = in.readLong();
      means[slot] = in.readDouble();
      squaredDeviations[slot] = in.readDouble();
    }
    mergeClosed();
  }
}
