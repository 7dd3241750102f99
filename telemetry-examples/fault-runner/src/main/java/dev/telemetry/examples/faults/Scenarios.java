package dev.telemetry.examples.faults;

import dev.telemetry.examples.faults.cluster.ClusterScenarios;
import dev.telemetry.examples.faults.data.DataScenarios;
import dev.telemetry.examples.faults.gateway.GatewayScenarios;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** All scenarios by name, in the order in which they are run. */
final class Scenarios {
  static final String QUICK = "quick";
  static final String ALL = "all";
  static final List<String> QUICK_NAMES =
      List.of("taskmanager-kill", "broker-kill", "gateway-kill", "spool-damage", "poison");

  private static final Map<String, Scenario> BY_NAME = new LinkedHashMap<>();

  static {
    Stream.of(ClusterScenarios.all(), DataScenarios.all(), GatewayScenarios.all())
        .flatMap(List::stream)
        .forEach(scenario -> BY_NAME.put(scenario.name(), scenario));
  }

  private Scenarios() {}

  /** For the help of the command line. */
  static final class Names implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return BY_NAME.keySet().iterator();
    }
  }

  static List<Scenario> named(List<String> names) {
    if (names.equals(List.of(ALL))) {
      return List.copyOf(BY_NAME.values());
    }
    List<String> chosen = names.equals(List.of(QUICK)) ? QUICK_NAMES : names;
    return chosen.stream().map(Scenarios::named).toList();
  }

  private static Scenario named(String name) {
    Scenario scenario = BY_NAME.get(name);
    if (scenario == null) {
      throw new IllegalArgumentException(
          "there is no scenario %s: take quick, all, or some of %s"
              .formatted(name, BY_NAME.keySet()));
    }
    return scenario;
  }
}
