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
 * never a subtraction.
 *
 * <p>A value that comes late is added where it belongs: in its pane, and in those older ones that
 * include it; O(panes).
 *
 * <p>State: 44 bytes for each pane with data (five numbers, its count and the time of its first
 * value), 26.4 kB at 600 panes, and 200 more; 56 bytes for each pane when some have no data, hold
 * more than 65,535 values together, or are longer than 65 s. Nothing is held before it is needed.
 * Not thread-safe.
 */
public final class SlidingMoments {
  /** How many panes are written together. */
  public static final int BLOCK = 32;

  /** The panes' numbers: first, excess, squared deviations, minimum, maximum. */
  private static final int FIELDS = 5;

  private static final int FIRST = 0;
  private static final int EXCESS = 1;
  private static final int SQUARES = 2;
  private static final int MIN = 3;
  private static final int MAX = 4;

  /** Where counts and times fit into 16 bits each. */
  private static final int NARROW = 1 << 16;

  private static final int SMALLEST = 4;

  private final int panes;
  private final long paneMillis;

  private double[] cells = {};

  /** Count and time of the first value within its pane, for panes without a gap. */
  private int @Nullable [] narrow = {};

  /** Counts, and times of the first values, otherwise. */
  private long @Nullable [] wide;

  private int head;
  private int size;

  /** How many of the oldest include all older ones that follow. */
  private int older;

  /** The pane at the head. */
  private long oldest;

