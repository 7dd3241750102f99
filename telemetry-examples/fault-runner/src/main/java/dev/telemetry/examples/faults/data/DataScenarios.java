package dev.telemetry.examples.faults.data;

import dev.telemetry.examples.faults.Scenario;
import java.util.List;

/** The scenarios of bad data. */
public final class DataScenarios {
  private DataScenarios() {}

  /** All of them, in the order in which they are run. */
  public static List<Scenario> all() {
    return List.of(new PoisonScenario());
  }
}
