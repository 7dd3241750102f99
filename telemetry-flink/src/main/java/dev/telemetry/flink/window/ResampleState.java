package dev.telemetry.flink.window;

import dev.telemetry.stats.GridReadings;
import dev.telemetry.stats.Resampling;

/** All that a key keeps: its readings and when it wakes. */
final class ResampleState {
  final GridReadings readings;
  long timerMillis;

  ResampleState() {
    this(new GridReadings(), Resampling.NEVER);
  }

  ResampleState(GridReadings readings, long timerMillis) {
    this.readings = readings;
    this.timerMillis = timerMillis;
  }
}
