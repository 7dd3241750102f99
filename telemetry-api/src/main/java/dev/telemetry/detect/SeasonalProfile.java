package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Mean and variance of each hour of a day or a week. What an hour brings is gathered while it lasts
 * and enters the profile as one when it is over, so that an hour weighs the same whatever its
 * readings. 36 bytes and 20 for each hour.
 */
final class SeasonalProfile {
  private final double[] means;
  private final double[] variances;
  private final int[] visits;

  /** The hour that is gathered, by its number since 1970, and what it brought. */
  private long visited = Long.MIN_VALUE;

  private long count;
  private double mean;
  private double squaredDeviations;

  SeasonalProfile(int hours) {
    means = new double[hours];
    variances = new double[hours];
    visits = new int[hours];
  }

  int hours() {
    return means.length;
  }

  /** The place of an hour in the profile. */
  int indexOf(long hour) {
    return (int) Math.floorMod(hour, (long) means.length);
  }

  int visits(int index) {
    return visits[index];
  }

  double mean(int index) {
    return means[index];
  }

  double variance(int index) {
    return variances[index];
  }

  /** Adds a value to an hour; another hour than before ends that one. */
  void add(double value, long hour, double leastShare) {
    if (hour != visited) {
      fold(leastShare);
      visited = hour;
    }
    count++;
    double delta = value - mean;
    mean += delta / count;
    squaredDeviations += delta * (value - mean);
  }

  /** The incremental weighted variance of Finch (2009) with the spread within the hour on top. */
  private void fold(double leastShare) {
    if (count > 0) {
      int index = indexOf(visited);
      visits[index] = Math.min(visits[index], Integer.MAX_VALUE - 1) + 1;
      double share = Math.max(1.0 / visits[index], leastShare);
      double delta = mean - means[index];
      means[index] += share * delta;
      variances[index] =
          (1 - share) * (variances[index] + share * delta * delta)
              + share * squaredDeviations / count;
    }
    count = 0;
    mean = 0;
    squaredDeviations = 0;
  }

  void clear() {
    Arrays.fill(means, 0);
    Arrays.fill(variances, 0);
    Arrays.fill(visits, 0);
    count = 0;
    mean = 0;
    squaredDeviations = 0;
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeInt(means.length);
    for (int i = 0; i < means.length; i++) {
      out.writeDouble(means[i]);
      out.writeDouble(variances[i]);
      out.writeInt(visits[i]);
    }
    out.writeLong(visited);
    out.writeLong(count);
    out.writeDouble(mean);
    out.writeDouble(squaredDeviations);
  }

  static SeasonalProfile readFrom(DataInput in) throws IOException {
    SeasonalProfile read = new SeasonalProfile(in.readInt());
    for (int i = 0; i < read.means.length; i++) {
      read.means[i] = in.readDouble();
      read.variances[i] = in.readDouble();
      read.visits[i] = in.readInt();
    }
    read.visited = in.readLong();
    read.count = in.readLong();
    read.mean = in.readDouble();
    read.squaredDeviations = in.readDouble();
    return read;
  }
}
