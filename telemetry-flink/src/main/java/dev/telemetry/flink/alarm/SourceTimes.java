package dev.telemetry.flink.alarm;

import dev.telemetry.alarm.AlarmTimes;

/** A source's times and its timer. */
final class SourceTimes {
  /** Of {@link #timerMillis}: no timer is set. */
  static final long NEVER = Long.MAX_VALUE;

  final AlarmTimes times;

  /** When the source wakes. */
  long timerMillis;

  SourceTimes(AlarmTimes times, long timerMillis) {
    this.times = times;
    this.timerMillis = timerMillis;
  }

  SourceTimes() {
    this(new AlarmTimes(), NEVER);
  }
}
