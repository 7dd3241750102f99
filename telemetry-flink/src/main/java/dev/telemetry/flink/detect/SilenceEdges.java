package dev.telemetry.flink.detect;

import dev.telemetry.detect.Wording;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import java.io.Serializable;
import java.time.Instant;

/** Words the edges of silences, of sensors and of machines. */
record SilenceEdges(SilenceRule rule, String operator) implements Serializable {
  private static final String SECONDS = "s";
  private static final String COUNT = "1";

  Anomaly opened(String key, SilenceState last, long silentMillis) {
    return edge(key, EpisodePhase.OPENED, last.eventMillis)
        .setScore(1)
        .setEventTime(Instant.ofEpochMilli(last.eventMillis))
        .setUnit(SECONDS)
        .setObserved(silentMillis / 1e3)
        .setUpper(rule.longestMillis() / 1e3)
        .setPeak(silentMillis / 1e3)
        .setExplanation(
            "no reading for %s, %s".formatted(Wording.duration(silentMillis), lastOf(last)))
        .build();
  }

  private static String lastOf(SilenceState last) {
    Instant time = Instant.ofEpochMilli(last.eventMillis);
    if (!last.spoke) {
      return "none ever since the watch began at " + time;
    }
    return Double.isFinite(last.value)
        ? "the last was %s at %s".formatted(Wording.quantity(last.value, last.unit), time)
        : "the last was at " + time;
  }

  /** Closed by a reading. */
  Anomaly closed(String key, SilenceState last, long timeMillis, double value, String unit) {
    // a reading that was under way for longer than the last one
    long closedMillis = Math.max(timeMillis, last.eventMillis);
    long gapMillis = closedMillis - last.eventMillis;
    String after = " after " + Wording.duration(gapMillis) + " without a reading";
    return closing(key, last, closedMillis, gapMillis)
        .setScore(0)
        .setExplanation(
            Double.isFinite(value)
                ? "back with " + Wording.quantity(value, unit) + after
                : "back" + after)
        .build();
  }

  /** Closed without a reading; the score says that the silence goes on. */
  Anomaly forgotten(String key, SilenceState last, long silentMillis) {
    return closing(key, last, last.eventMillis + silentMillis, silentMillis)
        .setScore(1)
        .setExplanation(
            "no reading for " + Wording.duration(silentMillis) + ", the sensor is forgotten")
        .build();
  }

  private Anomaly.Builder closing(
      String key, SilenceState last, long closedMillis, long silentMillis) {
    return edge(key, EpisodePhase.CLOSED, last.eventMillis)
        .setEventTime(Instant.ofEpochMilli(closedMillis))
        .setClosedAt(Instant.ofEpochMilli(closedMillis))
        .setUnit(SECONDS)
        .setObserved(silentMillis / 1e3)
        .setUpper(rule.longestMillis() / 1e3)
        .setPeak(silentMillis / 1e3);
  }

  /** A machine falls silent; the last reading is that of the sensor that was heard last. */
  Anomaly machineOpened(String machine, Anomaly last, int silent, int watched, double limit) {
    return edge(machine, EpisodePhase.OPENED, last.getOpenedAt().toEpochMilli())
        .setScore(1)
        .setEventTime(last.getOpenedAt())
        .setUnit(COUNT)
        .setObserved(silent)
        .setUpper(limit)
        .setPeak(silent)
        .setExplanation(
            "%d of %d sensors are silent, the last reading was that of %s at %s"
                .formatted(silent, watched, last.getKey(), last.getOpenedAt()))
        .build();
  }

  Anomaly machineClosed(Anomaly opened, Instant time, int silent, int watched) {
    Instant closed = time.isBefore(opened.getOpenedAt()) ? opened.getOpenedAt() : time;
    long millis = closed.toEpochMilli() - opened.getOpenedAt().toEpochMilli();
    return Anomaly.newBuilder(opened)
        .setId(opened.getEpisode() + "|closed")
        .setPhase(EpisodePhase.CLOSED)
        .setScore(0)
        .setEventTime(closed)
        .setClosedAt(closed)
        .setObserved(silent)
        .setExplanation(
            "back after %s, %d of %d sensors are still silent"
                .formatted(Wording.duration(millis), silent, watched))
        .build();
  }

  private Anomaly.Builder edge(String key, EpisodePhase phase, long openedMillis) {
    Instant opened = Instant.ofEpochMilli(openedMillis);
    String version = SilenceRule.DETECTOR + ".v" + rule.ruleVersion();
    String episode = String.join("|", operator, key, version, opened.toString());
    return Anomaly.newBuilder()
        .setId(episode + (phase == EpisodePhase.OPENED ? "|opened" : "|closed"))
        .setEpisode(episode)
        .setPhase(phase)
        .setOperator(operator)
        .setKey(key)
        .setMetric(SilenceRule.DETECTOR)
        .setDetector(SilenceRule.DETECTOR)
        .setRuleVersion(rule.ruleVersion())
        .setSeverity(rule.severity())
        .setOpenedAt(opened);
  }
}
