package dev.telemetry.flink.detect;

import static java.util.Comparator.comparing;
import static java.util.Comparator.nullsLast;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.DetectorCatalog;
import dev.telemetry.detect.RuleScope;
import dev.telemetry.model.DetectorRule;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** All rules that can judge, and which of them are in force for a sensor. */
final class RuleBook {
  private static final Comparator<ActiveRule> BEST_FIRST =
      comparing(ActiveRule::scope, nullsLast(RuleScope.MOST_SPECIFIC_FIRST));

  /** So many sensors and metrics are remembered; then all are worked out anew. */
  private static final int MOST_REMEMBERED = 100_000;

  private final DetectorCatalog catalog;
  private final Map<String, ActiveRule> byId = new LinkedHashMap<>();
  private final List<ActiveRule> bestFirst = new ArrayList<>();
  private final Map<String, Map<String, List<ActiveRule>>> inForce = new HashMap<>();
  private int remembered;
  private int generation = 1;

  RuleBook(DetectorCatalog catalog, List<Detector<?>> ofJob) {
    this.catalog = catalog;
    Map<String, Integer> sameName = new HashMap<>();
    for (Detector<?> detector : ofJob) {
      int number = sameName.merge(detector.name(), 1, Integer::sum);
      String slot = detector.name() + (number == 1 ? "" : "-" + number);
      put(ActiveRule.ofJob(detector, slot));
    }
  }

  /**
   * Takes a rule into force, or out of it where it is disabled.
   *
   * @throws IllegalArgumentException where the rule makes no sense; nothing has changed then
   */
  void take(DetectorRule rule) {
    if (rule.getEnabled()) {
      put(ActiveRule.of(rule, catalog));
    } else {
      remove(rule.getId());
    }
  }

  void remove(String rule) {
    ActiveRule before = byId.remove("rule " + rule);
    if (before != null) {
      bestFirst.remove(before);
      changed();
    }
  }

  private void put(ActiveRule rule) {
    ActiveRule before = byId.put(rule.id(), rule);
    if (before != null) {
      bestFirst.remove(before);
    }
    bestFirst.add(rule);
    bestFirst.sort(BEST_FIRST);
    changed();
  }

  private void forget() {
    inForce.clear();
    remembered = 0;
  }

  private void changed() {
    generation++;
    forget();
  }

  /** Another number after each change. */
  int generation() {
    return generation;
  }

  /** Whether a rule is in force as it should be. */
  boolean follows(DetectorRule rule) {
    return rule.getEnabled() == byId.containsKey("rule " + rule.getId());
  }

  /** What the states of a rule look like, empty where it is not in force. */
  String memoryOf(String rule) {
    ActiveRule active = byId.get("rule " + rule);
    return active == null ? "" : active.memory();
  }

  @Nullable ActiveRule withId(String id) {
    return byId.get(id);
  }

  /** The rules in force for a sensor's metric: the most specific of each slot. */
  List<ActiveRule> inForce(String sensor, String metric) {
    Map<String, List<ActiveRule>> ofSensor = inForce.get(sensor);
    List<ActiveRule> known = ofSensor == null ? null : ofSensor.get(metric);
    return known == null ? remember(sensor, metric) : known;
  }

  private List<ActiveRule> remember(String sensor, String metric) {
    if (++remembered > MOST_REMEMBERED) {
      forget();
    }
    Map<String, ActiveRule> best = new LinkedHashMap<>();
    for (ActiveRule rule : bestFirst) {
      if (rule.matches(sensor, metric)) {
        best.putIfAbsent(rule.place(), rule);
      }
    }
    List<ActiveRule> found = List.copyOf(best.values());
    inForce.computeIfAbsent(sensor, any -> new HashMap<>()).put(metric, found);
    return found;
  }
}
