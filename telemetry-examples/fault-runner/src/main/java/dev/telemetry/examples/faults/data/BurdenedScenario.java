package dev.telemetry.examples.faults.data;

import dev.telemetry.examples.faults.Balance;
import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;

/** Readings that decode, with a fault in them that must leave no trace in the results. */
record BurdenedScenario(String name, String fault, Burden.Maker maker) implements Scenario {
  private static final double MOST_MEMORY = 1.2;
  private static final int HEAP_MEGABYTES = 256;

  @Override
  public Outcome run(FaultSettings settings) throws Exception {
    Outcome outcome = new Outcome(this, settings);
    try (DataStage stage = DataStage.start()) {
      WorkerProcess clean = stage.worker("clean", HEAP_MEGABYTES);
      WorkerProcess burdened = stage.worker("burdened", HEAP_MEGABYTES);
      Memory memory = new Memory(clean, burdened);
      for (int round = 0; round < settings.rounds(); round++) {
        Burden burden = maker.make(settings.records(), settings.random(name, round));
        RoundTopics without = Feed.all(stage, "clean-" + round, burden.clean());
        RoundTopics with = Feed.all(stage, "burdened-" + round, burden.burdened());
        outcome.round((int) burden.faults());
        CompletableFuture<JobReport> reference = stage.running(clean, without);
        JobReport report = stage.run(burdened, with);
        memory.add(reference.join(), report);
        judge(stage, burden, report, without, with, outcome);
        settings.say("%s: round %d in %,d ms, %s", name, round, report.millis(), memory);
      }
      memory.judge(outcome, MOST_MEMORY);
    }
    return outcome;
  }

  private static void judge(
      DataStage stage,
      Burden burden,
      JobReport report,
      RoundTopics clean,
      RoundTopics burdened,
      Outcome outcome) {
    outcome.restartedByData(report.restarts());
    List<Rejected> rejected = stage.records(burdened.rejected());
    outcome.add(balance(burden, stage, burdened, rejected.size()));
    new Verdict(stage, report)
        .fates(burden.burdened().size(), burden.clean().size(), burden.faults(), 0)
        .same("late", stage.contents(burdened.late()).records().size(), 0)
        .sameRows(clean, burdened)
        .defects()
        .forEach(defect -> outcome.fail("%s", defect));
    Map<RejectionReason, Long> reasons =
        rejected.stream()
            .collect(Collectors.groupingBy(Rejected::getReason, Collectors.counting()));
    if (!reasons.equals(burden.rejected())) {
      outcome.fail("rejected %s, expected %s", reasons, burden.rejected());
    }
  }

  /** Rejected readings are set aside with their reason, as those in quarantine are. */
  private static Balance balance(
      Burden burden, DataStage stage, RoundTopics topics, long rejected) {
    WindowLedger windows = WindowLedger.of(burden.clean());
    return windows.balance(stage.records(topics.statistics()), burden.burdened().size(), rejected);
  }
}
