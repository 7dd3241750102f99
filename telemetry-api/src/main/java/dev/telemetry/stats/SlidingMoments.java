package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;
import java.util.BitSet;
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
 * queues there ({@link Peaks}) with 12 bytes for each pane that can still be the lowest or the
 * highest: 17 kB at 600 panes of noise, where that is a handful, 24 kB where values only rise or
 * only fall. Queues take fewer bytes and more time, 30 ns a pane. 12 bytes more for each pane when
 * some have no data, hold more than 65,535 values, or are longer than 65 s. Nothing is held before
 * it is needed. Not thread-safe.
 */
public final class SlidingMoments {
  /** How many panes are written together. */
  public static final int BLOCK = 32;

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

  /** Where counts and times fit into 16 bits each. */
  private static final int NARROW = 1 << 16;

  private static final int SMALLEST = 4;

  private final int panes;
  private final long paneMillis;
  private final int fields;

  private double[] cells = {};

  /** Count and time of the first value within its pane, for panes without a gap. */
  private int @Nullable [] narrow = {};

  /** Counts, and times of the first values, otherwise. */
  private long @Nullable [] wide;

  private int capacity;
  private int head;
  private int size;

  /** How many of the oldest include all older ones that follow. */
  private int older;

  /** Values of these. */
  private long olderCount;

  /** The pane at the head. */
  private long oldest;

  /** All that are not among the older. */
  private final Moments newer = new Moments();

  /** Of long windows. */
  private final @Nullable Peaks lows;

  private final @Nullable Peaks highs;

  private double last = Double.NaN;
  private long lastMillis = Long.MIN_VALUE;

