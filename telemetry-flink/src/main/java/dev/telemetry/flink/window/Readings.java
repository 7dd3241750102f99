package dev.telemetry.flink.window;

import java.io.IOException;
import java.util.Arrays;
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

  private long[] times = {};
  private double[] values = {};
  private int size;
  private long earliest = Long.MAX_VALUE;
  private long latest = Long.MIN_VALUE;

  int size() {
    return size;
  }

  long time(int position) {
    return times[position];
  }

  double value(int position) {
    return values[position];
  }

  /** The earliest time, {@link Long#MAX_VALUE} without readings. */
  long earliest() {
    return earliest;
  }

  void add(long timeMillis, double value) {
    reserve(1);
    times[size] = timeMillis;
    values[size++] = value;
    earliest = Math.min(earliest, timeMillis);
    latest = Math.max(latest, timeMillis);
  }

  void addAll(Readings others) {
    reserve(others.size);
    System.arraycopy(others.times, 0, times, size, others.size);
    System.arraycopy(others.values, 0, values, size, others.size);
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
    if (times.length > 4 * Math.max(size, SMALLEST)) {
      resize(Math.max(size, SMALLEST));
    }
  }

  private void reserve(int more) {
    if (size + more > times.length) {
      resize(Math.max(SMALLEST, Math.max(size + more, size + (size >> 1))));
    }
  }

  private void resize(int capacity) {
    times = Arrays.copyOf(times, capacity);
    values = Arrays.copyOf(values, capacity);
  }

  /** Moves what is before the end over to others, which come into order. */
  void takeBefore(long end, Readings taken) {
    taken.reserve(size);
    long[] takenTimes = taken.times;
    double[] takenValues = taken.values;
    int into = taken.size;
    int kept = 0;
    long earliestKept = Long.MAX_VALUE;
    for (int i = 0; i < size; i++) {
      long time = times[i];
      double value = values[i];
      if (time < end) {
        takenTimes[into] = time;
        takenValues[into++] = value;
      } else {
        times[kept] = time;
        values[kept++] = value;
        earliestKept = Math.min(earliestKept, time);
      }
    }
    taken.size = into;
    taken.earliest = Math.min(taken.earliest, earliest);
    taken.latest = Math.max(taken.latest, Math.min(latest, end - 1)); // an upper bound does here
    size = kept;
    earliest = earliestKept;
    latest = kept == 0 ? Long.MIN_VALUE : latest;
    taken.sort();
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
      long time = times[i];
      double value = values[i];
      int to = i;
      while (to > 0 && isAfter(to - 1, time, value)) {
        times[to] = times[to - 1];
        values[to] = values[--to];
      }
      times[to] = time;
      values[to] = value;
      patience -= i - to;
      if (patience < 0 && span() < 1L << 40) {
        return false;
      }
    }
    return true;
  }

  private boolean isAfter(int position, long time, double value) {
    return times[position] > time
        || (times[position] == time && Double.compare(values[position], value) > 0);
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
      keys[i] = ((times[i] - earliest) << bits) | i;
    }
    Arrays.sort(keys);
    double[] before = Arrays.copyOf(values, size);
    int mask = (1 << bits) - 1;
    for (int i = 0; i < size; i++) {
      times[i] = earliest + (keys[i] >>> bits);
      values[i] = before[(int) keys[i] & mask];
    }
  }

  private void orderEqualTimes() {
    int from = 0;
    for (int i = 1; i <= size; i++) {
      if (i == size || times[i] != times[from]) {
        Arrays.sort(values, from, i);
        from = i;
      }
    }
  }

  /** Reads where the next one goes and where the first one is. */
  long look() {
    int next = Math.min(size, times.length - 1);
    return next < 0 ? 0 : times[0] + times[next] + (long) (values[0] + values[next]);
  }

  Readings copy() {
    Readings copy = new Readings();
    copy.addAll(this);
    return copy;
  }

  long heapBytes() {
    return 64L + 16L * times.length;
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
        Scratch.putInt(bytes, at, (int) (times[i] - earliest));
      } else {
        Scratch.putLong(bytes, at, times[i]);
      }
      Scratch.putDouble(bytes, at + width - Double.BYTES, values[i]);
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
      times[i] =
          narrow ? base + (Scratch.getInt(bytes, at) & 0xffffffffL) : Scratch.getLong(bytes, at);
      values[i] = Scratch.getDouble(bytes, at + width - Double.BYTES);
    }
    size = count;
    earliest = base;
    for (int i = 0; i < count; i++) {
      latest = Math.max(latest, times[i]);
    }
  }
}
