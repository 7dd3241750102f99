package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What is usual at each time of the day (UTC): the means of all values of every three hours, and in
 * between what lies on the line from the middle of one to the middle of the next. State: 136 bytes
 * at most.
 */
final class DayProfile {
  private static final long NEVER = Long.MIN_VALUE;
  private static final int PARTS = 8;
  private static final long DAY_MILLIS = 86_400_000;
  private static final long PART_MILLIS = DAY_MILLIS / PARTS;

  private final double[] means = new double[PARTS];
  private final long[] counts = new long[PARTS];
  private long firstMillis = NEVER;

  /** Whether a whole day was seen, and this part of it. */
  boolean knows(long timeMillis) {
    return firstMillis != NEVER
        && timeMillis - firstMillis >= DAY_MILLIS
        && counts[partOf(timeMillis)] > 0;
  }

  double expectedAt(long timeMillis) {
    long sinceMiddle = timeMillis - PART_MILLIS / 2;
    int before = partOf(sinceMiddle);
    int after = partOf(sinceMiddle + PART_MILLIS);
    if (counts[before] == 0 || counts[after] == 0) {
      return means[partOf(timeMillis)];
    }
    double share = (double) Math.floorMod(sinceMiddle, PART_MILLIS) / PART_MILLIS;
    return means[before] + share * (means[after] - means[before]);
  }

  void add(double value, long timeMillis) {
    if (firstMillis == NEVER) {
      firstMillis = timeMillis;
    }
    int part = partOf(timeMillis);
    counts[part]++;
    means[part] += (value - means[part]) / counts[part];
  }

  private static int partOf(long timeMillis) {
    return (int) (Math.floorMod(timeMillis, DAY_MILLIS) / PART_MILLIS);
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeLong(firstMillis);
    for (int i = 0; i < PARTS && firstMillis != NEVER; i++) {
      out.writeDouble(means[i]);
      out.writeLong(counts[i]);
    }
  }

  void readFrom(DataInput in) throws IOException {
    firstMillis = in.readLong();
    for (int i = 0; i < PARTS && firstMillis != NEVER; i++) {
      means[i] = in.readDouble();
      counts[i] = in.readLong();
    }
  }
}
