package dev.telemetry.examples.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.examples.faults.stage.Stage;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The scenarios of the quick set, in few rounds, within every build. */
class QuickFaultsIT {
  private static final int RECORDS = 5_000;
  private static final int ROUNDS = 2;
  private static final long SEED = System.nanoTime();

  static List<Scenario> quick() {
    return Scenarios.named(List.of(Scenarios.QUICK));
  }

  @ParameterizedTest
  @MethodSource("quick")
  void losesAndDoublesNothing(Scenario scenario) throws Exception {
    FaultSettings settings =
        new FaultSettings(SEED, RECORDS, ROUNDS, true, Set.of(), System.out::println);
    Outcome outcome = FaultRunner.run(scenario, settings);
    assertThat(outcome.failures()).as("seed %d", SEED).isEmpty();
  }

  @AfterAll
  static void stopAllProcesses() {
    Stage.closeShared();
  }
}
