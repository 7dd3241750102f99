package dev.telemetry.flink.detect;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.DetectorCatalog;
import dev.telemetry.detect.RuleScope;
import dev.telemetry.model.DetectorRule;
import org.jspecify.annotations.Nullable;

/**
 * A rule that can judge, or a detector that the job itself names and that a rule of its slot stands
 * in for.
 *
 * @param id tells it apart in the state, through all its versions
 * @param name of the rule in results, empty for the job's own detectors
 * @param label of rule and version, for the ids of episodes
 * @param slot rules of one slot stand in for each other, those in shadow among themselves
 * @param scope null for the job's own detectors, which any rule goes before
 * @param memory what decides whether a state can be gone on with
 */
record ActiveRule(
    String id,
    String name,
    String label,
    String slot,
    boolean shadow,
    @Nullable RuleScope scope,
    String memory,
    Detector<?> detector) {

  static ActiveRule of(DetectorRule rule, DetectorCatalog catalog) {
    Detector<?> detector = catalog.detectorOf(rule);
    return new ActiveRule(
        "rule " + rule.getId(),
        rule.getId(),
        rule.getId() + ".v" + rule.getVersion(),
        rule.getSlot().isEmpty() ? rule.getDetector() : rule.getSlot(),
        rule.getShadow(),
        RuleScope.of(rule),
        catalog.memoryOf(rule),
        detector);
  }

  static ActiveRule ofJob(Detector<?> detector, String slot) {
    return new ActiveRule(
        "job " + slot,
        "",
        slot + ".v" + detector.ruleVersion(),
        slot,
        false,
        null,
        detector.stateFormat().getClass().getName(),
        detector);
  }

  boolean matches(String sensor, String metric) {
    return scope == null || scope.matches(sensor, metric);
  }

  /** What no other rule in force for the same sensor shares. */
  String place() {
    return (shadow ? "shadow " : "live ") + slot;
  }
}
