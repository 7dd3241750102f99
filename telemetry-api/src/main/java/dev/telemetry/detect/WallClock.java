package dev.telemetry.detect;

import java.time.Instant;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/** What the clock on the wall shows; asks the zone only when its offset may have changed. */
final class WallClock {
  private final ZoneRules rules;
  private long fromMillis = Long.MAX_VALUE;
  private long untilMillis = Long.MIN_VALUE;
  private long offsetMillis;

  WallClock(ZoneId zone) {
    this.rules = zone.getRules();
  }

  /** Milliseconds since 1970-01-01T00:00 on the wall, a Thursday. */
  long localMillis(long timeMillis) {
    if (timeMillis < fromMillis || timeMillis >= untilMillis) {
      ask(timeMillis);
    }
    return timeMillis + offsetMillis;
  }

  private void ask(long timeMillis) {
    Instant time = Instant.ofEpochMilli(timeMillis);
    ZoneOffsetTransition next = rules.nextTransition(time);
    offsetMillis = rules.getOffset(time).getTotalSeconds() * 1000L;
    fromMillis = timeMillis;
    untilMillis = next == null ? Long.MAX_VALUE : next.getInstant().toEpochMilli();
  }
}
