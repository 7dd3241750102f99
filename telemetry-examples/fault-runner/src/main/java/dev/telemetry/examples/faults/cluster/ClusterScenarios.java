package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.Scenario;
import java.util.List;

/** Faults of the processes that a pipeline runs on. */
public final class ClusterScenarios {
  private ClusterScenarios() {}

  /** All of them, in the order in which they are run. */
  public static List<Scenario> all() {
    return List.of(
        new TaskManagerKill(),
        new JobManagerKill(),
        new BrokerKill(),
        new GatewayKill(),
        new DatabaseFaults(),
        new Restore(),
        new RestartLoop(),
        new Freezes(),
        new RegistryFaults());
  }
}
