package dev.telemetry.examples.faults.data;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;

/** Readings that decode, with a fault in them that must leave no trace in the results. */
record BurdenedScenario(String name, String fault, Burden.Maker maker) implements Scenario {

  @Override
  public Outcome run(FaultSettings settings) throws Exception {
    Outcome outcome = new Outcome(this, settings);
    try (DataStage stage = DataStage.start()) {
      new PairedRuns(stage).run(settings, outcome, number -> round(stage, settings, number));
    }
    return outcome;
  }

  private BurdenedRound round(DataStage stage, FaultSettings settings, int number) {
    Burden burden = maker.make(settings.records(), settings.random(name, number));
    return new BurdenedRound(
        stage,
        burden,
        Feed.all(stage, "clean-" + number, burden.clean()),
        Feed.all(stage, "burdened-" + number, burden.burdened()));
  }
}
