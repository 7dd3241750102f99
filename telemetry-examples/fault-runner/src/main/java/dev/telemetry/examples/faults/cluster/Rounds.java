package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.examples.faults.stage.Stage;
import java.util.ArrayList;
import java.util.List;

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
      List<Trial> trials = new ArrayList<>();
      for (int number = 1; number <= settings.rounds(); number++) {
        Trial trial = new Trial(production, settings, outcome, number);
        trials.add(trial);
        trial.run(faults);
      }
      Audit.of(production, trials, outcome);
    } catch (NoRecoveryException e) {
      outcome.fail("no recovery: %s", e.getMessage());
      stage.spoilt();
    }
    return outcome;
  }
}
