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

  /** The detector that judged. */
  record Speaker(String name, int ruleVersion, Severity severity) {}

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
    Speaker speaker = new Speaker(detector.name(), detector.ruleVersion(), detector.severity());
    return of(verdict, speaker, detector.explain(verdict, subject.unit()), episode, subject);
  }

  /** The same of a detector of any kind. */
  static Anomaly of(
      Verdict verdict, Speaker speaker, String explanation, String episode, Subject subject) {
    EpisodePhase phase = phaseOf(verdict);
    Severity severity = verdict.severity() == null ? speaker.severity() : verdict.severity();
    Instant time = Instant.ofEpochMilli(verdict.timeMillis());
    return Anomaly.newBuilder()
        .setId(id(episode, phase, severity))
        .setEpisode(episode)
        .setPhase(phase)
        .setOperator(subject.operator())
        .setKey(subject.key())
        .setMetric(subject.metric())
        .setUnit(subject.unit())
        .setDetector(speaker.name())
        .setRuleVersion(speaker.ruleVersion())
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
        .setExplanation(explanation)
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
