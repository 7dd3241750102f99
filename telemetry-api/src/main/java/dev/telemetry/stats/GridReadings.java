package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The readings of one key that a grid still needs, in order of time, and the next point of the
 * grid: the state of {@link Resampling}, which alone changes it.
 *
 * <p>State: 13 bytes, 17 for each reading, and 8 and twice the length of metric and unit once as
 * long as these do not change. At most one reading (for lines: two) is kept for each step of the
 * grid, however many come. Not thread-safe.
 */
public final class GridReadings {
  private static final byte VERSION = 1;
  private static final int SMALLEST = 4;

  /** Says that no point has been handed out yet. */
  static final long NO_POINT = Long.MIN_VALUE;

  private long[] times = new long[SMALLEST];
  private double[] values = new double[SMALLEST];
  private String[] metrics = new String[SMALLEST];
  private String[] units = new String[SMALLEST];
  private int start;
  private int end;
  private long nextPoint = NO_POINT;

  /** Starts without readings. */
  public GridReadings() {}

  /**
   * Whether nothing is kept, so that the key can be forgotten.
   *
   * @return true without readings
   */
  public boolean isEmpty() {
    return start == end;
  }

  /**
   * How many readings are kept.
   *
   * @return at least 0
   */
  public int size() {
    return end - start;
  }

  /**
   * A copy that changes on its own.
   *
   * @return the copy
   */
  public GridReadings copy() {
    GridReadings copy = new GridReadings();
    copy.times = Arrays.copyOfRange(times, start, start + capacityFor(size()));
    copy.values = Arrays.copyOfRange(values, start, start + capacityFor(size()));
    copy.metrics = Arrays.copyOfRange(metrics, start, start + capacityFor(size()));
    copy.units = Arrays.copyOfRange(units, start, start + capacityFor(size()));
    copy.end = size();
    copy.nextPoint = nextPoint;
    return copy;
  }

  private static int capacityFor(int size) {
    return Math.max(SMALLEST, size);
  }

  int capacity() {
    return times.length;
  }

  long nextPoint() {
    return nextPoint;
  }

  void nextPoint(long millis) {
    nextPoint = millis;
  }

  long time(int index) {
    return times[start + index];
  }

  double value(int index) {
    return values[start + index];
  }

  String metric(int index) {
    return metrics[start + index];
  }

  String unit(int index) {
    return units[start + index];
  }

  /** How many readings are not later than this. */
  int countUntil(long millis) {
    if (isEmpty() || times[end - 1] <= millis) {
      return size(); // the usual case: in order
    }
    int found = Arrays.binarySearch(times, start, end, millis);
    return (found >= 0 ? found + 1 : -found - 1) - start;
  }

  void insert(int index, long millis, double value, String metric, String unit) {
    makeRoom();
    int at = start + index;
    int later = end - at;
    System.arraycopy(times, at, times, at + 1, later);
    System.arraycopy(values, at, values, at + 1, later);
    System.arraycopy(metrics, at, metrics, at + 1, later);
    System.arraycopy(units, at, units, at + 1, later);
    end++;
    if (index > 0) {
      metrics[at] = metrics[at - 1];
      units[at] = units[at - 1];
    }
    replace(index, millis, value, metric, unit);
  }

  void replace(int index, long millis, double value, String metric, String unit) {
    int at = start + index;
    times[at] = millis;
    values[at] = value;
    // the texts that are there already, where they are equal: each record comes with its own
    if (!metric.equals(metrics[at])) {
      metrics[at] = metric;
    }
    if (!unit.equals(units[at])) {
      units[at] = unit;
    }
  }

  void dropFirst(int count) {
    start += count;
    if (size() < times.length / 8) {
      moveTo(capacityFor(2 * size())); // a backlog has passed
    }
  }

  private void makeRoom() {
    if (end == times.length) {
      moveTo(size() > end / 2 ? 2 * end : end);
    }
  }

  /** To the front of the arrays, in place where they have this capacity already. */
  private void moveTo(int capacity) {
    boolean inPlace = capacity == times.length;
    int size = size();
    times = moved(times, inPlace ? times : new long[capacity], size);
    values = moved(values, inPlace ? values : new double[capacity], size);
    metrics = moved(metrics, inPlace ? metrics : new String[capacity], size);
    units = moved(units, inPlace ? units : new String[capacity], size);
    start = 0;
    end = size;
  }

  @SuppressWarnings("SuspiciousSystemArraycopy") // both are arrays of one type
  private <A> A moved(A from, A to, int size) {
    System.arraycopy(from, start, to, 0, size);
    return to;
  }

  /**
   * Writes the readings and the next point.
   *
   * @param out takes the bytes, the first of which is the version of their layout
   * @throws IOException as the output says
   */
  public void writeTo(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(nextPoint);
    out.writeInt(size());
    for (int i = start; i < end; i++) {
      out.writeLong(times[i]);
      out.writeDouble(values[i]);
      boolean sameTexts =
          i > start && metrics[i].equals(metrics[i - 1]) && units[i].equals(units[i - 1]);
      out.writeBoolean(sameTexts);
      if (!sameTexts) {
        writeText(metrics[i], out);
        writeText(units[i], out);
      }
    }
  }

  /**
   * Reads what {@link #writeTo} wrote into this instance.
   *
   * @param in gives the bytes
   * @throws IOException as the input says, or when the version is unknown
   */
  public void readFrom(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IOException("version of grid readings must be 1, was " + version);
    }
    nextPoint = in.readLong();
    start = 0;
    end = in.readInt();
    times = new long[capacityFor(end)];
    values = new double[capacityFor(end)];
    metrics = new String[capacityFor(end)];
    units = new String[capacityFor(end)];
    for (int i = 0; i < end; i++) {
      times[i] = in.readLong();
      values[i] = in.readDouble();
      boolean sameTexts = in.readBoolean();
      metrics[i] = sameTexts ? metrics[i - 1] : readText(in);
      units[i] = sameTexts ? units[i - 1] : readText(in);
    }
  }

  /** Not writeUTF, which fails on long texts. */
  private static void writeText(String text, DataOutput out) throws IOException {
    out.writeInt(text.length());
    out.writeChars(text);
  }

  private static String readText(DataInput in) throws IOException {
    char[] chars = new char[in.readInt()];
    for (int i = 0; i < chars.length; i++) {
      chars[i] = in.readChar();
    }
    return new String(chars);
  }
}
