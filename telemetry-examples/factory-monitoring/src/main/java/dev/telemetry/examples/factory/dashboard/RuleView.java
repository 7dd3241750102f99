package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.RuleRejection;
import java.util.Map;

/**
 * A rule as the page reads it.
 *
 * @param refused why the job did not take this version into force, null where it did
 */
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
    String comment,
    String refused) {

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
        rule.getComment(),
        null);
  }

  static RuleView of(RuleRejection rejection) {
    return of(rejection.getRule()).refusedFor(rejection.getReason());
  }

  private RuleView refusedFor(String reason) {
    return new RuleView(
        id,
        version,
        enabled,
        shadow,
        sensor,
        machine,
        line,
        pattern,
        metric,
        slot,
        detector,
        parameters,
        severity,
        author,
        changedAt,
        comment,
        reason);
  }

  /** The highest version; of one version what the job said of it. */
  RuleView orNewer(RuleView other) {
    boolean newer = other.version > version || (other.version == version && other.refused != null);
    return newer ? other : this;
  }
}
