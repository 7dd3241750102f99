package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * How far a value is from all that was seen before, in terms of the farthest that values ever were.
 * Nothing is left out of the memory: what was seen once is known. While an episode goes on, it
 * tells what was known when that began. State: 1140 bytes at most.
 */
final class NoveltyScore {
  private final KnownValues known = new KnownValues();
  private final Calibration calibration = new Calibration();
  private double excess;

  // of the last value, and in an episode of its first
  private double nearest = Double.NaN;
  private double usual;
  private double backBelow = Double.NaN;
  private double backAbove = Double.NaN;

  private double value = Double.NaN;

  /** Judges a value by those before it, then remembers it. */
  void observe(double newValue, boolean inEpisode) {
    value = newValue;
    if (!inEpisode) {
      describe();
    }
    excess = 0;
    if (!known.isEmpty()) {
      double distance = known.distanceOf(newValue);
      excess = calibration.excess(distance);
      calibration.add(distance);
    }
    known.add(newValue);
  }

  private void describe() {
    double below = known.below(value);
    double above = known.above(value);
    nearest = value - below <= above - value ? below : above;
    usual = calibration.usual();
    backBelow = (below + value) / 2;
    backAbove = (above + value) / 2;
  }

  /** There is nothing to judge. */
  void skip() {
    excess = 0;
    value = Double.NaN;
  }

  /** In the terms of {@link Calibration#excess}. */
  double excess() {
    return excess;
  }

  Calibration calibration() {
    return calibration;
  }

  /** The known value that is nearest. */
  double nearest() {
    return nearest;
  }

  /** The distance that the excess counts, in the unit of the values. */
  double usual() {
    return usual;
  }

  /** Whether all that was known is above. */
  boolean isLowest() {
    return backBelow == Double.NEGATIVE_INFINITY;
  }

  /** Whether all that was known is below. */
  boolean isHighest() {
    return backAbove == Double.POSITIVE_INFINITY;
  }

  /** Whether the value is nearer to what was known than to the first value of the episode. */
  boolean isBack() {
    return depth() <= 0;
  }

  /** How far the value is from being back. */
  double depth() {
    return Math.min(value - backBelow, backAbove - value);
  }

  void writeTo(DataOutput out) throws IOException {
    known.writeTo(out);
    calibration.writeTo(out);
    out.writeDouble(nearest);
    out.writeDouble(usual);
    out.writeDouble(backBelow);
    out.writeDouble(backAbove);
  }

  void readFrom(DataInput in) throws IOException {
    known.readFrom(in);
    calibration.readFrom(in);
    nearest = in.readDouble();
    usual = in.readDouble();
    backBelow = in.readDouble();
    backAbove = in.readDouble();
  }
}
