package dev.telemetry.examples.factory.truth;

import dev.telemetry.examples.factory.simulator.Fault;
import dev.telemetry.examples.factory.simulator.FaultKind;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;

/**
 * What was raised against what was wrong. A fault is found where something is raised at its sensor
 * from its beginning to half a minute after its end; what is raised at no such time is false.
 */
final class Findings {
  static final Duration GRACE = Duration.ofSeconds(30);
  private static final double DAYS_A_MONTH = 30;

  private final Map<FaultKind, Integer> faults = new EnumMap<>(FaultKind.class);
  private final Map<FaultKind, Integer> found = new EnumMap<>(FaultKind.class);
  private final double sensorMonths;
  private int raised;
  private int falseAlarms;

  Findings(List<Fault> truth, Map<String, List<Watch>> watches, Duration time) {
    long watched = watches.values().stream().filter(all -> !all.isEmpty()).count();
    this.sensorMonths = watched * time.toSeconds() / (DAYS_A_MONTH * 86_400);
    Map<String, NavigableSet<Instant>> alarms = new HashMap<>();
    watches.forEach((sensor, all) -> alarms.put(sensor, raisedBy(all)));
    for (Fault fault : truth) {
      faults.merge(fault.kind(), 1, Integer::sum);
      NavigableSet<Instant> within =
          alarms.get(fault.sensorId()).subSet(fault.from(), true, fault.to().plus(GRACE), true);
      if (!within.isEmpty()) {
        found.merge(fault.kind(), 1, Integer::sum);
      }
    }
    countFalse(truth, alarms);
  }

  private static NavigableSet<Instant> raisedBy(List<Watch> watches) {
    NavigableSet<Instant> raised = new TreeSet<>();
    watches.forEach(watch -> raised.addAll(watch.raised()));
    return raised;
  }

  private void countFalse(List<Fault> truth, Map<String, NavigableSet<Instant>> alarms) {
    alarms.values().forEach(each -> raised += each.size());
    for (Fault fault : truth) {
      alarms.get(fault.sensorId()).subSet(fault.from(), true, fault.to().plus(GRACE), true).clear();
    }
    alarms.values().forEach(each -> falseAlarms += each.size());
  }

  double share() {
    return (double) sum(found) / sum(faults);
  }

  double share(FaultKind kind) {
    return (double) found.getOrDefault(kind, 0) / faults.getOrDefault(kind, 0);
  }

  double falseAlarmsPerSensorAndMonth() {
    return falseAlarms / sensorMonths;
  }

  private static int sum(Map<FaultKind, Integer> counts) {
    return counts.values().stream().mapToInt(Integer::intValue).sum();
  }

  /** A few lines for people. */
  String told(String setup) {
    StringBuilder text = new StringBuilder();
    text.append(
        String.format(
            Locale.ROOT,
            "%s: %d of %d faults found (%.2f %%), %d false of %d raised, %.3f per sensor and month%n",
            setup,
            sum(found),
            sum(faults),
            100 * share(),
            falseAlarms,
            raised,
            falseAlarmsPerSensorAndMonth()));
    faults.forEach(
        (kind, count) ->
            text.append(
                String.format(
                    Locale.ROOT,
                    "  %-14s %6d of %6d found%n",
                    kind,
                    found.getOrDefault(kind, 0),
                    count)));
    return text.toString();
  }
}
