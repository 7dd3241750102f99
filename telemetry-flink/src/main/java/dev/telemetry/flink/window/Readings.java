package dev.telemetry.flink.window;

import java.io.IOException;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Times and values of one key, 16 bytes a reading. They come in any order and are taken in the
 * order of their times, equal times in the order of their values: so the order of arrival does not
 * matter.
 */
final class Readings {
  private static final int SMALLEST = 8;

  /** Moves per reading after which insertion is given up for a sort. */
  private static final int PATIENCE = 16;

  private static final int BYTES_OF_NARROW = Integer.BYTES + Double.BYTES;
  private static final int BYTES_OF_WIDE = Long.BYTES + Double.BYTES;

  /** Time and value of each in turn: of many keys, one place in memory is met sooner than two. */
  private long[] cells = {};

  private int size;
  private long earliest = Long.MAX_VALUE;
  private long latest = Long.MIN_VALUE;

  int size() {
    return size;
  }

  long time(int position) {
    return cells[2 * position];
  }

  double value(int position) {
    return Double.longBitsToDouble(cells[2 * position + 1]);
  }

  private void set(int position, long timeMillis, double value) {
    cells[2 * position] = timeMillis;
    cells[2 * position + 1] = Double.doubleToRawLongBits(value);
  }

  private int capacity() {
    return cells.length / 2;
  }

  /** The earliest time, {@link Long#MAX_VALUE} without readings. */
  long earliest() {
    return earliest;
  }

  void add(long timeMillis, double value) {
    reserve(1);
    set(size++, timeMillis, value);
    earliest = Math.min(earliest, timeMillis);
    latest = Math.max(latest, timeMillis);
  }

  void addAll(Readings others) {
    reserve(others.size);
    System.arraycopy(others.cells, 0, cells, 2 * size, 2 * others.size);
    size += others.size;
    earliest = Math.min(earliest, others.earliest);
    latest = Math.max(latest, others.latest);
  }

  void clear() {
    size = 0;
    earliest = Long.MAX_VALUE;
    latest = Long.MIN_VALUE;
  }

  /** Gives memory back that a burst has taken. */
  void trim() {
    if (capacity() > 4 * Math.max(size, SMALLEST)) {
      resize(Math.max(size, SMALLEST));
    }
  }

  private void reserve(int more) {
    if (size + more > capacity()) {
      resize(Math.max(SMALLEST, Math.max(size + more, size + (size >> 1))));
    }
  }

  private void resize(int capacity) {
    cells = Arrays.copyOf(cells, Math.multiplyExact(2, capacity));
  }

  /** Moves what is before the end over to others, which come into order. */
  void takeBefore(long end, Readings taken) {
    if (latest < end) {
      taken.addAll(this);
      clear();
    } else if (earliest < end) {
      moveBefore(end, taken);
    }
    taken.sort();
  }

  private void moveBefore(long end, Readings taken) {
    taken.reserve(size);
    int kept = 0;
    long earliestKept = Long.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      long time = time(i);
      double value = value(i);
      if (time < end) {
        taken.add(time, value);
      } else {
        set(kept++, time, value);
        earliestKept = Math.min(earliestKept, time);
      }
    }
    size = kept;
    earliest = earliestKept;
  }

  private void sort() {
    if (!insertEach()) {
      sortByPosition();
      orderEqualTimes();
    }
  }

  /** Fast where readings are nearly in order, as within a disorder bound; gives up otherwise. */
  private boolean insertEach() {
    long patience = (long) PATIENCE * size;
    for (int i = 1; i < size; i++) {
      long time = time(i);
      double value = value(i);
      int to = i;
      while (to > 0 && isAfter(to - 1, time, value)) {
        to--;
        set(to + 1, time(to), value(to));
      }
      set(to, time, value);
      patience -= i - to;
      if (patience < 0 && span() < 1L << 40) {
        return false;
      }
    }
    return true;
  }

  private boolean isAfter(int position, long time, double value) {
    return time(position) > time
        || (time(position) == time && Double.compare(value(position), value) > 0);
  }

  private long span() {
    return latest - earliest;
  }

  /** No reading is later; {@link Long#MIN_VALUE} without readings. */
  long latest() {
    return latest;
  }

  /** Sorts distances from the earliest time, each with its position in the lower bits. */
  private void sortByPosition() {
    int bits = Long.SIZE - Long.numberOfLeadingZeros(size);
    long[] keys = new long[size];
    for (int i = 0; i < size; i++) {
      keys[i] = ((time(i) - earliest) << bits) | i;
    }
    Arrays.sort(keys);
    Readings before = copy();
    int mask = (1 << bits) - 1;
    for (int i = 0; i < size; i++) {
      set(i, earliest + (keys[i] >>> bits), before.value((int) keys[i] & mask));
    }
  }

  private void orderEqualTimes() {
    int from = 0;
    for (int i = 1; i <= size; i++) {
      if (i == size || time(i) != time(from)) {
        orderValues(from, i);
        from = i;
      }
    }
  }

  private void orderValues(int from, int to) {
    if (to - from > 1) {
      double[] values = IntStream.range(from, to).mapToDouble(this::value).sorted().toArray();
      for (int i = from; i < to; i++) {
        set(i, time(i), values[i - from]);
      }
    }
  }

  /** Reads where the next one goes and where the first one is. */
  long look() {
    int next = Math.min(2 * size, cells.length - 1);
    return next < 0 ? 0 : cells[0] + cells[next];
  }

  Readings copy() {
    Readings copy = new Readings();
    copy.addAll(this);
    return copy;
  }

  long heapBytes() {
    return 64L + 8L * cells.length;
  }

  /** Times as distances of 4 bytes where they are within 49 days. */
  void writeTo(DataOutputView out, Scratch scratch) throws IOException {
    boolean narrow = size == 0 || span() < 1L << 32;
    out.writeInt(narrow ? size : ~size);
    if (size == 0) {
      return;
    }
    out.writeLong(earliest);
    int width = narrow ? BYTES_OF_NARROW : BYTES_OF_WIDE;
    byte[] bytes = scratch.atLeast(size * width);
    for (int i = 0; i < size; i++) {
      int at = i * width;
      if (narrow) {
        Scratch.putInt(bytes, at, (int) (time(i) - earliest));
      } else {
        Scratch.putLong(bytes, at, time(i));
      }
      Scratch.putDouble(bytes, at + width - Double.BYTES, value(i));
    }
    out.write(bytes, 0, size * width);
  }

  void readFrom(DataInputView in, Scratch scratch) throws IOException {
    clear();
    int coded = in.readInt();
    boolean narrow = coded >= 0;
    int count = narrow ? coded : ~coded;
    if (count == 0) {
      return;
    }
    long base = in.readLong();
    int width = narrow ? BYTES_OF_NARROW : BYTES_OF_WIDE;
    byte[] bytes = scratch.atLeast(count * width);
    in.readFully(bytes, 0, count * width);
    reserve(count);
    for (int i = 0; i < count; i++) {
      int at = i * width;
      long time =
          narrow ? base + (Scratch.getInt(bytes, at) & 0xffffffffL) : Scratch.getLong(bytes, at);
      set(i, time, Scratch.getDouble(bytes, at + width - Double.BYTES));
      latest = Math.max(latest, time);
    }
    size = count;
    earliest = base;
  }
}
