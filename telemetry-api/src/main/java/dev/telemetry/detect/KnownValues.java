package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The values that were ever seen, in ascending order and as finely as {@value #CAPACITY} of them
 * can tell: where the room is used up, close neighbours become one, and what is closer than that to
 * a known value counts as known from then on. State: 12 bytes and 8 for each value, 1036 at most.
 */
final class KnownValues {
  private static final int CAPACITY = 128;
  private static final double COARSER = 1.3;

  private final double[] values = new double[CAPACITY];
  private int count;
  private double resolution;

  /** What the gaps are sorted in, so that making room allocates nothing; no state. */
  private final double[] gaps = new double[CAPACITY - 1];

  boolean isEmpty() {
    return count == 0;
  }

  /** The known value that is nearest to this one; there must be one. */
  double nearestTo(double value) {
    double below = below(value);
    double above = above(value);
    return value - below <= above - value ? below : above;
  }

  /** The next known value below, minus infinity where there is none. */
  double below(double value) {
    int index = indexOf(value);
    return index == 0 ? Double.NEGATIVE_INFINITY : values[index - 1];
  }

  /** The next known value not below, infinity where there is none. */
  double above(double value) {
    int index = indexOf(value);
    return index == count ? Double.POSITIVE_INFINITY : values[index];
  }

  /** How far the value is from what is known; 0 where it cannot be told apart. */
  double distanceOf(double value) {
    double distance = Math.min(Math.abs(value - nearestTo(value)), Double.MAX_VALUE);
    return distance <= resolution ? 0 : distance;
  }

  void add(double value) {
    if (!isEmpty() && distanceOf(value) == 0) {
      return;
    }
    while (count == CAPACITY) {
      makeRoom();
    }
    int index = indexOf(value);
    System.arraycopy(values, index, values, index + 1, count - index);
    values[index] = value;
    count++;
  }

  /** Joins at least the closest quarter of the neighbours. */
  private void makeRoom() {
    for (int i = 0; i < gaps.length; i++) {
      gaps[i] = values[i + 1] - values[i];
    }
    Arrays.sort(gaps);
    resolution = Math.max(resolution * COARSER, gaps[gaps.length / 4]);
    count = 1;
    for (int i = 1; i < CAPACITY; i++) {
      if (values[i] - values[count - 1] > resolution) {
        values[count++] = values[i];
      }
    }
  }

  private int indexOf(double value) {
    int found = Arrays.binarySearch(values, 0, count, value);
    return found >= 0 ? found : -found - 1;
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeDouble(resolution);
    out.writeInt(count);
    for (int i = 0; i < count; i++) {
      out.writeDouble(values[i]);
    }
  }

  void readFrom(DataInput in) throws IOException {
    resolution = in.readDouble();
    count = in.readInt();
    for (int i = 0; i < count; i++) {
      values[i] = in.readDouble();
    }
  }
}
