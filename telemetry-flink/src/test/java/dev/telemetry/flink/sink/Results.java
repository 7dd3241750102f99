package dev.telemetry.flink.sink;

import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.Severity;
import dev.telemetry.model.WindowStatistics;
import java.time.Instant;

/** Results as the operators make them. */
final class Results {
  private Results() {}

  static WindowStatistics statistics(String key, long startSeconds, int revision, double mean) {
    return new WindowStatistics(
        "statistics",
        key,
        "temperature",
        "Cel",
        Instant.ofEpochSecond(startSeconds),
        Instant.ofEpochSecond(startSeconds + 10),
        3L,
        mean,
        0.5,
        mean - 1,
        mean + 1,
        mean,
        mean,
        3 * mean,
        revision,
        null,
        null,
        null);
  }

  static Anomaly opening(String key, long seconds, double value) {
    String episode = "anomalies|" + key + "|threshold.v1|" + Instant.ofEpochSecond(seconds);
    return Anomaly.newBuilder()
        .setId(episode + "|opened")
        .setEpisode(episode)
        .setPhase(EpisodePhase.OPENED)
        .setOperator("anomalies")
        .setKey(key)
        .setMetric("temperature")
        .setUnit("Cel")
        .setDetector("threshold")
        .setRuleVersion(1)
        .setSeverity(Severity.WARNING)
        .setScore(1)
        .setEventTime(Instant.ofEpochSecond(seconds))
        .setOpenedAt(Instant.ofEpochSecond(seconds))
        .setClosedAt(null)
        .setObserved(value)
        .setExpected(null)
        .setLower(null)
        .setUpper(90.0)
        .setPeak(value)
        .setExplanation(value + " Cel is above 90 Cel")
        .build();
  }

  static Anomaly closing(Anomaly opening, long seconds, double peak) {
    return Anomaly.newBuilder(opening)
        .setId(opening.getEpisode() + "|closed")
        .setPhase(EpisodePhase.CLOSED)
        .setEventTime(Instant.ofEpochSecond(seconds))
        .setClosedAt(Instant.ofEpochSecond(seconds))
        .setObserved(80)
        .setScore(0)
        .setPeak(peak)
        .setExplanation("80 Cel is back within 90 Cel")
        .build();
  }
}
