package dev.telemetry.detect;

import dev.telemetry.model.Severity;
import java.io.Serializable;
import java.util.Arrays;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** When abnormal values make an episode, and how severe it is: the same for every detector. */
final class EpisodeRules implements Serializable {
  private static final long serialVersionUID = 1;

  /** Readings that N of M can look back upon, one bit each. */
  static final int MAX_OF_LAST = 64;

  static final EpisodeRules DEFAULT = new EpisodeRules();

  long onMillis;
  long offMillis;
  int enough = 1;
  int ofLast = 1;
  long restMillis;
  int restReadings;
  Severity severity = Severity.WARNING;
  int ruleVersion = 1;
  private Escalation[] escalations = {};

  private EpisodeRules() {}

  EpisodeRules with(Consumer<EpisodeRules> step) {
    EpisodeRules copy = new EpisodeRules();
    copy.onMillis = onMillis;
    copy.offMillis = offMillis;
    copy.enough = enough;
    copy.ofLast = ofLast;
    copy.restMillis = restMillis;
    copy.restReadings = restReadings;
    copy.severity = severity;
    copy.ruleVersion = ruleVersion;
    copy.escalations = escalations;
    step.accept(copy);
    return copy;
  }

  void add(Escalation escalation) {
    escalations = Arrays.copyOf(escalations, escalations.length + 1);
    escalations[escalations.length - 1] = escalation;
  }

  /** The severity that an episode has reached with this value, not below what it was. */
  Severity severityOf(Severity before, Judgement judgement, double value, long openMillis) {
    Severity reached = atLeast(before, judgement.severity);
    for (Escalation escalation : escalations) {
      if (escalation.to().compareTo(reached) > 0
          && escalation.isDue(judgement, value, openMillis)) {
        reached = escalation.to();
      }
    }
    return reached;
  }

  private static Severity atLeast(Severity severity, @Nullable Severity least) {
    return least != null && least.compareTo(severity) > 0 ? least : severity;
  }

  /**
   * A higher severity and what it takes to reach it; what does not count is out of reach.
   *
   * @param beyondBy distance outside of the bounds
   */
  record Escalation(Severity to, long afterMillis, double above, double below, double beyondBy)
      implements Serializable {

    boolean isDue(Judgement judgement, double value, long openMillis) {
      return openMillis >= afterMillis
          || value > above
          || value < below
          || value - judgement.upper >= beyondBy
          || judgement.lower - value >= beyondBy;
    }
  }
}
