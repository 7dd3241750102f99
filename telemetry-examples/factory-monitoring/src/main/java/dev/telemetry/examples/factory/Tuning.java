package dev.telemetry.examples.factory;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Threshold;
import dev.telemetry.detect.ZScore;
import dev.telemetry.flink.detect.DetectAnomalies;
import dev.telemetry.flink.source.TelemetrySource;
import dev.telemetry.flink.window.WindowedStatistics;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.Severity;
import java.util.function.UnaryOperator;

/**
 * What differs between a plant that reports every second and a recording of months: the times.
 *
 * @param time of the source: disorder, idleness, the guard against wrong clocks
 * @param windows of the statistics, and how long their results are corrected
 * @param detectors what raises an alarm
 */
public record Tuning(
    UnaryOperator<TelemetrySource<SensorReading>> time,
    UnaryOperator<WindowedStatistics<SensorReading, String>> windows,
    DetectAnomalies<SensorReading> detectors) {

  /** Readings every second or so, in the units of the plant. */
  public static Tuning live() {
    Detector<?> unusual =
        ZScore.rolling(ofMinutes(10)).beyond(5).afterWarmUp(60).clearAfter(ofSeconds(10));
    return new Tuning(
        source -> source.disorder(ofSeconds(5)).idleAfter(ofSeconds(10)).maxAhead(ofMinutes(2)),
        statistics ->
            statistics
                .tumbling(ofSeconds(10))
                .sliding(ofMinutes(1), ofSeconds(1))
                .sliding(ofHours(1), ofMinutes(1))
                .lateWithin(ofSeconds(30)),
        DetectAnomalies.with()
            .on("temperature", unusual, overheated())
            .on("vibration", unusual, worn())
            .on("pressure", unusual, Threshold.outside(2, 8).clearAfter(ofSeconds(10))));
  }

  private static Threshold overheated() {
    return Threshold.above(90).clearBelow(85).forAtLeast(ofSeconds(5)).severity(Severity.CRITICAL);
  }

  /** ISO 10816-1: from 7.1 mm/s on, vibration damages a machine of medium size. */
  private static Threshold worn() {
    return Threshold.above(7.1)
        .clearBelow(4.5)
        .forAtLeast(ofSeconds(5))
        .severity(Severity.CRITICAL);
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
        DetectAnomalies.with(
            ZScore.rolling(ofDays(28))
                .beyond(4)
                .afterWarmUp(288)
                .forAtLeast(ofMinutes(30))
                .clearAfter(ofDays(1))));
  }
}
