package dev.telemetry.flink.window;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Times and values of one key that wait for the watermark, 16 bytes a reading, in the order of
 * their times and equal times in the order of their values. So what is due is at the front, however
 * far ahead of the watermark other readings are.
 */
final class PendingReadings {
  private static final int SMALLEST = 8;

  /** As in {@link Readings}. */
  private long[] cells = {};

  private int head;
  private int size;

  int size() {
    return size;
  }

  long time(int position) {
    return cells[2 * (head + position)];
  }

  double value(int position) {
    return Double.longBitsToDouble(cells[2 * (head + position) + 1]);
  }

  private void set(int position, long timeMillis, double value) {
    cells[2 * (head + position)] = timeMillis;
    cells[2 * (head + position) + 1] = Double.doubleToRawLongBits(value);
  }

  /** The earliest time, {@link Long#MAX_VALUE} without readings. */
  long earliest() {
    return size == 0 ? Long.MAX_VALUE : time(0);
  }

  void add(long timeMillis, double value) {
    reserve(1);
    int to = size++;
    while (to > 0 && Readings.isAfter(time(to - 1), value(to - 1), timeMillis, value)) {
      to--;
      set(to + 1, time(to), value(to));
    }
    set(to, timeMillis, value);
  }

  /** Adds those of others, which come into order. */
  void addAll(Readings others) {
    others.sort();
    int more = others.size();
    reserve(more);
    int kept = size;
    size += more;
    // from the latest on, until all that is left stays where it is
    for (int to = size - 1; more > 0; to--) {
      long time = others.time(more - 1);
      double value = others.value(more - 1);
      if (kept == 0 || !Readings.isAfter(time(kept - 1), value(kept - 1), time, value)) {
        set(to, time, value);
        more--;
      } else {
        kept--;
        set(to, time(kept), value(kept));
      }
    }
  }

  int countBefore(long end) {
    int count = 0;
    while (count < size && time(count) < end) {
      count++;
    }
    return count;
  }

  /** Forgets the earliest, and gives memory back that a burst has taken before. */
  void drop(int count) {
    if (capacity() > 4 * Math.max(size, SMALLEST)) {
      move(new long[2 * Math.max(size, SMALLEST)]);
    }
    size -= count;
    head = size == 0 ? 0 : head + count;
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
    int next = Math.min(2 * (head + size), cells.length - 1);
    return next < 0 ? 0 : cells[2 * head] + cells[next];
  }

  PendingReadings copy() {
    PendingReadings copy = new PendingReadings();
    copy.cells = Arrays.copyOfRange(cells, 2 * head, 2 * (head + size));
    copy.size = size;
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
