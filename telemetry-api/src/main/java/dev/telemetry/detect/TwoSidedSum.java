package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The two cumulative sums of Page (1954), "Continuous inspection schemes": of what exceeds an
 * allowance upwards, and downwards, each never below 0. 24 bytes.
 */
final class TwoSidedSum {
  private double up;
  private double down;
  private int upReadings;
  private int downReadings;

  /** Sums are cut at the most before a reading is added, so that they can come back. */
  void add(double z, double allowance, double most) {
    up = Math.max(0, Math.min(up, most) + z - allowance);
    down = Math.max(0, Math.min(down, most) - z - allowance);
    upReadings = up > 0 ? upReadings + 1 : 0;
    downReadings = down > 0 ? downReadings + 1 : 0;
  }

  void clear() {
    up = 0;
    down = 0;
    upReadings = 0;
    downReadings = 0;
  }

  /** The larger one. */
  double sum() {
    return Math.max(up, down);
  }

  /** By how much the mean has moved since the larger sum was last 0, of a sum that was not cut. */
  double shift(double allowance) {
    if (sum() == 0) {
      return 0;
    }
    return up >= down ? allowance + up / upReadings : -allowance - down / downReadings;
  }

  /**
   * Judges the sums. A normal sum exceeds s with a probability of at most {@code exp(-2 k s)}, k
   * the allowance (Lundberg's bound of a random walk with steps from the normal distribution).
   */
  void judge(Judgement judgement, double allowance, double limit) {
    judgement.breached = sum() > limit;
    judgement.cleared = sum() <= limit / 2;
    judgement.excess = sum();
    judgement.score = -Math.expm1(-2 * allowance * sum());
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeDouble(up);
    out.writeDouble(down);
    out.writeInt(upReadings);
    out.writeInt(downReadings);
  }

  void readFrom(DataInput in) throws IOException {
    up = in.readDouble();
    down = in.readDouble();
    upReadings = in.readInt();
    downReadings = in.readInt();
  }
}
