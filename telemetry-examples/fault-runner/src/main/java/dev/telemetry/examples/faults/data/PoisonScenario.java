package dev.telemetry.examples.faults.data;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;

/** Records whose bytes cannot be read, by the thousand, between good ones. */
final class PoisonScenario implements Scenario {

  @Override
  public String name() {
    return "poison";
  }

  @Override
  public String fault() {
    return "bytes that are no record, and schemas that are none";
  }

  @Override
  public Outcome run(FaultSettings settings) throws Exception {
    Outcome outcome = new Outcome(this, settings);
    try (DataStage stage = DataStage.start()) {
      Ammunition ammunition = new Ammunition(stage.registry(), stage.front());
      new PairedRuns(stage)
          .run(settings, outcome, number -> new PoisonRound(stage, ammunition, settings, number));
    }
    return outcome;
  }
}
