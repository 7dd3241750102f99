package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * What is usual at each hour of the day (UTC): the mean of all its values. State: 392 bytes at
 * most.
 */
final class DayProfile {
  private static final long NEVER = Long.MIN_VALUE;
  private static final int HOURS = 24;
  private static final long HOUR_MILLIS = 3_600_000;
  private static final long DAY_MILLIS = HOURS * HOUR_MILLIS;

  private final double[] means = new double[HOURS];
  private final long[] counts = new long[HOURS];
  private long firstMillis = NEVER;

  /** Whether a whole day was seen, and this hour of it. */
  boolean knows(long timeMillis) {
    return firstMillis != NEVER
        && timeMillis - firstMillis >= DAY_MILLIS
        && counts[hourOf(timeMillis)] > 0;
  }

  double expectedAt(long timeMillis) {
    return means[hourOf(timeMillis)];
  }

  void add(double value, long timeMillis) {
    if (firstMillis == NEVER) {
      firstMillis = timeMillis;
    }
    int hour = hourOf(timeMillis);
    counts[hour]++;
    means[hour] += (value - means[hour]) / counts[hour];
  }

  private static int hourOf(long timeMillis) {
    return (int) (Math.floorMod(timeMillis, DAY_MILLIS) / HOUR_MILLIS);
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeLong(firstMillis);
    for (int i = 0; i < HOURS && firstMillis != NEVER; i++) {
      out.writeDouble(means[i]);
      out.writeLong(counts[i]);
    }
  }

  void readFrom(DataInput in) throws IOException {
    firstMillis = in.readLong();
    for (int i = 0; i < HOURS && firstMillis != NEVER; i++) {
      means[i] = in.readDouble();
      counts[i] = in.readLong();
    }
  }
}
