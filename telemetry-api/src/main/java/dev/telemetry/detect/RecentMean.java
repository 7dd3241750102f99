package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The mean of the last {@value #READINGS} values. State: 8 bytes and 8 for each value, 520 at most.
 */
final class RecentMean {
  static final int READINGS = 64;

  private final double[] values = new double[READINGS];
  private long count;
  private double sum;

  void add(double value) {
    int at = (int) (count % READINGS);
    values[at] = value;
    count++;
    sum = 0;
    // afresh each time, or rounding errors would add up and look like novelty
    for (double one : values) {
      sum += one / READINGS;
    }
  }

  boolean isFull() {
    return count >= READINGS;
  }

  double mean() {
    return sum;
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeLong(count);
    for (int i = 0; i < Math.min(count, READINGS); i++) {
      out.writeDouble(values[i]);
    }
  }

  void readFrom(DataInput in) throws IOException {
    count = in.readLong();
    for (int i = 0; i < Math.min(count, READINGS); i++) {
      values[i] = in.readDouble();
    }
  }
}
