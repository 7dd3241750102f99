package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** A few earlier values with their times, in order: 4 bytes and 16 for each. */
final class EarlierValues {
  /** Into how many parts a span is cut whose values are kept. */
  static final int PARTS = 16;

  /** Those of the parts, the one that is older than the span, and the one just added. */
  private static final int CAPACITY = PARTS + 2;

  private final long[] times = new long[CAPACITY];
  private final double[] values = new double[CAPACITY];
  private int first;
  private int count;

  /** Lets those leave that have a successor which is old enough, too. */
  void leave(long oldEnoughMillis) {
    while (count > 1 && times[(first + 1) % CAPACITY] <= oldEnoughMillis) {
      first = (first + 1) % CAPACITY;
      count--;
    }
  }

  /** Since the oldest; 0 where there is none. */
  long elapsed(long timeMillis) {
    return count == 0 ? 0 : timeMillis - times[first];
  }

  /** The oldest. */
  double value() {
    return values[first];
  }

  void add(double value, long timeMillis, long leastMillis) {
    int last = (first + count - 1 + CAPACITY) % CAPACITY;
    boolean tooSoon = count > 0 && timeMillis - times[last] < leastMillis;
    if (tooSoon || count == CAPACITY) {
      return;
    }
    int next = (first + count) % CAPACITY;
    times[next] = timeMillis;
    values[next] = value;
    count++;
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeInt(count);
    for (int i = 0; i < count; i++) {
      out.writeLong(times[(first + i) % CAPACITY]);
      out.writeDouble(values[(first + i) % CAPACITY]);
    }
  }

  void readFrom(DataInput in) throws IOException {
    first = 0;
    count = in.readInt();
    for (int i = 0; i < count; i++) {
      times[i] = in.readLong();
      values[i] = in.readDouble();
    }
  }
}
