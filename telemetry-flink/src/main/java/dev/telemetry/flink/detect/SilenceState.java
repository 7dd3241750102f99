package dev.telemetry.flink.detect;

/**
 * What is remembered of a sensor: its last reading, when that came by the wall clock, and whether
 * its silence was raised.
 */
final class SilenceState {
  /** Of {@link #timerMillis}: no timer is set. */
  static final long NONE = Long.MIN_VALUE;

  /** When the key wakes, in processing time. */
  long timerMillis = NONE;

  /** Processing time of the last reading; of the beginning of the watch where there was none. */
  long heardMillis;

  /** Event time of the last reading; like {@link #heardMillis} where there was none. */
  long eventMillis;

  /** NaN where the last reading had none. */
  double value = Double.NaN;

  String unit = "";
  boolean spoke;
  boolean silent;

  static SilenceState since(long nowMillis) {
    SilenceState state = new SilenceState();
    state.heardMillis = nowMillis;
    state.eventMillis = nowMillis;
    return state;
  }

  /**
   * A reading from before the last one is a sign of life too, but not the last one; unless it ends
   * a silence, by a clock that was set back.
   */
  void hear(long nowMillis, long timeMillis, double newValue, String newUnit) {
    heardMillis = nowMillis;
    if (!spoke || silent || timeMillis >= eventMillis) {
      eventMillis = timeMillis;
      value = newValue;
      unit = newUnit;
    }
    spoke = true;
    silent = false;
  }

  SilenceState copy() {
    SilenceState copy = new SilenceState();
    copy.timerMillis = timerMillis;
    copy.heardMillis = heardMillis;
    copy.eventMillis = eventMillis;
    copy.value = value;
    copy.unit = unit;
    copy.spoke = spoke;
    copy.silent = silent;
    return copy;
  }
}
