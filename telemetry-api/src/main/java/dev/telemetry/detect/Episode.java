package dev.telemetry.detect;

import dev.telemetry.detect.Verdict.Phase;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Turns "abnormal" and "back to normal" of single values into the opening and closing of episodes,
 * with an on-delay and an off-delay. State: 41 bytes.
 */
final class Episode {
  private static final long NEVER = Long.MIN_VALUE;

  private boolean open;
  private long breachedMillis = NEVER;
  private long clearedMillis = NEVER;
  private long openedMillis = NEVER;
  private double peak = Double.NaN;
  private double peakExcess = Double.NEGATIVE_INFINITY;

  /** The delays that a value must hold for, in milliseconds of event time. */
  record Delays(long onMillis, long offMillis) implements java.io.Serializable {
    static final Delays NONE = new Delays(0, 0);
  }

  boolean isOpen() {
    return open;
  }

  long openMillis(long nowMillis) {
    return open ? nowMillis - openedMillis : 0;
  }

  /**
   * @param breached whether the value is abnormal
   * @param cleared whether the value is back to normal; between the two an open episode stays open
   * @param excess how far the value is from normal, to find the peak
   */
  Phase step(
      boolean breached,
      boolean cleared,
      double excess,
      double value,
      long timeMillis,
      Delays delays) {
    if (open) {
      return stepOpen(cleared, excess, value, timeMillis, delays);
    }
    if (!breached) {
      forget();
      return Phase.NORMAL;
    }
    if (breachedMillis == NEVER) {
      forget();
      breachedMillis = timeMillis;
    }
    reach(excess, value);
    if (timeMillis - breachedMillis < delays.onMillis()) {
      return Phase.PENDING;
    }
    open = true;
    openedMillis = timeMillis;
    return Phase.OPENED;
  }

  private Phase stepOpen(
      boolean cleared, double excess, double value, long timeMillis, Delays delays) {
    reach(excess, value);
    if (!cleared) {
      clearedMillis = NEVER;
      return Phase.OPEN;
    }
    if (clearedMillis == NEVER) {
      clearedMillis = timeMillis;
    }
    return timeMillis - clearedMillis < delays.offMillis() ? Phase.OPEN : close();
  }

  /**
   * Closes an open episode; its times and peak stay readable until the next breach or normal value.
   */
  Phase close() {
    open = false;
    clearedMillis = NEVER;
    return Phase.CLOSED;
  }

  /** Tells the verdict what is known of the episode. */
  void describe(Verdict verdict, Phase phase) {
    verdict.within(breachedMillis, openedMillis, peak);
    if (phase == Phase.CLOSED) {
      forget();
    }
  }

  private void reach(double excess, double value) {
    if (excess > peakExcess) {
      peakExcess = excess;
      peak = value;
    }
  }

  private void forget() {
    // or an idle sensor keeps its breach for ever
    breachedMillis = NEVER;
    openedMillis = NEVER;
    peak = Double.NaN;
    peakExcess = Double.NEGATIVE_INFINITY;
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeBoolean(open);
    out.writeLong(breachedMillis);
    out.writeLong(clearedMillis);
    out.writeLong(openedMillis);
    out.writeDouble(peak);
    out.writeDouble(peakExcess);
  }

  void readFrom(DataInput in) throws IOException {
    open = in.readBoolean();
    breachedMillis = in.readLong();
    clearedMillis = in.readLong();
    openedMillis = in.readLong();
    peak = in.readDouble();
    peakExcess = in.readDouble();
  }
}
