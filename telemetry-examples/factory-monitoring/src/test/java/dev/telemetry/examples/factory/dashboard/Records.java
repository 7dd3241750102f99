package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.Severity;
import dev.telemetry.model.WindowStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

/** Records that read aloud. */
final class Records {
  static final Instant START = Instant.parse("2024-03-04T08:00:00Z");
  static final String PRESS = "plant-1/line-1/press-1/temperature";

  private Records() {}

  static Instant at(int seconds) {
    return START.plusSeconds(seconds);
  }

  static SensorReading reading(String sensorId, double value, Instant time) {
    return new SensorReading(
        sensorId, "temperature", "Cel", time, value, Quality.GOOD, null, Map.of());
  }

  static WindowStatistics window(String key, Instant from, int seconds, double mean) {
    double deviation = 1.5;
    return new WindowStatistics(
        "statistics",
        key,
        "temperature",
        "Cel",
        from,
        from.plusSeconds(seconds),
        10L,
        mean,
        deviation * deviation,
        mean - 2 * deviation,
        mean + 2 * deviation,
        mean,
        mean,
        10 * mean,
        0,
        null,
        null,
        null);
  }

  /** Of a machine, a line or a site. */
  static WindowStatistics rollup(String path, Instant from, int seconds, double mean) {
    return window(path + "#temperature[Cel]", from, seconds, mean);
  }

  static WindowStatistics corrected(WindowStatistics window, double mean) {
    WindowStatistics again =
        window(
            window.getKey(),
            window.getWindowStart(),
            (int) Duration.between(window.getWindowStart(), window.getWindowEnd()).toSeconds(),
            mean);
    again.setRevision(window.getRevision() + 1);
    return again;
  }

  static Anomaly opened(String key, Severity severity, Instant since, String explanation) {
    return edge(key, severity, since, null, 93.2, explanation);
  }

  static Anomaly closed(Anomaly opened, Instant closedAt, String explanation) {
    return edge(
        opened.getKey(), opened.getSeverity(), opened.getOpenedAt(), closedAt, 104.5, explanation);
  }

  private static Anomaly edge(
      String key, Severity severity, Instant since, Instant until, double peak, String words) {
    EpisodePhase phase = until == null ? EpisodePhase.OPENED : EpisodePhase.CLOSED;
    String episode = "detect/" + key + "/threshold/1/" + since.toEpochMilli();
    return new Anomaly(
        episode + "/" + phase,
        episode,
        phase,
        "detect",
        key,
        "temperature",
        "Cel",
        "threshold",
        1,
        severity,
        0.9,
        until == null ? since : until,
        since,
        until,
        peak,
        null,
        null,
        90.0,
        peak,
        words,
        "",
        false);
  }
}
