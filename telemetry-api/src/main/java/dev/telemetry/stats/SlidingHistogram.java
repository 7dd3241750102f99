package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The histogram of a sliding window: a value costs the increment of a bin when it comes and its
 * decrement when it leaves, whatever the length of the window.
 *
 * <p>The window is made of panes, which the caller numbers in ascending order (the running number
 * of a slice of event time); numbers may be left out, a pane without values costs nothing, and all
 * must be less than {@link Long#MAX_VALUE}. {@link #slideTo(long, long)} says which panes the
 * window covers, {@link #total} holds exactly the values of these, {@link #retainFrom} says which
 * are kept at all: those between are there for corrections by late values. At first, all panes are
 * covered and kept.
 *
 * <p>Why taking away is safe here: counts are whole numbers, and the bin of each value is kept as
 * it was found when the value came. No rounding can build up, and the total is at any time the one
 * that counting the window's values anew would give, with the same guarantee (see {@link
 * Histogram}).
 *
 * <p>Time: amortised O(1) for a value in the newest pane and for each value that enters or leaves
 * the window. A value for an older pane moves the runs of the panes after it, so O(their runs).
 * {@code add} and {@code slideTo} allocate nothing once the arrays have grown to the size of the
 * window and the range of the values.
 *
 * <p>State: the total (see {@link Histogram}), at most 6 bytes for each run and 18 for each kept
 * pane that has values, and 250 bytes. Of a pane, each value is a run, but neighbours of the same
 * bin are one; from the 64th run on, runs of the same bin are joined to one of up to 16,383 values
 * (at 1 %), so that a pane never has more than 64 runs and twice its different bins. A minute of
 * panes of a second with 10 readings each takes at most 6 kB with its total. Written, a reading
 * takes 1 or 2 bytes, a pane 2 or 3. Not thread-safe.
 *
 * <p>A value that is not finite changes nothing, nor does one for a pane that is no longer kept.
 */
public final class SlidingHistogram {
  private final QuantileBins bins;
  private final PaneQueue queue;
  private final Histogram total;
  private long retainedFrom = Long.MIN_VALUE;
  private long firstPane = Long.MIN_VALUE;
  private long endPane = Long.MAX_VALUE;

  /**
   * An empty window over all panes.
   *
   * @param bins to count in
   */
  public SlidingHistogram(QuantileBins bins) {
    this.bins = bins;
    this.queue = new PaneQueue(bins);
    this.total = new Histogram(bins);
  }

  /**
   * Adds a value; it counts in the total at once where the window covers its pane.
   *
   * @param pane the number of its pane, as a rule not before the newest
   * @param value the value
   * @return whether it was added; false for a value that is not finite, or a pane that is no longer
   *     kept
   */
  public boolean add(long pane, double value) {
    return Double.isFinite(value) && add(pane, bins.binOf(value), 1);
  }

  /**
   * Adds values by their bin, for values that were counted elsewhere.
   *
   * @param pane the number of their pane, as a rule not before the newest
   * @param bin of all of them
   * @param count how many, at least 0
   * @return whether they were added; false for a pane that is no longer kept
   */
  public boolean add(long pane, int bin, long count) {
    if (!bins.isValid(bin) || count < 0) {
      throw new IllegalArgumentException(
          "bin must be one of %s and count >= 0, were %d and %d".formatted(bins, bin, count));
    }
    if (pane < retainedFrom) {
      return false;
    }
    if (count > 0) {
      addValid(pane, bin, count);
    }
    return true;
  }

  private void addValid(long pane, int bin, long count) {
    queue.add(pane, bin, count);
    if (pane >= firstPane && pane < endPane) {
      total.change(bin, count);
    }
  }

  /**
   * Adds all values of a histogram, which stays as it is.
   *
   * @param pane the number of their pane, as a rule not before the newest
   * @param values of the same bins
   * @return whether they were added; false for a pane that is no longer kept
   */
  public boolean merge(long pane, Histogram values) {
    if (!bins.equals(values.bins())) {
      throw new IllegalArgumentException(
          "both must have the same bins, were %s and %s".formatted(bins, values.bins()));
    }
    if (pane < retainedFrom) {
      return false;
    }
    values.forEach((bin, count) -> add(pane, bin, count));
    return true;
  }

  /**
   * Makes the window cover the panes from a number on, with all that come.
   *
   * @param firstPane the first number
   */
  public void slideTo(long firstPane) {
    slideTo(firstPane, Long.MAX_VALUE);
  }

