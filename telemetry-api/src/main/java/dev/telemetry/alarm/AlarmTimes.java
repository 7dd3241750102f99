package dev.telemetry.alarm;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.Arrays;

/**
 * The times and counts behind the alarm of one source: 41 bytes written, and 8 more for each of the
 * raises that the policy counts to find chattering.
 */
public final class AlarmTimes {
  static final long NEVER = Long.MAX_VALUE;

  /** What a source's episodes come to once the delays are over. */
  enum Condition {
    NORMAL(0),
    /** Abnormal; the on-delay runs. */
    RAISING(1),
    ABNORMAL(2),
    /** Back to normal; the off-delay runs. */
    RETURNING(3);

    private final int code;

    Condition(int code) {
      this.code = code;
    }

    static Condition of(int code) throws IOException {
      for (Condition each : values()) {
        if (each.code == code) {
          return each;
        }
      }
      throw new IOException("condition " + code + " is unknown: the state is damaged");
    }
  }

  Condition condition = Condition.NORMAL;

  /** When the running delay ends. */
  long delayEndMillis = NEVER;

  /** How far the source's time has come. */
  long clockMillis = Long.MIN_VALUE;

  /** Since when escalation counts. */
  long unacknowledgedMillis = NEVER;

  /** When the alarm ended. */
  long endedMillis = Long.MIN_VALUE;

  /** How many steps of escalation were taken. */
  int escalations;

  /** When it was raised, the latest last. */
  long[] raises = {};

  /** The times of a source that never spoke. */
  public AlarmTimes() {}

  /**
   * How far the source's time has come.
   *
   * @return event time in milliseconds since 1970 UTC, {@link Long#MIN_VALUE} before the first
   */
  public long clockMillis() {
    return clockMillis;
  }

  boolean isAbnormal() {
    return condition == Condition.ABNORMAL || condition == Condition.RETURNING;
  }

  void become(Condition next, long newDelayEndMillis) {
    condition = next;
    delayEndMillis = newDelayEndMillis;
  }

  /** Time never goes back. */
  long reach(long timeMillis) {
    clockMillis = Math.max(clockMillis, timeMillis);
    return clockMillis;
  }

  /** Nothing to escalate. */
  void calm() {
    unacknowledgedMillis = NEVER;
    escalations = 0;
  }

  void countRaise(long timeMillis, int most) {
    if (most == 0) {
      return;
    }
    int kept = Math.min(raises.length, most - 1);
    long[] next = Arrays.copyOfRange(raises, raises.length - kept, raises.length + 1);
    next[kept] = timeMillis;
    raises = next;
  }

  /** The last raise that was counted. */
  long lastRaiseMillis() {
    return raises.length == 0 ? Long.MIN_VALUE : raises[raises.length - 1];
  }

  /**
   * Copies the times.
   *
   * @return a copy that changes on its own
   */
  public AlarmTimes copy() {
    AlarmTimes copy = new AlarmTimes();
    copy.condition = condition;
    copy.delayEndMillis = delayEndMillis;
    copy.clockMillis = clockMillis;
    copy.unacknowledgedMillis = unacknowledgedMillis;
    copy.endedMillis = endedMillis;
    copy.escalations = escalations;
    copy.raises = raises.clone();
    return copy;
  }

  /**
   * Writes the times.
   *
   * @param out takes the bytes
   * @throws IOException as the output says
   */
  public void writeTo(DataOutput out) throws IOException {
    out.writeByte(condition.code);
    out.writeLong(delayEndMillis);
    out.writeLong(clockMillis);
    out.writeLong(unacknowledgedMillis);
    out.writeLong(endedMillis);
    out.writeInt(escalations);
    out.writeInt(raises.length);
    for (long raise : raises) {
      out.writeLong(raise);
    }
  }

  /**
   * Reads what {@link #writeTo} wrote.
   *
   * @param in gives the bytes
   * @return the times
   * @throws IOException as the input says
   */
  public static AlarmTimes readFrom(DataInput in) throws IOException {
    AlarmTimes times = new AlarmTimes();
    times.condition = Condition.of(in.readByte());
    times.delayEndMillis = in.readLong();
    times.clockMillis = in.readLong();
    times.unacknowledgedMillis = in.readLong();
    times.endedMillis = in.readLong();
    times.escalations = in.readInt();
    times.raises = new long[in.readInt()];
    for (int i = 0; i < times.raises.length; i++) {
      times.raises[i] = in.readLong();
    }
    return times;
  }
}
