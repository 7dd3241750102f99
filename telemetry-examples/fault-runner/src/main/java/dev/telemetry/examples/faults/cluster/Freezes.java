package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.examples.faults.stage.ChildJvm;
import dev.telemetry.examples.faults.stage.Freeze;
import dev.telemetry.examples.faults.stage.Stage;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Processes stand still for 5 s or a minute and go on as if nothing had been: a TaskManager that
 * was given up meanwhile must not write any more. At the end a transaction is left open until it
 * expires, see {@link ExpiredTransaction}.
 */
public final class Freezes implements Scenario {
  private static final int SHORT_SECONDS = 5;
  private static final int LONG_SECONDS = 60;
  private static final int TARGETS = 3;

  @Override
  public String name() {
    return "freeze";
  }

  @Override
  public String fault() {
    return "SIGSTOP of a broker, a TaskManager, PostgreSQL for 5 s and 60 s; a transaction expires";
  }

  @Override
  public Outcome run(FaultSettings settings) throws Exception {
    Outcome outcome = Rounds.of(this, settings, Freezes::inflict);
    ExpiredTransaction.provoke(this, settings, outcome);
    return outcome;
  }

  /** A target each round; every fourth time for long. */
  private static int inflict(Trial trial) throws Exception {
    int seconds = trial.number() % 4 == 0 ? LONG_SECONDS : SHORT_SECONDS;
    trial.timeRecovery(
        () -> {
          Freeze frozen = freeze(trial);
          try (frozen) {
            TimeUnit.SECONDS.sleep(seconds);
          }
        });
    return 1;
  }

  private static Freeze freeze(Trial trial) throws Exception {
    Stage stage = trial.stage();
    return switch (trial.number() % TARGETS) {
      case 0 -> stage.brokers().broker(trial.leaderOfInput()).freeze();
      case 1 -> {
        List<ChildJvm> taskManagers = stage.flink().taskManagers();
        yield taskManagers.get(trial.random().nextInt(taskManagers.size())).freeze();
      }
      default -> stage.database().freeze();
    };
  }
}