  /** All that are not among the older. */
  private final Moments newer = new Moments();

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
    this.panes = panes;
    this.paneMillis = paneMillis;
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
    int at = slot * FIELDS;
    cells[at + FIRST] = values.first;
    cells[at + EXCESS] = values.excess;
    cells[at + SQUARES] = values.squaredDeviations;
    cells[at + MIN] = values.min;
    cells[at + MAX] = values.max;
    setMeta(slot, values.count, values.firstMillis, pane);
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
    } else if (gone <= older) {
      drop(gone);
      older -= gone;
    } else {
      drop(gone);
      turn();
    }
  }

  private void clear() {
    cells = new double[0];
    narrow = new int[0];
    wide = null;
    head = 0;
    size = 0;
    older = 0;
    newer.clear();
    last = Double.NaN;
    lastMillis = Long.MIN_VALUE;
    markAllChanged();
  }

  /** All panes become older ones. */
  private void turn() {
    fitMeta();
    for (int i = size - 2; i >= 0; i--) {
      mergeNext(slotOf(i), slotOf(i + 1), paneAt(i));
    }
    older = size;
    newer.clear();
    markAllChanged();
  }

  /** Counts are about to be added up: are they too many for the narrow form, or would it do? */
  private void fitMeta() {
    long total = 0;
    for (int i = 0; i < size; i++) {
      total += countAt(i);
    }
    boolean fits =
        total < NARROW && paneMillis <= NARROW && paneAt(size - 1) - paneAt(0) == size - 1;
    if (!fits) {
      widen();
    } else if (wide != null) {
      makeNarrow(wide);
    }
  }

  private void mergeNext(int slot, int next, long pane) {
    int a = slot * FIELDS;
    int b = next * FIELDS;
    long countA = count(slot);
    long countB = count(next);
    double distance = cells[b + FIRST] - cells[a + FIRST];
    cells[a + SQUARES] +=
        cells[b + SQUARES]
            + Moments.between(countA, cells[a + EXCESS], countB, cells[b + EXCESS], distance);
    cells[a + EXCESS] += cells[b + EXCESS] + countB * distance;
    cells[a + MIN] = Math.min(cells[a + MIN], cells[b + MIN]);
    cells[a + MAX] = Math.max(cells[a + MAX], cells[b + MAX]);
    setMeta(slot, countA + countB, firstMillis(slot, pane), pane);
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
      get(head, paneAt(0), out);
      out.lastMillis = Long.MIN_VALUE;
      out.merge(newer);
    }
    out.last = last;
    out.lastMillis = lastMillis;
  }

  private void get(int slot, long pane, Moments out) {
    int at = slot * FIELDS;
    out.first = cells[at + FIRST];
    out.excess = cells[at + EXCESS];
    out.squaredDeviations = cells[at + SQUARES];
    out.min = cells[at + MIN];
    out.max = cells[at + MAX];
    out.count = count(slot);
    out.firstMillis = firstMillis(slot, pane);
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
    if (position == size || paneAt(position) != pane) {
      insert(position, pane, late);
    } else {
      addAt(position, late);
    }
    if (position >= older) {
      newer.merge(late);
    }
    for (int i = 0; i < position && position < older; i++) {
      addAt(i, late);
    }
    if (late.lastMillis >= lastMillis) {
      last = late.last;
      lastMillis = late.lastMillis;
    }
    markAllChanged();
  }

  private void addAt(int position, Moments late) {
    int slot = slotOf(position);
    long pane = paneAt(position);
    Moments part = new Moments();
    get(slot, pane, part);
    part.lastMillis = Long.MIN_VALUE;
    part.merge(late);
    put(slot, part, pane);
  }

  /** A pane that had no data; among the older it includes the next of them. */
  private void insert(int position, long pane, Moments late) {
    reserve();
    for (int i = size; i > position; i--) {
      move(slotOf(i - 1), slotOf(i));
    }
    size++;
    put(slotOf(position), late, pane);
    if (position < older) {
      older++;
      mergeNext(slotOf(position), slotOf(position + 1), pane);
    }
    oldest = paneAt(0);
  }

  private void move(int from, int to) {
    System.arraycopy(cells, from * FIELDS, cells, to * FIELDS, FIELDS);
    System.arraycopy(known(wide), 2 * from, known(wide), 2 * to, 2);
  }

  private int capacity() {
    return cells.length / FIELDS;
  }

  private int slotOf(int position) {
    int slot = head + position;
    return slot < capacity() ? slot : slot - capacity();
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
    long[] wider = new long[2 * capacity()];
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
    int[] narrower = new int[capacity()];
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
    if (size < capacity()) {
      return;
    }
    int next = Math.max(SMALLEST, capacity() + (capacity() >> 1));
    resize(size < panes ? Math.min(next, panes) : next);
  }

  private void resize(int newCapacity) {
    double[] newCells = new double[newCapacity * FIELDS];
    turnRound(cells, newCells, FIELDS);
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
    head = 0;
    markAllChanged();
  }

  /** Copies a full ring so that the head comes first. */
  private void turnRound(Object from, Object to, int width) {
    int untilEnd = (capacity() - head) * width;
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
    int next = size < capacity() ? slotOf(size) : head;
    return size == 0
        ? 0
        : cells[head * FIELDS]
            + cells[next * FIELDS]
            + (narrow == null ? 0 : narrow[head] + narrow[next])
            + newer.count();
  }

  /**
   * A copy that changes on its own.
   *
   * @return the copy
   */
  public SlidingMoments copy() {
    SlidingMoments copy = new SlidingMoments(panes, paneMillis);
    copy.cells = cells.clone();
    copy.narrow = narrow == null ? null : narrow.clone();
    copy.wide = wide == null ? null : wide.clone();
    copy.head = head;
    copy.size = size;
    copy.older = older;
    copy.oldest = oldest;
    copy.newer.set(newer);
    copy.last = last;
    copy.lastMillis = lastMillis;
    copy.changedBlocks = changedBlocks == null ? null : (BitSet) changedBlocks.clone();
    return copy;
  }

  /**
   * The bytes that it takes on the heap, but for what all objects have.
   *
   * @return bytes, for budgets
   */
  public long heapBytes() {
    return 256L
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
    return (capacity() + BLOCK - 1) / BLOCK;
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
   * @param out takes 120 bytes
   * @throws IOException as the output says
   */
  public void writeHead(DataOutput out) throws IOException {
    out.writeInt(capacity());
    out.writeBoolean(narrow != null);
    out.writeInt(head);
    out.writeInt(size);
    out.writeInt(older);
    out.writeLong(oldest);
    newer.writeTo(out);
    out.writeDouble(last);
    out.writeLong(lastMillis);
  }

  /**
   * Reads what {@link #writeHead} wrote.
   *
   * @param in gives 120 bytes
   * @throws IOException as the input says
   */
  public void readHead(DataInput in) throws IOException {
    int capacity = in.readInt();
    cells = new double[capacity * FIELDS];
    boolean isNarrow = in.readBoolean();
    narrow = isNarrow ? new int[capacity] : null;
    wide = isNarrow ? null : new long[2 * capacity];
    head = in.readInt();
    size = in.readInt();
    older = in.readInt();
    oldest = in.readLong();
    newer.readFrom(in);
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
      for (int field = 0; field < FIELDS; field++) {
        out.writeDouble(cells[slot * FIELDS + field]);
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
      for (int field = 0; field < FIELDS; field++) {
        cells[slot * FIELDS + field] = in.readDouble();
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
    return Math.min(capacity(), (block + 1) * BLOCK);
  }

  @Override
  public String toString() {
    return "SlidingMoments[panes=%d, older=%d, cells=%s]"
        .formatted(size, older, Arrays.toString(cells));
  }
}
