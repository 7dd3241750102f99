package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * Where the last 16 points of a control chart lay, seen from one side of the centre line: a bit for
 * each point, the newest lowest. 12 bytes.
 */
final class ChartSide {
  /** Beyond 0, 1, 2 and 3 standard deviations on this side. */
  private final short[] beyond = new short[4];

  /** Within one standard deviation on either side. */
  private short within;

  /** Further on this side than the point before. */
  private short moving;

  /** Adds a point; z grows on this side. */
  void add(double z, boolean further) {
    for (int sigmas = 0; sigmas < beyond.length; sigmas++) {
      beyond[sigmas] = with(beyond[sigmas], z > sigmas);
    }
    within = with(within, Math.abs(z) <= 1);
    moving = with(moving, further);
  }

  private static short with(short bits, boolean bit) {
    return (short) (bits << 1 | (bit ? 1 : 0));
  }

  /** Whether the newest point and enough of the last ones lie beyond. */
  boolean beyond(int sigmas, int enough, int ofLast) {
    int last = last(beyond[sigmas], ofLast);
    return (last & 1) == 1 && Integer.bitCount(last) >= enough;
  }

  boolean within(int points) {
    return last(within, points) == last(-1, points);
  }

  /** Whether each of the last points lies further than the one before it. */
  boolean moving(int steps) {
    return last(moving, steps) == last(-1, steps);
  }

  /** Whether the steps went this side, the other, this one, and so on; the newest to this one. */
  boolean alternates(ChartSide other, int steps) {
    return last(moving, steps) == last(0x5555, steps)
        && last(other.moving, steps) == last(0xAAAA, steps);
  }

  /** Whether the last points lie beyond one standard deviation, some on each side. */
  boolean avoidsTheCentre(ChartSide other, int points) {
    int here = last(beyond[1], points);
    int there = last(other.beyond[1], points);
    return here != 0 && there != 0 && (here | there) == last(-1, points);
  }

  private static int last(int bits, int points) {
    return bits & ((1 << points) - 1);
  }

  void writeTo(DataOutput out) throws IOException {
    for (short bits : beyond) {
      out.writeShort(bits);
    }
    out.writeShort(within);
    out.writeShort(moving);
  }

  void readFrom(DataInput in) throws IOException {
    for (int i = 0; i < beyond.length; i++) {
      beyond[i] = in.readShort();
    }
    within = in.readShort();
    moving = in.readShort();
  }

  void clear() {
    Arrays.fill(beyond, (short) 0);
    within = 0;
    moving = 0;
  }
}
