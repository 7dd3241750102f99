package dev.telemetry.examples.factory.dashboard;

import java.util.List;
import java.util.Map;

/**
 * What is pushed to a page.
 *
 * @param snapshot whether this is all there is, for a page that is new or has missed something
 */
record Update(
    boolean snapshot,
    Status status,
    Map<String, Long> counters,
    List<SensorView> sensors,
    List<StatisticsView> statistics,
    List<AnomalyView> anomalies,
    List<AlarmView> alarms,
    List<RuleView> rules,
    List<Refusal> refusals) {}