  /**
   * Makes the window cover the panes between two numbers: those that leave are taken away, those
   * that enter are added, the others are not touched. Values that are ahead of the window wait in
   * their panes. It may slide in either direction, among the panes that are kept.
   *
   * @param firstPane the first number
   * @param endPane the number after the last, at least the first
   */
  public void slideTo(long firstPane, long endPane) {
    if (endPane < firstPane) {
      throw new IllegalArgumentException(
          "endPane must be >= firstPane, were %d and %d".formatted(endPane, firstPane));
    }
    countInto(total, this.firstPane, Math.min(this.endPane, firstPane), -1);
    countInto(total, Math.max(this.firstPane, endPane), this.endPane, -1);
    countInto(total, firstPane, Math.min(endPane, this.firstPane), 1);
    countInto(total, Math.max(firstPane, this.endPane), endPane, 1);
    this.firstPane = firstPane;
    this.endPane = endPane;
  }

  /**
   * Forgets the panes before a number, and takes no values for them from now on.
   *
   * @param pane the first number that is kept; one before that of an earlier call changes nothing
   */
  public void retainFrom(long pane) {
    if (pane > retainedFrom) {
      countInto(total, firstPane, Math.min(endPane, pane), -1);
      queue.drop(queue.ceiling(pane));
      retainedFrom = pane;
    }
  }

  /** Adds the values of the panes from one number to before another, or takes them away. */
  private void countInto(Histogram histogram, long from, long to, long sign) {
    if (from >= to) {
      return;
    }
    int end = queue.start(queue.ceiling(to));
    for (int run = queue.start(queue.ceiling(from)); run < end; run++) {
      histogram.change(queue.bin(run), sign * queue.count(run));
    }
  }

  /**
   * The values that the window covers.
   *
   * @return a view: it follows this window, and must not be changed
   */
  public Histogram total() {
    return total;
  }

  /**
   * The values of some of the panes that are kept, counted anew.
   *
   * @param fromPane the first number
   * @param toPaneExclusive the number after the last
   * @return a histogram of its own
   */
  public Histogram between(long fromPane, long toPaneExclusive) {
    Histogram histogram = new Histogram(bins);
    countInto(histogram, fromPane, toPaneExclusive, 1);
    return histogram;
  }

  /**
   * Whether there are no values, neither in the window nor kept beside it.
   *
   * @return true where this may as well be forgotten
   */
  public boolean isEmpty() {
    return queue.size() == 0;
  }

  /**
   * Writes the panes and where the window is.
   *
   * @param out takes about 20 bytes, 2 or 3 for each kept pane with values and 1 or 2 for each run
   *     of one value (see the class), 3 or 4 for longer ones
   * @throws IOException as the output says
   */
  public void writeTo(DataOutput out) throws IOException {
    BinFormat format = new BinFormat(bins);
    format.writeHeader(out);
    Varints.writeSigned(out, retainedFrom);
    Varints.writeSigned(out, firstPane);
    Varints.writeSigned(out, endPane);
    Varints.write(out, queue.size());
    long before = 0;
    for (int pane = 0; pane < queue.size(); pane++) {
      Varints.writeSigned(out, queue.pane(pane) - before);
      before = queue.pane(pane);
      Varints.write(out, queue.start(pane + 1) - queue.start(pane));
      for (int run = queue.start(pane); run < queue.start(pane + 1); run++) {
        format.write(out, queue.bin(run), queue.count(run));
      }
    }
  }

  /**
   * Reads what {@link #writeTo} wrote into this instance, which forgets what it held.
   *
   * @param in gives what was written
   * @throws IOException as the input says; where it was written by a newer release, with another
   *     relative accuracy, or is damaged
   */
  public void readFrom(DataInput in) throws IOException {
    total.clear();
    queue.clear();
    BinFormat format = new BinFormat(bins);
    format.readHeader(in);
    retainedFrom = Varints.readSigned(in);
    firstPane = Varints.readSigned(in);
    endPane = Varints.readSigned(in);
    long pane = 0;
    for (int panes = Varints.readSize(in); panes > 0; panes--) {
      pane += Varints.readSigned(in);
      for (int run = Varints.readSize(in); run > 0; run--) {
        format.read(in);
        queue.add(pane, format.bin(), format.count());
      }
    }
    countInto(total, firstPane, endPane, 1);
  }

  @Override
  public String toString() {
    return "SlidingHistogram[panes %d to %d, %s]".formatted(firstPane, endPane, total);
  }
}
