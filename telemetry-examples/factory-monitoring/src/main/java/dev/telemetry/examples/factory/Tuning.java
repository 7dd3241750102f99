package dev.telemetry.examples.factory;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.telemetry.alarm.AlarmPolicy;
import dev.telemetry.detect.Detectors;
import dev.telemetry.flink.detect.RuledDetection;
import dev.telemetry.flink.source.TelemetrySource;
import dev.telemetry.flink.window.WindowedStatistics;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What differs between a plant that reports every second and a recording of months: the times.
 *
 * @param time of the source: disorder, idleness, the guard against wrong clocks
 * @param windows of the statistics, and how long their results are corrected
 * @param detection what watches sensors that no rule speaks of
 * @param rules to begin with; afterwards they are changed on the dashboard
 * @param alarms how alarms behave
 * @param silence after which a sensor has stopped, by the wall clock
 */
public record Tuning(
    UnaryOperator<TelemetrySource<SensorReading>> time,
    UnaryOperator<WindowedStatistics<SensorReading, String>> windows,
    RuledDetection<SensorReading> detection,
    List<DetectorRule> rules,
    AlarmPolicy alarms,
    Duration silence) {

  /** Readings every second or so, in the units of the plant. */
  public static Tuning live() {
    return new Tuning(
        source -> source.disorder(ofSeconds(5)).idleAfter(ofSeconds(10)).maxAhead(ofMinutes(2)),
        statistics ->
            statistics
                .tumbling(ofSeconds(10))
                .sliding(ofMinutes(1), ofSeconds(1))
                .sliding(ofHours(1), ofMinutes(1))
                .lateWithin(ofSeconds(30)),
        RuledDetection.otherwise(),
        List.of(
            unusual("temperature"),
            unusual("vibration"),
            critical("temperature", Map.of("above", "90", "clearBelow", "85", "forAtLeast", "5s")),
            // ISO 10816-1: from 7.1 mm/s on, vibration damages a machine of medium size
            critical("vibration", Map.of("above", "7.1", "clearBelow", "4.5", "forAtLeast", "5s")),
            rule("pressure-limits", "pressure", "threshold")
                .setParameters(Map.of("below", "2", "above", "8", "clearAfter", "10s"))
                .build(),
            stuck("temperature"),
            stuck("vibration"),
            stuck("pressure")),
        AlarmPolicy.plain().chatteringAt(3, ofMinutes(5)).shelveAtMost(ofHours(12)),
        ofSeconds(30));
  }

  private static DetectorRule unusual(String metric) {
    return rule(metric + "-unusual", metric, "z-score")
        .setParameters(
            Map.of("window", "10min", "beyond", "5", "afterWarmUp", "60", "clearAfter", "10s"))
        .build();
  }

  /** What is measured here is never still for as long as this, unless the sensor is. */
  private static DetectorRule stuck(String metric) {
    return rule(metric + "-stuck", metric, "flatline")
        .setParameters(Map.of("lasting", "30s"))
        .build();
  }

  private static DetectorRule critical(String metric, Map<String, String> limits) {
    return rule(metric + "-limit", metric, "threshold")
        .setParameters(limits)
        .setSeverity(Severity.CRITICAL)
        .build();
  }

  private static DetectorRule.Builder rule(String id, String metric, String detector) {
    return DetectorRule.newBuilder()
        .setId(id)
        .setVersion(1)
        .setMetric(metric)
        .setDetector(detector)
        .setAuthor("plant engineering")
        .setChangedAt(Instant.EPOCH);
  }

  /** Readings every few minutes, of which nothing is known but their past. */
  public static Tuning recording() {
    return new Tuning(
        source -> source.disorder(ofHours(2)).idleAfter(ofSeconds(10)).recording(ofDays(30)),
        statistics ->
            statistics
                .tumbling(ofHours(1))
                .sliding(ofHours(6), ofHours(1))
                .sliding(ofDays(1), ofHours(1))
                .lateWithin(ofHours(1)),
        RuledDetection.otherwise(Detectors.automatic()),
        List.of(),
        AlarmPolicy.plain(),
        ofDays(1)); // the clock of a replay says nothing of the sensor's
  }
}
