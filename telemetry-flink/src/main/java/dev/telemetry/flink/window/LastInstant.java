package dev.telemetry.flink.window;

import java.time.Instant;

/** Many keys have windows of the same times, one after the other: these share an object. */
final class LastInstant {
  private long millis;
  private Instant instant = Instant.EPOCH;

  Instant of(long epochMilli) {
    if (epochMilli != millis) {
      instant = Instant.ofEpochMilli(epochMilli);
      millis = epochMilli;
    }
    return instant;
  }
}
