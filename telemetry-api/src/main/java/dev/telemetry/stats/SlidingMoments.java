package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Moments of a window that slides over panes of time: closed panes come in at one end, old ones go
 * at the other, and the total costs the same however many there are.
 *
 * <p>Two stacks: the older panes hold the merge of themselves and all that follow among the older,
 * the newer ones hold themselves, and one total holds all the newer. So a total is one merge, a new
 * pane another; when the older ones are used up, all become older in one walk. That is amortised
 * O(1) a pane (Tangwongsan, Hirzel, Schneider, Wu 2015 call it two-stacks), with merges only and
 * never a subtraction but of counts.
 *
 * <p>A value that comes late is added where it belongs: in its pane, and in those older ones that
 * include it; O(panes).
 *
 * <p>State: 44 bytes for each pane with data (five numbers, its count and the time of its first
 * value), and 400 more. In windows of more than 256 panes 28 bytes, as minimum and maximum are in
 * queues there ({@link Extremes}) with 12 bytes for each pane that can still be the lowest or the
 * highest, and 512: 18 kB at 600 panes of noise, where that is a handful, 25 kB where values only
 * rise or only fall. Queues take fewer bytes and more time, 5 to 15 ns a pane. 12 bytes more for
 * each pane when some have no data, hold more than 65,535 values, or are longer than 65 s. Nothing
 * is held before it is needed. Not thread-safe.
 */
public final class SlidingMoments extends PaneRing {
  /** The panes' numbers: first, excess, squared deviations; minimum, maximum in short windows. */
  private static final int FIELDS = 5;

  private static final int FIELDS_OF_LONG = 3;

  private static final int FIRST = 0;
  private static final int EXCESS = 1;
  private static final int SQUARES = 2;
  private static final int MIN = 3;
  private static final int MAX = 4;

  /** From more panes on, bytes count for more than time. */
  private static final int LONG = 256;

  /** How many of the oldest include all older ones that follow. */
  private int older;

  /** Values of these. */
  private long olderCount;

  /** All that are not among the older. */
  private final Moments newer = new Moments();

  /** Of long windows. */
  private final @Nullable Extremes extremes;

  private double last = Double.NaN;
  private long lastMillis = Long.MIN_VALUE;

  /**
   * Starts without values.
   *
   * @param panes in the window, the most that it holds
   * @param paneMillis length of a pane; pane n is from n times this on
   */
  public SlidingMoments(int panes, long paneMillis) {
    this(panes, paneMillis, panes > LONG);
  }

  SlidingMoments(int panes, long paneMillis, boolean isLong) {
    super(panes, paneMillis, isLong ? FIELDS_OF_LONG : FIELDS);
    extremes = isLong ? new Extremes(panes) : null;
  }

  /**
   * The most panes that it holds.
   *
   * @return as many as it was made for
   */
  public int panes() {
    return panes;
  }

  /**
   * Whether no pane is held.
   *
   * @return true when the total is empty
   */
  public boolean isEmpty() {
    return size == 0;
  }

  /**
   * The newest pane that is held.
   *
   * @return its number
   * @throws IllegalStateException when empty
   */
  public long newestPane() {
    if (size == 0) {
      throw new IllegalStateException("there is no pane");
    }
    return paneAt(size - 1);
  }

  /**
   * Adds a pane that has closed.
   *
   * @param pane its number, greater than that of each pane before; the window must have been moved
   *     with {@link #evictBefore} so that it has room
   * @param closed its values, at least one
   */
  public void append(long pane, Moments closed) {
    int slot = add(pane);
    putSums(slot, closed);
    setMeta(slot, closed.count, closed.firstMillis, pane);
    if (extremes != null) {
      extremes.append(pane, closed.min, closed.max);
    }
    newer.merge(closed);
    setLast(closed);
  }

  private void setLast(Moments added) {
    if (added.lastMillis >= lastMillis) {
      last = added.last;
      lastMillis = added.lastMillis;
    }
  }

  private void putSums(int slot, Moments values) {
    int at = slot * fields;
    cells[at + FIRST] = values.first;
    cells[at + EXCESS] = values.excess;
    cells[at + SQUARES] = values.squaredDeviations;
    if (extremes == null) {
      cells[at + MIN] = values.min;
      cells[at + MAX] = values.max;
    }
  }

  /**
   * Moves the start of the window.
   *
   * @param pane the first that it still holds
   */
  public void evictBefore(long pane) {
    int gone = 0;
    while (gone < size && paneAt(gone) < pane) {
      gone++;
    }
    if (gone == 0) {
      return;
    }
    if (gone == size) {
      clear();
      return;
    }
    if (gone <= older) {
      for (int i = 0; i < gone; i++) {
        olderCount -= countAt(i);
      }
      older -= gone;
      drop(gone);
    } else {
      drop(gone);
      turn();
    }
    if (extremes != null) {
      extremes.evict(pane);
    }
  }

  private void clear() {
    clearRing();
    older = 0;
    olderCount = 0;
    newer.clear();
    if (extremes != null) {
      extremes.clear();
    }
    last = Double.NaN;
    lastMillis = Long.MIN_VALUE;
  }

  /** All panes become older ones. */
  private void turn() {
    fitMeta();
    long following = countAt(size - 1);
    for (int i = size - 2; i >= 0; i--) {
      following += mergeNext(slotOf(i), slotOf(i + 1), following);
    }
    older = size;
    olderCount = following;
    newer.clear();
    if (extremes != null) {
      extremes.settle();
    }
    markAllChanged();
  }

