package dev.telemetry.flink.detect;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Verdict;
import dev.telemetry.flink.type.DetectorStateSerializer;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.Severity;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.jspecify.annotations.Nullable;

/** One detector with its keyed state: fetches, asks, stores, and words the edges of an episode. */
final class KeyedDetector<S> {
  private final Detector<S> detector;
  private final String label;
  private final ValueState<S> states;

  /** The current key's state between {@link #judge} and {@link #store}. */
  private @Nullable S loaded;

  private KeyedDetector(Detector<S> detector, String label, ValueState<S> states) {
    this.detector = detector;
    this.label = label;
    this.states = states;
  }

  /** The label tells apart detectors of one name. */
  static <S> KeyedDetector<S> open(
      RuntimeContext context, Detector<S> detector, String label, Duration forgetAfter) {
    var descriptor =
        new ValueStateDescriptor<>("detector-" + label, DetectorStateSerializer.of(detector));
    // each fetch looks after one other key, not Flink's five: that is all keys in one turn of
    // theirs
    descriptor.enableTimeToLive(
        StateTtlConfig.newBuilder(forgetAfter).cleanupIncrementally(1, false).build());
    return new KeyedDetector<>(detector, label, context.getState(descriptor));
  }

  /** Who and what a judged value belongs to. */
  record Subject(String operator, String key, String metric, String unit) {}

  /** What the detector says; its state stays loaded until {@link #store}. */
  Verdict judge(double value, long timeMillis) throws Exception {
    S state = loaded;
    if (state == null) {
      state = states.value();
      if (state == null) {
        state = detector.newState();
      }
      loaded = state;
    }
    return detector.observe(state, value, timeMillis);
  }

  /** To be called before another key's turn: fetched and stored once for all values of a turn. */
  void store() throws Exception {
    if (loaded != null) {
      states.update(loaded);
      loaded = null;
    }
  }

  /** The edge of an episode that a verdict tells of. */
  Anomaly anomalyOf(Verdict verdict, Subject subject) {
    EpisodePhase phase = phaseOf(verdict);
    Severity severity = severityOf(verdict);
    Instant time = Instant.ofEpochMilli(verdict.timeMillis());
    String episode =
        String.join(
            "|",
            subject.operator(),
            subject.key(),
            label + ".v" + detector.ruleVersion(),
            Instant.ofEpochMilli(verdict.openedMillis()).toString());
    return Anomaly.newBuilder()
        .setId(episode + "|" + edge(phase, severity))
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
      case OPENED -> EpisodePhase.OPENED;
      case CHANGED -> EpisodePhase.CHANGED;
      case CLOSED -> EpisodePhase.CLOSED;
      default -> throw new IllegalArgumentException("no edge of an episode: " + verdict);
    };
  }

  private Severity severityOf(Verdict verdict) {
    Severity severity = verdict.severity();
    return severity == null ? detector.severity() : severity;
  }

  /** An episode reaches each severity once, so that the edge has one name in every replay. */
  private static String edge(EpisodePhase phase, Severity severity) {
    String name = phase.name().toLowerCase(Locale.ROOT);
    return phase == EpisodePhase.CHANGED
        ? name + "|" + severity.name().toLowerCase(Locale.ROOT)
        : name;
  }

  private static @Nullable Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }
}
