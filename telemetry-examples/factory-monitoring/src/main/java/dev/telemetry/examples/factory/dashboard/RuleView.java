package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.model.DetectorRule;
import java.util.Map;

/** A rule as the page reads it. */
record RuleView(
    String id,
    int version,
    boolean enabled,
    boolean shadow,
    String sensor,
    String machine,
    String line,
    String pattern,
    String metric,
    String slot,
    String detector,
    Map<String, String> parameters,
    String severity,
    String author,
    long changedAt,
    String comment) {

  static RuleView of(DetectorRule rule) {
    return new RuleView(
        rule.getId(),
        rule.getVersion(),
        rule.getEnabled(),
        rule.getShadow(),
        rule.getSensor(),
        rule.getMachine(),
        rule.getLine(),
        rule.getPattern(),
        rule.getMetric(),
        rule.getSlot(),
        rule.getDetector(),
        Map.copyOf(rule.getParameters()),
        rule.getSeverity().name(),
        rule.getAuthor(),
        rule.getChangedAt().toEpochMilli(),
        rule.getComment());
  }

  RuleView orNewer(RuleView other) {
    return other.version > version ? other : this;
  }
}
