package dev.telemetry.flink.detect;

import dev.telemetry.model.Severity;
import java.io.Serializable;
import java.time.Duration;
import java.util.Set;

/** What the steps of {@link Silence} set. */
record SilenceRule(
    long longestMillis, long forgetMillis, Set<String> expected, Severity severity, int ruleVersion)
    implements Serializable {

  static final String DETECTOR = "silence";

  SilenceRule {
    expected = Set.copyOf(expected);
  }

  static SilenceRule longerThan(Duration silence, Duration forgetAfter) {
    return new SilenceRule(
        positive(silence, "longerThan"),
        positive(forgetAfter, "forgetAfter"),
        Set.of(),
        Severity.WARNING,
        1);
  }

  SilenceRule withForgetAfter(Duration silence) {
    return new SilenceRule(
        longestMillis, positive(silence, "forgetAfter"), expected, severity, ruleVersion);
  }

  SilenceRule withExpected(Set<String> keys) {
    return new SilenceRule(longestMillis, forgetMillis, keys, severity, ruleVersion);
  }

  SilenceRule withSeverity(Severity newSeverity) {
    return new SilenceRule(longestMillis, forgetMillis, expected, newSeverity, ruleVersion);
  }

  SilenceRule withRuleVersion(int version) {
    if (version < 1) {
      throw new IllegalArgumentException("ruleVersion must be >= 1, was " + version);
    }
    return new SilenceRule(longestMillis, forgetMillis, expected, severity, version);
  }

  SilenceRule checked() {
    if (forgetMillis <= longestMillis) {
      throw new IllegalStateException(
          "forgetAfter must be longer than longerThan, was %s and %s"
              .formatted(Duration.ofMillis(forgetMillis), Duration.ofMillis(longestMillis)));
    }
    return this;
  }

  static long positive(Duration duration, String name) {
    if (duration.toMillis() < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 ms, was " + duration);
    }
    return duration.toMillis();
  }
}
