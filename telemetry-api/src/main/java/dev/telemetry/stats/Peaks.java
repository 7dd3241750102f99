package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.function.IntToLongFunction;

/**
 * The highest of what numbered panes have, over those that have not gone: only the panes that are
 * above all later ones are kept, as no other can be the highest any more (a monotonic queue).
 *
 * <p>A ring in one array, 12 bytes for each that is kept: a handful in noise, as many as there are
 * panes where they always fall.
 *
 * <p>Values are compared by {@link #rankOf}; by the complement of it, the highest is the lowest.
 */
final class Peaks {
  private static final int FIELDS = 3;
  private static final int SMALLEST = 4;

  /** From so many on, memory is given back when three quarters are free. */
  private static final int LARGE = 16;

  private final int mostPanes;

  /** Of each: the upper and the lower half of its rank, and the lower half of its pane's number. */
  private int[] cells = {};

  private int head;
  private int size;

  Peaks(int mostPanes) {
    this.mostPanes = mostPanes;
  }

  /** In the order of {@link Double#compare}, for values that are numbers. */
  static long rankOf(double value) {
    long bits = Double.doubleToRawLongBits(value);
    return bits ^ ((bits >> 63) & Long.MAX_VALUE);
  }

  static double valueOf(long rank) {
    return Double.longBitsToDouble(rank ^ ((rank >> 63) & Long.MAX_VALUE));
  }

  private int capacity() {
    return cells.length / FIELDS;
  }

  private int at(int position) {
    int slot = head + position;
    return FIELDS * (slot < capacity() ? slot : slot - capacity());
  }

  private long rank(int position) {
    int at = at(position);
    return ((long) cells[at] << Integer.SIZE) | (cells[at + 1] & 0xffffffffL);
  }

  /** Panes are never so far apart that the lower half does not tell which is later. */
  private boolean isBefore(int position, long pane) {
    return cells[at(position) + 2] - (int) pane < 0;
  }

  private void put(int position, long pane, long rank) {
    int at = at(position);
    cells[at] = (int) (rank >>> Integer.SIZE);
    cells[at + 1] = (int) rank;
    cells[at + 2] = (int) pane;
  }

  /** The highest rank of all panes that are held, of which there must be one. */
  long highest() {
    return rank(0);
  }

  /** The first position whose pane is not before this one. */
  private int ceiling(long pane) {
    int from = 0;
    int to = size;
    while (from < to) {
      int middle = (from + to) >>> 1;
      if (isBefore(middle, pane)) {
        from = middle + 1;
      } else {
        to = middle;
      }
    }
    return from;
  }

  boolean isEmpty() {
    return size == 0;
  }

  /** The lower half of the pane that the highest rank is of. */
  int paneOfHighest() {
    return cells[at(0) + 2];
  }

  /**
   * Adds panes without gaps, later than all others. From the last one back, so that one that is not
   * above all later ones, as most are, never comes in; how far each is above the others would be
   * hard to foretell for the processor.
   */
  void append(long firstPane, int count, IntToLongFunction ranks) {
    long[] kept = new long[count];
    int from = count;
    long highest = Long.MIN_VALUE;
    for (int i = count - 1; i >= 0; i--) {
      long rank = ranks.applyAsLong(i);
      if (from == count || rank > highest) {
        highest = rank;
        kept[--from] = firstPane + i;
      }
    }
    while (size > 0 && rank(size - 1) <= highest) {
      size--;
    }
    for (int i = from; i < count; i++) {
      fit();
      put(size++, kept[i], ranks.applyAsLong((int) (kept[i] - firstPane)));
    }
  }

  void evict(long pane) {
    while (size > 0 && isBefore(0, pane)) {
      head = head + 1 == capacity() ? 0 : head + 1;
      size--;
    }
  }

  /** Adds to any pane that may be held. */
  void addLate(long pane, long rank) {
    int position = ceiling(pane);
    if (position < size && rank(position) >= rank) {
      return;
    }
    int kept = position;
    while (kept > 0 && rank(kept - 1) <= rank) {
      kept--;
    }
    boolean replaces = position < size && cells[at(position) + 2] == (int) pane;
    int[] later = from(replaces ? position + 1 : position);
    size = kept;
    fit();
    put(size++, pane, rank);
    append(later);
  }

  private int[] from(int position) {
    int[] copy = new int[FIELDS * (size - position)];
    for (int i = position; i < size; i++) {
      System.arraycopy(cells, at(i), copy, FIELDS * (i - position), FIELDS);
    }
    return copy;
  }

  private void append(int[] entries) {
    for (int i = 0; i < entries.length; i += FIELDS) {
      fit();
      System.arraycopy(entries, i, cells, at(size++), FIELDS);
    }
  }

  /** Makes room for one more, and gives back what a long fall has taken. */
  private void fit() {
    if (size == capacity()) {
      int next = Math.max(SMALLEST, size + (size >> 1));
      resize(size < mostPanes ? Math.min(next, mostPanes) : next);
    } else if (capacity() >= LARGE && size < capacity() / 4) {
      resize(capacity() / 2);
    }
  }

  private void resize(int capacity) {
    int[] fitting = new int[FIELDS * capacity];
    int[] entries = from(0);
    System.arraycopy(entries, 0, fitting, 0, entries.length);
    cells = fitting;
    head = 0;
  }

  void clear() {
    cells = new int[0];
    head = 0;
    size = 0;
  }

  void copyTo(Peaks copy) {
    copy.cells = cells.clone();
    copy.head = head;
    copy.size = size;
  }

  long heapBytes() {
    return 4L * cells.length;
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeInt(size);
    for (int cell : from(0)) {
      out.writeInt(cell);
    }
  }

  void readFrom(DataInput in) throws IOException {
    size = in.readInt();
    head = 0;
    cells = new int[FIELDS * size];
    for (int i = 0; i < cells.length; i++) {
      cells[i] = in.readInt();
    }
  }
}
