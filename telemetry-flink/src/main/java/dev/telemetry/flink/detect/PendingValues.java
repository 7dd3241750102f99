package dev.telemetry.flink.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The values of a key that the watermark has not passed yet, in order of time; those of one time in
 * order of value, metric and unit, so that their order of arrival does not matter. Of a record only
 * that is kept which a detector sees.
 */
final class PendingValues {
  /** Of {@link #timerMillis}: no timer is set. */
  static final long NEVER = Long.MAX_VALUE;

  private static final int FIRST_CAPACITY = 8;

  /** When the key wakes. */
  long timerMillis = NEVER;

  private int size;
  private long[] times;
  private double[] values;
  private String[] metrics;
  private String[] units;

  PendingValues() {
    this(FIRST_CAPACITY);
  }

  private PendingValues(int capacity) {
    times = new long[capacity];
    values = new double[capacity];
    metrics = new String[capacity];
    units = new String[capacity];
  }

  boolean isEmpty() {
    return size == 0;
  }

  long timeMillis(int index) {
    return times[index];
  }

  double value(int index) {
    return values[index];
  }

  String metric(int index) {
    return metrics[index];
  }

  String unit(int index) {
    return units[index];
  }

  /** Most come in order: the search for the place begins at the end. */
  void add(long timeMillis, double value, String metric, String unit) {
    if (size == times.length) {
      resize(2 * size);
    }
    int place = size;
    while (place > 0 && isAfter(place - 1, timeMillis, value, metric, unit)) {
      place--;
    }
    move(place, place + 1, size - place);
    times[place] = timeMillis;
    values[place] = value;
    metrics[place] = metric;
    units[place] = unit;
    size++;
  }

  private boolean isAfter(int index, long timeMillis, double value, String metric, String unit) {
    if (times[index] != timeMillis) {
      return times[index] > timeMillis;
    }
    int byValue = Double.compare(values[index], value);
    if (byValue != 0) {
      return byValue > 0;
    }
    int byMetric = metrics[index].compareTo(metric);
    return byMetric != 0 ? byMetric > 0 : units[index].compareTo(unit) > 0;
  }

  /** How many stand at or before a time; they are the first. */
  int until(long timeMillis) {
    int count = 0;
    while (count < size && times[count] <= timeMillis) {
      count++;
    }
    return count;
  }

  void removeFirst(int count) {
    move(count, 0, size - count);
    Arrays.fill(metrics, size - count, size, null);
    Arrays.fill(units, size - count, size, null);
    size -= count;
  }

  private void move(int from, int to, int count) {
    System.arraycopy(times, from, times, to, count);
    System.arraycopy(values, from, values, to, count);
    System.arraycopy(metrics, from, metrics, to, count);
    System.arraycopy(units, from, units, to, count);
  }

  private void resize(int capacity) {
    times = Arrays.copyOf(times, capacity);
    values = Arrays.copyOf(values, capacity);
    metrics = Arrays.copyOf(metrics, capacity);
    units = Arrays.copyOf(units, capacity);
  }

  PendingValues copy() {
    PendingValues copy = new PendingValues(Math.max(FIRST_CAPACITY, size));
    copy.timerMillis = timerMillis;
    copy.size = size;
    System.arraycopy(times, 0, copy.times, 0, size);
    System.arraycopy(values, 0, copy.values, 0, size);
    System.arraycopy(metrics, 0, copy.metrics, 0, size);
    System.arraycopy(units, 0, copy.units, 0, size);
    return copy;
  }

  /** The timer, how many, and each with its texts where they differ from those before. */
  void writeTo(DataOutput out) throws IOException {
    out.writeLong(timerMillis);
    out.writeInt(size);
    for (int i = 0; i < size; i++) {
      out.writeLong(times[i]);
      out.writeDouble(values[i]);
      boolean named =
          i == 0 || !metrics[i].equals(metrics[i - 1]) || !units[i].equals(units[i - 1]);
      out.writeBoolean(named);
      if (named) {
        out.writeUTF(metrics[i]);
        out.writeUTF(units[i]);
      }
    }
  }

  static PendingValues readFrom(DataInput in) throws IOException {
    long timerMillis = in.readLong();
    int size = in.readInt();
    PendingValues read = new PendingValues(Math.max(FIRST_CAPACITY, size));
    read.timerMillis = timerMillis;
    read.size = size;
    for (int i = 0; i < size; i++) {
      read.times[i] = in.readLong();
      read.values[i] = in.readDouble();
      boolean named = in.readBoolean();
      read.metrics[i] = named ? in.readUTF() : read.metrics[i - 1];
      read.units[i] = named ? in.readUTF() : read.units[i - 1];
    }
    return read;
  }
}
