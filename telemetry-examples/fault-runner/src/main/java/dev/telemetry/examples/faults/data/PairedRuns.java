package dev.telemetry.examples.faults.data;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Runs the job twice each round, without the fault and with it, in workers that stay up. */
final class PairedRuns {
  private static final double MOST_MEMORY = 1.2;
  private static final List<String> HEAP = WorkerProcess.fixedHeap(384);

  private final DataStage stage;
  private final WorkerProcess clean;
  private final WorkerProcess burdened;
  private final Memory memory;

  /** A round whose topics are filled. */
  interface Round {
    RoundTopics clean();

    RoundTopics burdened();

    int faults();

    /** Puts down what does not hold. */
    void judge(JobReport clean, JobReport burdened, Outcome outcome);
  }

  /** Fills the topics of a round. */
  interface Maker {
    Round make(int number);
  }

  PairedRuns(DataStage stage) throws IOException {
    this.stage = stage;
    clean = stage.worker("clean", HEAP);
    burdened = stage.worker("burdened", HEAP);
    memory = new Memory(clean, burdened);
  }

  /** All rounds; then the workers are no longer needed. */
  void run(FaultSettings settings, Outcome outcome, Maker maker) throws IOException {
    for (int number = 0; number < settings.rounds(); number++) {
      Round round = maker.make(number);
      outcome.round(round.faults());
      CompletableFuture<JobReport> reference = stage.running(clean, round.clean());
      JobReport report = stage.run(burdened, round.burdened());
      memory.add(reference.join(), report);
      outcome.restartedByData(report.restarts());
      round.judge(reference.join(), report, outcome);
      settings.say(
          "round %d, %,d faults in %,d ms, %s", number, round.faults(), report.millis(), memory);
    }
    memory.judge(outcome, MOST_MEMORY);
    clean.close();
    burdened.close();
  }
}
