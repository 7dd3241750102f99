package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.examples.faults.stage.Stage;

/** The rounds of a scenario on one pipeline. */
final class Rounds {
  private Rounds() {}

  /** Runs all rounds with these faults; a pipeline that does not come back ends them. */
  static Outcome of(Scenario scenario, FaultSettings settings, Trial.Faults faults)
      throws Exception {
    return of(scenario, settings, Plan.USUAL, faults);
  }

  static Outcome of(Scenario scenario, FaultSettings settings, Plan plan, Trial.Faults faults)
      throws Exception {
    Stage stage = Stage.shared(settings);
    Outcome outcome = new Outcome(scenario, settings);
    try (Production production = Production.start(scenario.name(), stage, settings, plan)) {
      for (int number = 1; number <= settings.rounds(); number++) {
        new Trial(production, settings, outcome, number).run(faults);
      }
      noteStrangers(production, outcome);
    } catch (NoRecoveryException e) {
      outcome.fail("no recovery: %s", e.getMessage());
      stage.spoilt();
    }
    return outcome;
  }

  private static void noteStrangers(Production production, Outcome outcome) {
    if (production.watch().strangers() > 0) {
      outcome.fail("%d records of no round", production.watch().strangers());
    }
  }
}
