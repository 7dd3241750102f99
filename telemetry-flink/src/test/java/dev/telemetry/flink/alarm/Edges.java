package dev.telemetry.flink.alarm;

import dev.telemetry.alarm.AlarmSource;
import dev.telemetry.model.AlarmAction;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.Severity;
import java.time.Instant;

/** Edges of episodes and commands for tests, in seconds. */
final class Edges {
  private Edges() {}

  static Instant at(long seconds) {
    return Instant.ofEpochSecond(seconds);
  }

  static Anomaly opened(String key, long seconds) {
    return edge(EpisodePhase.OPENED, key, seconds, seconds);
  }

  static Anomaly closed(String key, long opened, long seconds) {
    return edge(EpisodePhase.CLOSED, key, opened, seconds);
  }

  private static Anomaly edge(EpisodePhase phase, String key, long opened, long seconds) {
    String episode = "anomalies|" + key + "|threshold.v1|" + at(opened);
    return Anomaly.newBuilder()
        .setId(episode + "|" + phase)
        .setEpisode(episode)
        .setPhase(phase)
        .setOperator("anomalies")
        .setKey(key)
        .setMetric("temperature")
        .setUnit("Cel")
        .setDetector("threshold")
        .setSeverity(Severity.WARNING)
        .setScore(1)
        .setEventTime(at(seconds))
        .setOpenedAt(at(opened))
        .setObserved(92)
        .setUpper(90.0)
        .setPeak(92)
        .setExplanation("92 Cel is above 90 Cel")
        .build();
  }

  static String source(String key) {
    return AlarmSource.of(opened(key, 0));
  }

  static AlarmCommand acknowledge(String key, long seconds) {
    return command(key, seconds, AlarmAction.ACKNOWLEDGE);
  }

  static AlarmCommand command(String key, long seconds, AlarmAction action) {
    Long millis = action == AlarmAction.SHELVE ? 7_000L : null;
    String id = "%s-%s-%d".formatted(action, key, seconds);
    return new AlarmCommand(id, action, source(key), "", "ada", at(seconds), "seen", millis, null);
  }
}
