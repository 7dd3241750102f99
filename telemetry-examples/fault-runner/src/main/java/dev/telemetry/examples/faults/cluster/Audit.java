package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.ledger.Deliveries;
import dev.telemetry.examples.faults.ledger.Ledger;
import dev.telemetry.examples.faults.ledger.TopicWatch;
import dev.telemetry.examples.faults.stage.Await;
import dev.telemetry.examples.faults.stage.JobControl;
import java.time.Duration;
import java.util.List;

/**
 * Reads the topic once more from its beginning after all rounds: what was committed late, by a
 * zombie or after a round was judged, would be in nobody's count otherwise.
 */
final class Audit {
  private static final int CHECKPOINTS = 2;
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private Audit() {}

  static void of(Production production, List<Trial> trials, Outcome outcome) throws Exception {
    awaitCheckpoints(production.job());
    List<Deliveries> anew = trials.stream().map(trial -> trial.topic().anew()).toList();
    try (TopicWatch again = production.watchAgain(anew)) {
      again.catchUp(production.stage().brokers().admin());
      for (int i = 0; i < anew.size(); i++) {
        Ledger ledger = trials.get(i).ledger();
        outcome.readAgain(
            ledger.balance(List.of(anew.get(i)), production.quarantine(ledger)), i + 1);
      }
      if (again.strangers() > 0) {
        outcome.fail("%d records of no round", again.strangers());
      }
    }
  }

  private static void awaitCheckpoints(JobControl job) throws Exception {
    long until = job.completedCheckpoints() + CHECKPOINTS;
    Await.require("two checkpoints", LIMIT, () -> job.completedCheckpoints() >= until);
  }
}