  /** Merges the next of the older, which includes so many values, and returns its own count. */
  private long mergeNext(int slot, int next, long following) {
    int a = slot * fields;
    int b = next * fields;
    long own = count(slot);
    double distance = cells[b + FIRST] - cells[a + FIRST];
    cells[a + SQUARES] +=
        cells[b + SQUARES]
            + Moments.between(own, cells[a + EXCESS], following, cells[b + EXCESS], distance);
    cells[a + EXCESS] += cells[b + EXCESS] + following * distance;
    if (extremes == null) {
      cells[a + MIN] = Math.min(cells[a + MIN], cells[b + MIN]);
      cells[a + MAX] = Math.max(cells[a + MAX], cells[b + MAX]);
    }
    return own;
  }

  /**
   * The moments of the whole window.
   *
   * @param out becomes equal to them
   */
  public void total(Moments out) {
    if (older == 0) {
      out.set(newer);
    } else {
      get(0, olderCount, out);
      out.merge(newer);
    }
    out.last = last;
    out.lastMillis = lastMillis;
  }

  /** What a position includes, so many values; nothing of the last one. */
  private void get(int position, long count, Moments out) {
    int slot = slotOf(position);
    int at = slot * fields;
    out.first = cells[at + FIRST];
    out.excess = cells[at + EXCESS];
    out.squaredDeviations = cells[at + SQUARES];
    if (extremes == null) {
      out.min = cells[at + MIN];
      out.max = cells[at + MAX];
    } else {
      out.min = extremes.lowest();
      out.max = extremes.highest();
    }
    out.count = count;
    out.firstMillis = firstMillis(slot, paneAt(position));
    out.lastMillis = Long.MIN_VALUE;
  }

  /**
   * Adds a value to a pane that has closed already.
   *
   * @param pane its number, not before the start of the window
   * @param value a finite value
   * @param timeMillis its time, in the pane
   */
  public void addLate(long pane, double value, long timeMillis) {
    Moments one = new Moments();
    one.add(value, timeMillis);
    addLate(pane, one);
  }

  /**
   * Adds values to a pane that has closed already.
   *
   * @param pane its number, not before the start of the window
   * @param late values of times in the pane, at least one; stays as it is
   */
  public void addLate(long pane, Moments late) {
    int position = 0;
    while (position < size && paneAt(position) < pane) {
      position++;
    }
    boolean isNew = position == size || paneAt(position) != pane;
    if (isNew) {
      insert(position, late.firstMillis);
    }
    if (position < older) {
      older += isNew ? 1 : 0;
      addToOlder(position, isNew, late);
    } else {
      addTo(position, position, countAt(position), late);
      newer.merge(late);
    }
    if (extremes != null) {
      extremes.addLate(pane, late.min, late.max);
    }
    setLast(late);
    markAllChanged();
  }

  /** Those before it include it. */
  private void addToOlder(int position, boolean isNew, Moments late) {
    long included = olderCount;
    for (int i = 0; i < position; i++) {
      Moments part = included(i, included);
      part.merge(late);
      putSums(slotOf(i), part);
      included -= countAt(i);
    }
    addTo(position, isNew ? position + 1 : position, included, late);
    olderCount += late.count;
  }

  /** What a position holds becomes that of another, which includes so many values, and these. */
  private void addTo(int position, int other, long included, Moments late) {
    Moments part = included(other, included);
    part.merge(late);
    int slot = slotOf(position);
    putSums(slot, part);
    setMeta(slot, count(slot) + late.count, part.firstMillis, paneAt(position));
  }

  private Moments included(int position, long count) {
    Moments part = new Moments();
    get(position, count, part);
    return part;
  }

  /**
   * Reads what a total and the next pane will read and write: with many of these in no cache, it is
   * faster to look at several before they are worked on.
   *
   * @return says nothing
   */
  public double look() {
    return size == 0 ? 0 : lookAtEnds() + (extremes == null ? 0 : extremes.look()) + newer.count();
  }

  /**
   * A copy that changes on its own.
   *
   * @return the copy
   */
  public SlidingMoments copy() {
    SlidingMoments copy = new SlidingMoments(panes, paneMillis, extremes != null);
    copyRing(copy);
    copy.older = older;
    copy.newer.set(newer);
    copy.olderCount = olderCount;
    if (extremes != null && copy.extremes != null) {
      extremes.copyTo(copy.extremes);
    }
    copy.last = last;
    copy.lastMillis = lastMillis;
    return copy;
  }

  /**
   * The bytes that it takes on the heap, but for what all objects have.
   *
   * @return bytes, for budgets
   */
  public long heapBytes() {
    return 400L + (extremes == null ? 0 : extremes.heapBytes()) + ringBytes();
  }

  /**
   * Writes all but the panes.
   *
   * @param out takes 128 bytes; 8 more, and 12 for each pane in a queue, in long windows
   * @throws IOException as the output says
   */
  public void writeHead(DataOutput out) throws IOException {
    writeShape(out);
    out.writeInt(older);
    out.writeLong(olderCount);
    newer.writeTo(out);
    if (extremes != null) {
      extremes.writeTo(panes, out);
    }
    out.writeDouble(last);
    out.writeLong(lastMillis);
  }

  /**
   * Reads what {@link #writeHead} wrote.
   *
   * @param in gives the same bytes
   * @throws IOException as the input says
   */
  public void readHead(DataInput in) throws IOException {
    readShape(in);
    older = in.readInt();
    olderCount = in.readLong();
    newer.readFrom(in);
    if (extremes != null) {
      extremes.readFrom(in);
    }
    last = in.readDouble();
    lastMillis = in.readLong();
  }

  @Override
  public String toString() {
    return "SlidingMoments[panes=%d, older=%d, cells=%s]"
        .formatted(size, older, Arrays.toString(cells));
  }
}
