package dev.telemetry.flink.detect;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Verdict;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.Severity;
import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The edges of an episode as records: its opening, its rises in severity and its closing. */
final class Edge {
  private Edge() {}

  /** Who and what a judged value belongs to. */
  record Subject(String operator, String key, String metric, String unit) {}

  /** The id of an episode, the same in every replay. */
  static String episode(Subject subject, String detector, long openedMillis) {
    return String.join(
        "|",
        subject.operator(),
        subject.key(),
        detector,
        Instant.ofEpochMilli(openedMillis).toString());
  }

  /** The edge that a verdict tells of; an episode that is open otherwise opens with it. */
  static Anomaly of(Verdict verdict, Detector<?> detector, String episode, Subject subject) {
    EpisodePhase phase = phaseOf(verdict);
    Severity severity = verdict.severity() == null ? detector.severity() : verdict.severity();
    Instant time = Instant.ofEpochMilli(verdict.timeMillis());
    return Anomaly.newBuilder()
        .setId(id(episode, phase, severity))
        .setEpisode(episode)
        .setPhase(phase)
        .setOperator(subject.operator())
        .setKey(subject.key())
        .setMetric(subject.metric())
        .setUnit(subject.unit())
        .setDetector(detector.name())
        .setRuleVersion(detector.ruleVersion())
        .setSeverity(severity)
        .setScore(verdict.score())
        .setEventTime(time)
        .setOpenedAt(Instant.ofEpochMilli(verdict.openedMillis()))
        .setClosedAt(phase == EpisodePhase.CLOSED ? time : null)
        .setObserved(verdict.value())
        .setExpected(orNull(verdict.expected()))
        .setLower(orNull(verdict.lower()))
        .setUpper(orNull(verdict.upper()))
        .setPeak(verdict.peak())
        .setExplanation(detector.explain(verdict, subject.unit()))
        .build();
  }

  private static EpisodePhase phaseOf(Verdict verdict) {
    return switch (verdict.phase()) {
      case OPENED, OPEN -> EpisodePhase.OPENED;
      case CHANGED -> EpisodePhase.CHANGED;
      case CLOSED -> EpisodePhase.CLOSED;
      default -> throw new IllegalArgumentException("no edge of an episode: " + verdict);
    };
  }

  /** An episode reaches each severity once, so that the edge has one name in every replay. */
  private static String id(String episode, EpisodePhase phase, Severity severity) {
    String edge = episode + "|" + phase.name().toLowerCase(Locale.ROOT);
    return phase == EpisodePhase.CHANGED
        ? edge + "|" + severity.name().toLowerCase(Locale.ROOT)
        : edge;
  }

  private static @Nullable Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
