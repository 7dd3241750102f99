package dev.telemetry.examples.faults.data;

import dev.telemetry.examples.faults.Scenario;
import java.util.List;

/** The scenarios of bad data. */
public final class DataScenarios {
  private DataScenarios() {}

  /** All of them, in the order in which they are run. */
  public static List<Scenario> all() {
    return List.of(
        new PoisonScenario(),
        new BurdenedScenario(
            "non-finite", "NaN and infinities between good readings", Burdens::nonFinite),
        new BurdenedScenario(
            "far-time", "clocks at the ends of what a number can hold", Burdens::farTime),
        new BurdenedScenario(
            "duplicates", "each reading three times, in any order", Burdens::duplicates),
        new SkewScenario(),
        new AlarmStormScenario());
  }
}
