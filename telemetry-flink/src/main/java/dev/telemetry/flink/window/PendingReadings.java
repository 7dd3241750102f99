package dev.telemetry.flink.window;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Times and values of one key that wait for the watermark, 16 bytes a reading, to be taken in the
 * order of {@link TimeOrder}. What is due is at the front, however far ahead of the watermark other
 * readings are. Those that have come since the last look are put in order with the next one.
 */
final class PendingReadings {
  private static final int SMALLEST = 8;

  /** As in {@link Readings}. */
  private long[] cells = {};

  private int head;
  private int size;

  /** How many are in order. */
  private int ordered;

  private long earliest = Long.MAX_VALUE;

  int size() {
    return size;
  }

  /** The time of one of those that {@link #countBefore} has counted. */
  long time(int position) {
    return cells[2 * (head + position)];
  }

  double value(int position) {
    return Double.longBitsToDouble(cells[2 * (head + position) + 1]);
  }

  /** The earliest time, {@link Long#MAX_VALUE} without readings. */
  long earliest() {
    return earliest;
  }

  void add(long timeMillis, double value) {
    Readings one = new Readings();
    one.add(timeMillis, value);
    addAll(one);
  }

  void addAll(Readings others) {
    reserve(others.size());
    others.copyTo(cells, 2 * (head + size));
    size += others.size();
    earliest = Math.min(earliest, others.earliest());
  }

  /** Adds those from one position of others to another. */
  void addAll(long[] others, int from, int to) {
    reserve(to - from);
    System.arraycopy(others, 2 * from, cells, 2 * (head + size), 2 * (to - from));
    size += to - from;
    for (int i = from; i < to; i++) {
      earliest = Math.min(earliest, others[2 * i]);
    }
  }

  /** Adds all that others hold, which hold none then. */
  void takeAll(PendingReadings others) {
    addAll(others.cells, others.head, others.head + others.size);
    others.drop(others.size);
  }

  /** How many are before, which come first. */
  int countBefore(long end) {
    if (earliest >= end) {
      return 0;
    }
    order();
    int count = 0;
    while (count < size && time(count) < end) {
      count++;
    }
    return count;
  }

  private void order() {
    int middle = head + ordered;
    int end = head + size;
    if (middle < end) {
      TimeOrder.sort(cells, middle, end);
      if (head < middle
          && TimeOrder.isAfter(cells, middle - 1, cells[2 * middle], cells[2 * middle + 1])) {
        merge(Arrays.copyOfRange(cells, 2 * middle, 2 * end));
      }
      ordered = size;
    }
  }

  /** Merges the ordered ones with those behind them, of which this is a copy. */
  private void merge(long[] later) {
    int kept = head + ordered;
    int to = head + size;
    // from the latest on, until all that is left stays where it is
    for (int i = later.length - 2; i >= 0; ) {
      to--;
      if (kept > head && TimeOrder.isAfter(cells, kept - 1, later[i], later[i + 1])) {
        kept--;
        System.arraycopy(cells, 2 * kept, cells, 2 * to, 2);
      } else {
        System.arraycopy(later, i, cells, 2 * to, 2);
        i -= 2;
      }
    }
  }

  /** Forgets the first ones, and gives memory back that a burst has taken before. */
  void drop(int count) {
    if (capacity() > 4 * Math.max(size, SMALLEST)) {
      move(new long[2 * Math.max(size, SMALLEST)]);
    }
    size -= count;
    ordered = Math.max(0, ordered - count);
    head = size == 0 ? 0 : head + count;
    if (count > 0) {
      earliest = size == 0 ? Long.MAX_VALUE : time(0);
    }
  }

  private int capacity() {
    return cells.length / 2;
  }

  private void reserve(int more) {
    int needed = size + more;
    if (head + needed <= capacity()) {
      return;
    }
    // to close the gap must be worth it
    boolean fits = needed <= capacity() - capacity() / 4;
    move(fits ? cells : new long[2 * Math.max(SMALLEST, Math.max(needed, size + (size >> 1)))]);
  }

  private void move(long[] into) {
    System.arraycopy(cells, 2 * head, into, 0, 2 * size);
    cells = into;
    head = 0;
  }

  /** Reads where the first one is and where the next one goes. */
  long look() {
    return size == 0 ? 0 : cells[2 * head] + cells[Math.min(2 * (head + size), cells.length - 1)];
  }

  PendingReadings copy() {
    PendingReadings copy = new PendingReadings();
    copy.cells = Arrays.copyOfRange(cells, 2 * head, 2 * (head + size));
    copy.size = size;
    copy.ordered = ordered;
    copy.earliest = earliest;
    return copy;
  }

  long heapBytes() {
    return 64L + 8L * cells.length;
  }

  void writeTo(DataOutputView out, Scratch scratch) throws IOException {
    Readings all = new Readings();
    for (int i = 0; i < size; i++) {
      all.add(time(i), value(i));
    }
    all.writeTo(out, scratch);
  }

  void readFrom(DataInputView in, Scratch scratch) throws IOException {
    Readings all = new Readings();
    all.readFrom(in, scratch);
    drop(size);
    addAll(all);
  }
}
