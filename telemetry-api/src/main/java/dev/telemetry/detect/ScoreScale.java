package dev.telemetry.detect;

import dev.telemetry.stats.EwmaMoments;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Relates a forest's score to its own past: how many standard deviations it is above the mean, both
 * exponentially weighted by count. Ask first, then add. State: 40 bytes.
 */
final class ScoreScale {
  private static final int HALF_LIFE = 512;
  private static final double LEAST_DEVIATION = 0.01;

  private final EwmaMoments moments = new EwmaMoments(HALF_LIFE);
  private long added;

  /** 0 where it is not above the mean, or nothing is known. */
  double excess(double raw) {
    if (moments.count() == 0) {
      return 0;
    }
    double deviation = Math.max(moments.standardDeviation(), LEAST_DEVIATION);
    return Math.max(0, (raw - moments.mean()) / deviation);
  }

  /** The probability of a score that is less extreme, were they normal. */
  double score(double excess) {
    return Normal.within(excess);
  }

  double raw(double excess) {
    return moments.mean() + excess * Math.max(moments.standardDeviation(), LEAST_DEVIATION);
  }

  double usual() {
    return moments.mean();
  }

  long count() {
    return moments.count();
  }

  void add(double raw) {
    moments.add(raw, added++);
  }

  void clear() {
    moments.clear();
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeLong(added);
    moments.writeTo(out);
  }

  void readFrom(DataInput in) throws IOException {
    added = in.readLong();
    moments.readFrom(in);
  }
}