  /** Null while all have, as where nobody asks. */
  private @Nullable BitSet changedBlocks;

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
    this.panes = panes;
    this.paneMillis = paneMillis;
    fields = isLong ? FIELDS_OF_LONG : FIELDS;
    lows = isLong ? new Peaks(panes) : null;
    highs = isLong ? new Peaks(panes) : null;
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
    if (size == 0) {
      oldest = pane;
    } else if (narrow != null && pane != oldest + size) {
      widen();
    }
    reserve();
    int slot = slotOf(size++);
    put(slot, closed, pane);
    if (lows != null && highs != null) {
      lows.push(pane, ~Peaks.rankOf(closed.min));
      highs.push(pane, Peaks.rankOf(closed.max));
    }
    newer.merge(closed);
    if (closed.lastMillis >= lastMillis) {
      last = closed.last;
      lastMillis = closed.lastMillis;
    }
    if (changedBlocks != null) {
      changedBlocks.set(slot / BLOCK);
    }
  }

  private void put(int slot, Moments values, long pane) {
    putSums(slot, values);
    setMeta(slot, values.count, values.firstMillis, pane);
  }

  private void putSums(int slot, Moments values) {
    int at = slot * fields;
    cells[at + FIRST] = values.first;
    cells[at + EXCESS] = values.excess;
    cells[at + SQUARES] = values.squaredDeviations;
    if (lows == null) {
      cells[at + MIN] = values.min;
      cells[at + MAX] = values.max;
    }
  }

  private void setMeta(int slot, long count, long firstMillis, long pane) {
    if (narrow != null) {
      long offset = firstMillis - pane * paneMillis;
      if (count < NARROW && offset >= 0 && offset < NARROW) {
        narrow[slot] = (int) (count << 16 | offset);
        return;
      }
      widen();
    }
    long[] known = known(wide);
    known[2 * slot] = count;
    known[2 * slot + 1] = firstMillis;
  }

  /** Forgets panes, from the oldest on. */
  private void drop(int dropped) {
    head = slotOf(dropped);
    size -= dropped;
    oldest = size == 0 ? 0 : wide == null ? oldest + dropped : paneAt(0);
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
    if (lows != null && highs != null) {
      lows.evict(pane);
      highs.evict(pane);
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
  }

  private void clear() {
    cells = new double[0];
    capacity = 0;
    narrow = new int[0];
    wide = null;
    head = 0;
    size = 0;
    older = 0;
    olderCount = 0;
    newer.clear();
    if (lows != null && highs != null) {
      lows.clear();
      highs.clear();
    }
    last = Double.NaN;
    lastMillis = Long.MIN_VALUE;
    markAllChanged();
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
    markAllChanged();
  }

  /** Would the narrow form do again? */
  private void fitMeta() {
    if (wide == null || paneMillis > NARROW || paneAt(size - 1) - paneAt(0) != size - 1) {
      return;
    }
    for (int i = 0; i < size; i++) {
      if (countAt(i) >= NARROW) {
        return;
      }
    }
    makeNarrow(wide);
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
    if (lows == null) {
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
      if (lows != null && highs != null) {
        out.min = Peaks.valueOf(~lows.highest());
        out.max = Peaks.valueOf(highs.highest());
      }
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
    if (lows == null) {
      out.min = cells[at + MIN];
      out.max = cells[at + MAX];
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
    widen();
    int position = 0;
    while (position < size && paneAt(position) < pane) {
      position++;
    }
    boolean isNew = position == size || paneAt(position) != pane;
    if (isNew) {
      insert(position, late.firstMillis);
    }
    if (position < older) {
      addToOlder(position, isNew, late);
    } else {
      addTo(position, position, countAt(position), late);
      newer.merge(late);
    }
    if (lows != null && highs != null) {
      lows.addLate(pane, ~Peaks.rankOf(late.min));
      highs.addLate(pane, Peaks.rankOf(late.max));
    }
    if (late.lastMillis >= lastMillis) {
      last = late.last;
      lastMillis = late.lastMillis;
    }
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

  /** A pane without values. */
  private void insert(int position, long firstMillis) {
    reserve();
    for (int i = size; i > position; i--) {
      move(slotOf(i - 1), slotOf(i));
    }
    size++;
    long[] known = known(wide);
    int slot = slotOf(position);
    known[2 * slot] = 0;
    known[2 * slot + 1] = firstMillis;
    if (position < older) {
      older++;
    }
    oldest = paneAt(0);
  }

  private void move(int from, int to) {
    System.arraycopy(cells, from * fields, cells, to * fields, fields);
    System.arraycopy(known(wide), 2 * from, known(wide), 2 * to, 2);
  }

  private int slotOf(int position) {
    int slot = head + position;
    return slot < capacity ? slot : slot - capacity;
  }

  private long count(int slot) {
    return narrow != null ? narrow[slot] >>> 16 : known(wide)[2 * slot];
  }

  private long countAt(int position) {
    return count(slotOf(position));
  }

  private long firstMillis(int slot, long pane) {
    return narrow != null
        ? pane * paneMillis + (narrow[slot] & NARROW - 1)
        : known(wide)[2 * slot + 1];
  }

  private long paneAt(int position) {
    return narrow != null
        ? oldest + position
        : Math.floorDiv(known(wide)[2 * slotOf(position) + 1], paneMillis);
  }

  private static long[] known(long @Nullable [] wide) {
    if (wide == null) {
      throw new IllegalStateException("counts are narrow");
    }
    return wide;
  }

  private void widen() {
    if (narrow == null) {
      return;
    }
    long[] wider = new long[2 * capacity];
    for (int i = 0; i < size; i++) {
      int slot = slotOf(i);
      wider[2 * slot] = count(slot);
      wider[2 * slot + 1] = firstMillis(slot, oldest + i);
    }
    wide = wider;
    narrow = null;
    markAllChanged();
  }

  private void makeNarrow(long[] wider) {
    int[] narrower = new int[capacity];
    for (int i = 0; i < size; i++) {
      int slot = slotOf(i);
      long offset = Math.floorMod(wider[2 * slot + 1], paneMillis);
      narrower[slot] = (int) (wider[2 * slot] << 16 | offset);
    }
    narrow = narrower;
    wide = null;
  }

  /** Makes room for one more. */
  private void reserve() {
    if (size < capacity) {
      return;
    }
    int next = Math.max(SMALLEST, capacity + (capacity >> 1));
    resize(size < panes ? Math.min(next, panes) : next);
  }

  private void resize(int newCapacity) {
    double[] newCells = new double[newCapacity * fields];
    turnRound(cells, newCells, fields);
    if (narrow != null) {
      int[] newNarrow = new int[newCapacity];
      turnRound(narrow, newNarrow, 1);
      narrow = newNarrow;
    } else {
      long[] newWide = new long[2 * newCapacity];
      turnRound(known(wide), newWide, 2);
      wide = newWide;
    }
    cells = newCells;
    capacity = newCapacity;
    head = 0;
    markAllChanged();
  }

  /** Copies a full ring so that the head comes first. */
  private void turnRound(Object from, Object to, int width) {
    int untilEnd = (capacity - head) * width;
    System.arraycopy(from, head * width, to, 0, untilEnd);
    System.arraycopy(from, 0, to, untilEnd, head * width);
  }

  /**
   * Reads what a total and the next pane will read and write: with many of these in no cache, it is
   * faster to look at several before they are worked on.
   *
   * @return says nothing
   */
  public double look() {
    int next = size < capacity ? slotOf(size) : head;
    return size == 0
        ? 0
        : cells[head * fields]
            + cells[next * fields]
            + (narrow == null ? 0 : narrow[head] + narrow[next])
            + (lows == null ? 0 : lows.lookAtEnds())
            + (highs == null ? 0 : highs.lookAtEnds())
            + newer.count();
  }

  /**
   * A copy that changes on its own.
   *
   * @return the copy
   */
  public SlidingMoments copy() {
    SlidingMoments copy = new SlidingMoments(panes, paneMillis, lows != null);
    copy.capacity = capacity;
    copy.cells = cells.clone();
    copy.narrow = narrow == null ? null : narrow.clone();
    copy.wide = wide == null ? null : wide.clone();
    copy.head = head;
    copy.size = size;
    copy.older = older;
    copy.oldest = oldest;
    copy.newer.set(newer);
    copy.olderCount = olderCount;
    copyPeaks(lows, copy.lows);
    copyPeaks(highs, copy.highs);
    copy.last = last;
    copy.lastMillis = lastMillis;
    copy.changedBlocks = changedBlocks == null ? null : (BitSet) changedBlocks.clone();
    return copy;
  }

  private static void copyPeaks(@Nullable Peaks from, @Nullable Peaks to) {
    if (from != null && to != null) {
      from.copyTo(to);
    }
  }

  /**
   * The bytes that it takes on the heap, but for what all objects have.
   *
   * @return bytes, for budgets
   */
  public long heapBytes() {
    return 400L
        + (lows == null ? 0 : lows.heapBytes())
        + (highs == null ? 0 : highs.heapBytes())
        + 8L * cells.length
        + (narrow == null ? 0 : 4L * narrow.length)
        + (wide == null ? 0 : 8L * wide.length);
  }

  /**
   * How many blocks the panes take in {@link #writeBlock}.
   *
   * @return at least 0
   */
  public int blocks() {
    return (capacity + BLOCK - 1) / BLOCK;
  }

  /**
   * Looks for a block that has changed since {@link #forgetChanges}.
   *
   * @param from the first that may be meant
   * @return its number, -1 when there is none
   */
  public int nextChangedBlock(int from) {
    int changed = changedBlocks == null ? from : changedBlocks.nextSetBit(from);
    return changed < blocks() ? changed : -1;
  }

  /** All blocks need to be written. */
  public void markAllChanged() {
    changedBlocks = null;
  }

  /** All has been written. */
  public void forgetChanges() {
    changedBlocks = new BitSet(0);
  }

  /**
   * Writes all but the panes.
   *
   * @param out takes 128 bytes; 8 more, and 12 for each pane in a queue, in long windows
   * @throws IOException as the output says
   */
  public void writeHead(DataOutput out) throws IOException {
    out.writeInt(capacity);
    out.writeBoolean(narrow != null);
    out.writeInt(head);
    out.writeInt(size);
    out.writeInt(older);
    out.writeLong(oldest);
    out.writeLong(olderCount);
    newer.writeTo(out);
    if (lows != null && highs != null) {
      lows.writeTo(out);
      highs.writeTo(out);
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
    capacity = in.readInt();
    cells = new double[capacity * fields];
    boolean isNarrow = in.readBoolean();
    narrow = isNarrow ? new int[capacity] : null;
    wide = isNarrow ? null : new long[2 * capacity];
    head = in.readInt();
    size = in.readInt();
    older = in.readInt();
    oldest = in.readLong();
    olderCount = in.readLong();
    newer.readFrom(in);
    if (lows != null && highs != null) {
      lows.readFrom(in);
      highs.readFrom(in);
    }
    last = in.readDouble();
    lastMillis = in.readLong();
    forgetChanges();
  }

  /**
   * Writes some panes.
   *
   * @param block their number
   * @param out takes up to {@link #BLOCK} times 56 bytes
   * @throws IOException as the output says
   */
  public void writeBlock(int block, DataOutput out) throws IOException {
    for (int slot = block * BLOCK; slot < endOf(block); slot++) {
      for (int field = 0; field < fields; field++) {
        out.writeDouble(cells[slot * fields + field]);
      }
      if (narrow != null) {
        out.writeInt(narrow[slot]);
      } else {
        out.writeLong(known(wide)[2 * slot]);
        out.writeLong(known(wide)[2 * slot + 1]);
      }
    }
  }

  /**
   * Reads what {@link #writeBlock} wrote, after {@link #readHead}.
   *
   * @param block their number
   * @param in gives the same bytes
   * @throws IOException as the input says
   */
  public void readBlock(int block, DataInput in) throws IOException {
    for (int slot = block * BLOCK; slot < endOf(block); slot++) {
      for (int field = 0; field < fields; field++) {
        cells[slot * fields + field] = in.readDouble();
      }
      if (narrow != null) {
        narrow[slot] = in.readInt();
      } else {
        known(wide)[2 * slot] = in.readLong();
        known(wide)[2 * slot + 1] = in.readLong();
      }
    }
  }

  private int endOf(int block) {
    return Math.min(capacity, (block + 1) * BLOCK);
  }

  @Override
  public String toString() {
    return "SlidingMoments[panes=%d, older=%d, cells=%s]"
        .formatted(size, older, Arrays.toString(cells));
  }
}
