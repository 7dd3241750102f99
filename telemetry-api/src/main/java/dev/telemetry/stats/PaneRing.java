package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Panes in a ring: some numbers for each, how many values it has, and the time of the first of
 * them. Times and counts are narrow while they can be, which also says that there are no gaps.
 */
abstract class PaneRing {
  /** How many panes are written together. */
  public static final int BLOCK = 32;

  /** Where counts and times fit into 16 bits each. */
  private static final int NARROW = 1 << 16;

  private static final int SMALLEST = 4;

  /** The most that there are. */
  final int panes;

  final long paneMillis;

  /** Numbers of a pane. */
  final int fields;

  double[] cells = {};

  /** Count and time of the first value within its pane, for panes without a gap. */
  private int @Nullable [] narrow = {};

  /** Counts, and times of the first values, otherwise. */
  private long @Nullable [] wide;

  private int capacity;
  int head;
  int size;

  /** The pane at the head. */
  private long oldest;

  /** Null while all have, as where nobody asks. */
  private @Nullable BitSet changedBlocks;

  PaneRing(int panes, long paneMillis, int fields) {
    this.panes = panes;
    this.paneMillis = paneMillis;
    this.fields = fields;
  }

  /** Makes room for one more pane, later than all others, and returns its slot. */
  final int add(long pane) {
    if (size == 0) {
      oldest = pane;
    } else if (narrow != null && pane != oldest + size) {
      widen();
    }
    reserve();
    int slot = slotOf(size++);
    if (changedBlocks != null) {
      changedBlocks.set(slot / BLOCK);
    }
    return slot;
  }

  /** Notes how many values a pane itself has, and the time of the first. */
  final void setMeta(int slot, long count, long firstMillis, long pane) {
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
  final void drop(int dropped) {
    head = slotOf(dropped);
    size -= dropped;
    oldest = size == 0 ? 0 : wide == null ? oldest + dropped : paneAt(0);
  }

  /** Makes room for a pane without values, which needs the wide form. */
  final void insert(int position, long firstMillis) {
    widen();
    reserve();
    for (int i = size; i > position; i--) {
      move(slotOf(i - 1), slotOf(i));
    }
    size++;
    long[] known = known(wide);
    int slot = slotOf(position);
    known[2 * slot] = 0;
    known[2 * slot + 1] = firstMillis;
    oldest = paneAt(0);
  }

  /** Would the narrow form do again? */
  final void fitMeta() {
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

  private void move(int from, int to) {
    System.arraycopy(cells, from * fields, cells, to * fields, fields);
    System.arraycopy(known(wide), 2 * from, known(wide), 2 * to, 2);
  }

  /** Where the panes are: position 0 is the oldest. */
  final int slotOf(int position) {
    int slot = head + position;
    return slot < capacity ? slot : slot - capacity;
  }

  final long count(int slot) {
    return narrow != null ? narrow[slot] >>> 16 : known(wide)[2 * slot];
  }

  final long countAt(int position) {
    return count(slotOf(position));
  }

  final long firstMillis(int slot, long pane) {
    return narrow != null
        ? pane * paneMillis + (narrow[slot] & NARROW - 1)
        : known(wide)[2 * slot + 1];
  }

  final long paneAt(int position) {
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
   * How many blocks the panes take in {@link #writeBlock}.
   *
   * @return at least 0
   */
  public final int blocks() {
    return (capacity + BLOCK - 1) / BLOCK;
  }

  /**
   * Looks for a block that has changed since {@link #forgetChanges}.
   *
   * @param from the first that may be meant
   * @return its number, -1 when there is none
   */
  public final int nextChangedBlock(int from) {
    int changed = changedBlocks == null ? from : changedBlocks.nextSetBit(from);
    return changed < blocks() ? changed : -1;
  }

  /** All blocks need to be written. */
  public final void markAllChanged() {
    changedBlocks = null;
  }

  /** All has been written. */
  public final void forgetChanges() {
    changedBlocks = new BitSet(0);
  }

  /**
   * Writes some panes.
   *
   * @param block their number
   * @param out takes up to {@link #BLOCK} times 56 bytes
   * @throws IOException as the output says
   */
  public final void writeBlock(int block, DataOutput out) throws IOException {
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
   * Reads what {@link #writeBlock} wrote, after the head.
   *
   * @param block their number
   * @param in gives the same bytes
   * @throws IOException as the input says
   */
  public final void readBlock(int block, DataInput in) throws IOException {
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

  /** Gives all memory back. */
  final void clearRing() {
    cells = new double[0];
    capacity = 0;
    narrow = new int[0];
    wide = null;
    head = 0;
    size = 0;
    markAllChanged();
  }

  /** Reads where the next pane comes, and the oldest one. */
  final double lookAtEnds() {
    int next = size < capacity ? slotOf(size) : head;
    return cells[head * fields]
        + cells[next * fields]
        + (narrow == null ? 0 : narrow[head] + narrow[next]);
  }

  final void copyRing(PaneRing copy) {
    copy.capacity = capacity;
    copy.cells = cells.clone();
    copy.narrow = narrow == null ? null : narrow.clone();
    copy.wide = wide == null ? null : wide.clone();
    copy.head = head;
    copy.size = size;
    copy.oldest = oldest;
    copy.changedBlocks = changedBlocks == null ? null : (BitSet) changedBlocks.clone();
  }

  final long ringBytes() {
    return 8L * cells.length
        + (narrow == null ? 0 : 4L * narrow.length)
        + (wide == null ? 0 : 8L * wide.length);
  }

  final void writeShape(DataOutput out) throws IOException {
    out.writeInt(capacity);
    out.writeBoolean(narrow != null);
    out.writeInt(head);
    out.writeInt(size);
    out.writeLong(oldest);
  }

  /** The panes themselves are read by {@link #readBlock}. */
  final void readShape(DataInput in) throws IOException {
    capacity = in.readInt();
    cells = new double[capacity * fields];
    boolean isNarrow = in.readBoolean();
    narrow = isNarrow ? new int[capacity] : null;
    wide = isNarrow ? null : new long[2 * capacity];
    head = in.readInt();
    size = in.readInt();
    oldest = in.readLong();
    forgetChanges();
  }
}
