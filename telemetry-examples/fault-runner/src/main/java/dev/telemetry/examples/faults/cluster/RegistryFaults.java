package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.examples.faults.stage.Flink;
import dev.telemetry.examples.faults.stage.Registry;
import java.util.concurrent.TimeUnit;

/**
 * The registry is away, slow, broken, or lies, while all TaskManagers start anew and so have to ask
 * it. What cannot be decoded meanwhile waits, or is in quarantine with its bytes.
 */
public final class RegistryFaults implements Scenario {
  private static final int ILL_SECONDS = 6;
  private static final Registry.Mood[] ILL = {
    Registry.Mood.DOWN, Registry.Mood.SLOW, Registry.Mood.FAILING, Registry.Mood.WRONG_SCHEMA
  };

  @Override
  public String name() {
    return "registry";
  }

  @Override
  public String fault() {
    return "registry down, slow, failing or lying while a job and a gateway start";
  }

  @Override
  public Outcome run(FaultSettings settings) throws Exception {
    return Rounds.of(this, settings, RegistryFaults::inflict);
  }

  private static int inflict(Trial trial) throws Exception {
    Registry registry = trial.stage().registry();
    Registry.Mood mood = ILL[(trial.number() - 1) % ILL.length];
    registry.mood(mood);
    restartAll(trial.stage().flink());
    try (Sender starting = trial.anotherGateway()) {
      trial.sendThrough(starting);
      TimeUnit.SECONDS.sleep(ILL_SECONDS);
      trial.timeRecovery(() -> registry.mood(Registry.Mood.HONEST), () -> forget(trial, mood));
    }
    return 2;
  }

  private static void restartAll(Flink flink) throws Exception {
    for (var taskManager : flink.taskManagers()) {
      taskManager.kill9();
    }
    flink.ensureRunning();
  }

  /** A schema is immutable, so a wrong one is believed until the job starts anew. */
  private static void forget(Trial trial, Registry.Mood mood) throws Exception {
    if (mood == Registry.Mood.WRONG_SCHEMA) {
      restartAll(trial.stage().flink());
    }
  }
}
