package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.examples.faults.stage.ChildJvm;
import dev.telemetry.examples.faults.stage.JobControl;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;

/**
 * Restarts the job 50 times in a row. The sink makes an id of a transaction for each subtask and
 * checkpoint, and the broker forgets it a week later; restarts must not make more of them, nor take
 * longer from time to time.
 */
public final class RestartLoop implements Scenario {
  private static final int RESTARTS = 50;
  private static final int QUICK_RESTARTS = 5;
  private static final int EDGE = 10;
  private static final double SLOWER = 2;
  private static final int FEW_MILLIS = 500;

  /** Three times the heartbeat's patience. */
  private static final Duration NOTICE = Duration.ofSeconds(15);

  @Override
  public String name() {
    return "restart-loop";
  }

  @Override
  public String fault() {
    return "a TaskManager killed again as soon as the job runs, 50 times in a row, in one round";
  }

  @Override
  public Outcome run(FaultSettings settings) throws Exception {
    int restarts = settings.quick() ? QUICK_RESTARTS : RESTARTS;
    Outcome outcome = Rounds.of(this, settings.oneRound(), trial -> inflict(trial, restarts));
    return outcome;
  }

  private static int inflict(Trial trial, int restarts) throws Exception {
    long[] millis = new long[restarts];
    for (int i = 0; i < restarts; i++) {
      trial.wander(FEW_MILLIS);
      millis[i] = restart(trial);
    }
    noteIds(trial, restarts);
    noteTimes(trial, millis);
    return restarts;
  }

  /** Kills one, and the next where no task was on it. */
  private static long restart(Trial trial) throws Exception {
    JobControl job = trial.production().job();
    List<ChildJvm> taskManagers = new ArrayList<>(trial.stage().flink().taskManagers());
    Collections.shuffle(taskManagers, trial.random());
    for (ChildJvm victim : taskManagers) {
      Instant begin = Instant.now();
      victim.kill9();
      victim.ensureRunning();
      if (job.restartsWithin(NOTICE, begin)) {
        job.awaitRunning();
        return Duration.between(begin, Instant.now()).toMillis();
      }
    }
    throw new NoRecoveryException("the job does not notice that its TaskManagers die");
  }

  private static void noteIds(Trial trial, int restarts) throws Exception {
    JobControl job = trial.production().job();
    String prefix = trial.production().transactions();
    long ids = trial.stage().brokers().transactionalIds(prefix);
    long checkpoints = job.triggeredCheckpoints();
    long allowed = (checkpoints + restarts) * 2L * Production.PARALLELISM;
    trial.figure("transactionalIds", ids);
    trial.figure("checkpoints", checkpoints);
    if (ids > allowed) {
      trial.fail("%d transactional ids after %d checkpoints".formatted(ids, checkpoints));
    }
  }

  private static void noteTimes(Trial trial, long[] millis) {
    int edge = Math.min(EDGE, millis.length / 2);
    long first = median(Arrays.copyOf(millis, edge));
    long last = median(Arrays.copyOfRange(millis, millis.length - edge, millis.length));
    trial.figure("restartMillisFirst" + edge, first);
    trial.figure("restartMillisLast" + edge, last);
    if (last > SLOWER * first) {
      trial.fail("restarts took %d ms at first and %d ms at last".formatted(first, last));
    }
  }

  private static long median(long[] values) {
    Arrays.sort(values);
    return values[values.length / 2];
  }
}
