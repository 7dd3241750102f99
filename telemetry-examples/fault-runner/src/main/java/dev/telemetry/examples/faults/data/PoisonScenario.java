package dev.telemetry.examples.faults.data;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import java.util.concurrent.CompletableFuture;

/** Records whose bytes cannot be read, by the thousand, between good ones. */
final class PoisonScenario implements Scenario {
  private static final double MOST_MEMORY = 1.2;
  private static final int HEAP_MEGABYTES = 256;

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
      WorkerProcess clean = stage.worker("clean", HEAP_MEGABYTES);
      WorkerProcess poisoned = stage.worker("poisoned", HEAP_MEGABYTES);
      Ammunition ammunition = new Ammunition(stage.registry(), stage.front());
      Memory memory = new Memory(clean, poisoned);
      for (int round = 0; round < settings.rounds(); round++) {
        PoisonRound fed = new PoisonRound(stage, ammunition, settings, round);
        outcome.round(fed.poison());
        long lookups = stage.front().lookups();
        CompletableFuture<JobReport> reference = stage.running(clean, fed.clean());
        JobReport report = stage.run(poisoned, fed.poisoned());
        memory.add(reference.join(), report);
        judge(fed, report, outcome);
        judgeLookups(stage.front().lookups() - lookups, report, outcome);
        settings.say("poison: round %d, %,d broken records, %s", round, fed.poison(), memory);
      }
      memory.judge(outcome, MOST_MEMORY);
    }
    return outcome;
  }

  /** An id that nobody knows is asked for once in ten seconds by each of the two subtasks. */
  private static void judgeLookups(long lookups, JobReport report, Outcome outcome) {
    long most = Ammunition.IDS * 2 * (1 + report.millis() / 10_000);
    outcome.figure("registryLookups", lookups);
    if (lookups > most) {
      outcome.fail("the registry was asked %,d times, at most %,d", lookups, most);
    }
  }

  private static void judge(PoisonRound fed, JobReport report, Outcome outcome) {
    outcome.restartedByData(report.restarts());
    outcome.add(fed.balance());
    fed.defects(report).forEach(defect -> outcome.fail("%s", defect));
  }
}
