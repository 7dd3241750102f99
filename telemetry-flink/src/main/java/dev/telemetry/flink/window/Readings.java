package dev.telemetry.flink.window;

import java.io.IOException;
import java.util.Arrays;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Times and values of one key in any order, 16 bytes a reading. */
final class Readings {
  private static final int SMALLEST = 8;

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

  /** Copies all to this array of the same form. */
  void copyTo(long[] into, int at) {
    System.arraycopy(cells, 0, into, at, 2 * size);
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

  private void reserve(int more) {
    if (size + more > capacity()) {
      resize(Math.max(SMALLEST, Math.max(size + more, size + (size >> 1))));
    }
  }

  private void resize(int capacity) {
    cells = Arrays.copyOf(cells, Math.multiplyExact(2, capacity));
  }

  private long span() {
    return latest - earliest;
  }

  /** No reading is later; {@link Long#MIN_VALUE} without readings. */
  long latest() {
    return latest;
  }

  Readings copy() {
    Readings copy = new Readings();
    copy.addAll(this);
    return copy;
  }

  /** Times as distances of 4 bytes where they are within 49 days. */
  void writeTo(DataOutputView out, Scratch scratch) throws IOException {
    boolean narrow = size == 0 || span() < 1L << 32;
    out.writeInt(narrow ? size : ~size);
    if (size == 0) {
      return;
    }
    out.writeLong(earliest);
    int length = size * (narrow ? BYTES_OF_NARROW : BYTES_OF_WIDE);
    byte[] bytes = scratch.atLeast(length);
    if (narrow) {
      writeNarrow(bytes);
    } else {
      writeWide(bytes);
    }
    out.write(bytes, 0, length);
  }

  /** Without a call, as Flink calls this from so deep that the compiler would inline none. */
  private void writeNarrow(byte[] bytes) {
    long[] from = cells;
    long base = earliest;
    for (int i = 0, at = 0; i < 2 * size; i += 2, at += BYTES_OF_NARROW) {
      Scratch.INT.set(bytes, at, (int) (from[i] - base));
      Scratch.LONG.set(bytes, at + Integer.BYTES, from[i + 1]);
    }
  }

  private void writeWide(byte[] bytes) {
    for (int i = 0; i < 2 * size; i++) {
      Scratch.LONG.set(bytes, i * Long.BYTES, cells[i]);
    }
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
    int length = count * (narrow ? BYTES_OF_NARROW : BYTES_OF_WIDE);
    byte[] bytes = scratch.atLeast(length);
    in.readFully(bytes, 0, length);
    reserve(count);
    if (narrow) {
      readNarrow(bytes, count, base);
    } else {
      readWide(bytes, count);
    }
    size = count;
    earliest = base;
  }

  private void readNarrow(byte[] bytes, int count, long base) {
    for (int i = 0, at = 0; i < 2 * count; i += 2, at += BYTES_OF_NARROW) {
      cells[i] = base + ((int) Scratch.INT.get(bytes, at) & 0xffffffffL);
      cells[i + 1] = (long) Scratch.LONG.get(bytes, at + Integer.BYTES);
      latest = Math.max(latest, cells[i]);
    }
  }

  private void readWide(byte[] bytes, int count) {
    for (int i = 0; i < 2 * count; i += 2) {
      cells[i] = (long) Scratch.LONG.get(bytes, i * Long.BYTES);
      cells[i + 1] = (long) Scratch.LONG.get(bytes, (i + 1) * Long.BYTES);
      latest = Math.max(latest, cells[i]);
    }
  }
}
