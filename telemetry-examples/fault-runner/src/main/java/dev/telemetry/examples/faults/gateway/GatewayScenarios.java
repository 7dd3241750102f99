package dev.telemetry.examples.faults.gateway;

import dev.telemetry.examples.faults.Scenario;
import java.util.List;

/** The scenarios of the spool. */
public final class GatewayScenarios {
  private GatewayScenarios() {}

  /** All of them, in the order in which they are run. */
  public static List<Scenario> all() {
    return List.of(new SpoolDamage(), new PowerCut(), new SpoolFull(), new Clock());
  }
}
