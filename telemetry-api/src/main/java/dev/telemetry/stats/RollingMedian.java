package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Median and median absolute deviation of the values of a rolling window, in bounded memory: what a
 * few spikes cannot move (Hampel, 1974, "The influence curve and its role in robust estimation").
 *
 * <p>The window runs along a position that the caller chooses: milliseconds of event time, or the
 * running number of a value. It is cut into at most {@value #MOST} slices, and the first value of
 * each is kept: all of them where no more than one falls into a slice, a sample evenly spread over
 * the window otherwise. The values stand sorted: adding one takes O(log n) comparisons and moves at
 * most {@value #MOST} numbers in one copy, the median O(1), a deviation O(log n).
 *
 * <p>State: 4108 bytes written at most. Not thread-safe.
 */
public final class RollingMedian {
  /** The most values that are kept. */
  public static final int MOST = 256;

  /** Of the standard deviation of normal values, their median absolute deviation is 0.6745. */
  private static final double MEDIAN_DEVIATION_TO_SIGMA = 1.4826;

  /** Nine of ten normal values lie within 1.645 standard deviations. */
  private static final double WIDE_DEVIATION_TO_SIGMA = 1 / 1.6449;

  private final long sliceWidth;
  private final long slices;
  private final double[] sorted;

  /** A ring in order of position: the slice of each value, and the value. */
  private final long[] ringSlices;

  private final double[] ring;
  private int first;
  private int count;
  private long newest = Long.MIN_VALUE;

  /**
   * An empty window.
   *
   * @param span its length in units of position, at least 1
   */
  public RollingMedian(long span) {
    if (span < 1) {
      throw new IllegalArgumentException("span must be >= 1, was " + span);
    }
    this.sliceWidth = (span - 1) / MOST + 1;
    this.slices = (span - 1) / sliceWidth + 1;
    this.sorted = new double[(int) slices];
    this.ringSlices = new long[(int) slices];
    this.ring = new double[(int) slices];
  }

  /**
   * Moves the window's end forward, so that what is too old leaves; a position behind the end
   * changes nothing.
   *
   * @param position the new end
   */
  public void advanceTo(long position) {
    long end = Math.floorDiv(position, sliceWidth);
    while (count > 0 && end - ringSlices[first] >= slices) {
      removeFirst();
    }
  }

  /**
   * Adds a value; the second of a slice, or one behind the newest, is left out.
   *
   * @param value a finite value
   * @param position where it stands
   */
  public void add(double value, long position) {
    advanceTo(position);
    long slice = Math.floorDiv(position, sliceWidth);
    if (slice <= newest) {
      return;
    }
    newest = slice;
    insert(value);
    int last = (first + count) % ring.length;
    ringSlices[last] = slice;
    ring[last] = value;
    count++;
  }

  private void insert(double value) {
    int found = Arrays.binarySearch(sorted, 0, count, value);
    int place = found < 0 ? -found - 1 : found;
    System.arraycopy(sorted, place, sorted, place + 1, count - place);
    sorted[place] = value;
  }

  private void removeFirst() {
    int place = Arrays.binarySearch(sorted, 0, count, ring[first]);
    System.arraycopy(sorted, place + 1, sorted, place, count - place - 1);
    first = (first + 1) % ring.length;
    count--;
  }

  /** Forgets all values. */
  public void clear() {
    count = 0;
    newest = Long.MIN_VALUE;
  }

  /**
   * How many values are kept.
   *
   * @return 0 to {@value #MOST}
   */
  public int count() {
    return count;
  }

  /**
   * The median of the window.
   *
   * @return the median, NaN without values
   */
  public double median() {
    return count == 0 ? Double.NaN : middle(sorted[(count - 1) / 2], sorted[count / 2]);
  }

  /**
   * The median of the distances to the median.
   *
   * @return the deviation in the unit of the values, NaN without values
   */
  public double medianDeviation() {
    return count == 0 ? Double.NaN : middle(deviation((count - 1) / 2), deviation(count / 2));
  }

  /**
   * What the standard deviation would be if the values were normal but for some: from the median
   * deviation, or, where more than half of the values are equal, from the distance that one of ten
   * exceeds.
   *
   * @return the deviation in the unit of the values, NaN without values
   */
  public double robustDeviation() {
    double median = medianDeviation();
    return median == 0
        ? deviation(count * 9 / 10) * WIDE_DEVIATION_TO_SIGMA
        : median * MEDIAN_DEVIATION_TO_SIGMA;
  }

  private static double middle(double low, double high) {
    return low + (high - low) / 2;
  }

  /**
   * The distance to the median that this many others do not exceed. The distances below and above
   * the median ascend as one walks away from it; how many of the smallest lie below is found by
   * halving.
   */
  private double deviation(int others) {
    double median = median();
    int half = count / 2;
    int wanted = others + 1;
    int low = Math.max(0, wanted - (count - half));
    int high = Math.min(wanted, half);
    while (low < high) {
      int below = (low + high) >>> 1;
      if (median - sorted[half - 1 - below] < sorted[half + wanted - below - 1] - median) {
        low = below + 1;
      } else {
        high = below;
      }
    }
    double below = low > 0 ? median - sorted[half - low] : 0;
    double above = wanted > low ? sorted[half + wanted - low - 1] - median : 0;
    return Math.max(below, above);
  }

  /**
   * Writes the values in their order.
   *
   * @param out takes 12 bytes and 16 more for each value
   * @throws IOException as the output says
   */
  public void writeTo(DataOutput out) throws IOException {
    out.writeLong(newest);
    out.writeInt(count);
    for (int i = 0; i < count; i++) {
      int at = (first + i) % ring.length;
      out.writeLong(ringSlices[at]);
      out.writeDouble(ring[at]);
    }
  }

  /**
   * Reads what {@link #writeTo} wrote into this instance, which must have the same span.
   *
   * @param in gives what was written
   * @throws IOException as the input says
   */
  public void readFrom(DataInput in) throws IOException {
    newest = in.readLong();
    count = in.readInt();
    first = 0;
    for (int i = 0; i < count; i++) {
      ringSlices[i] = in.readLong();
      ring[i] = in.readDouble();
    }
    System.arraycopy(ring, 0, sorted, 0, count);
    Arrays.sort(sorted, 0, count);
  }
}
