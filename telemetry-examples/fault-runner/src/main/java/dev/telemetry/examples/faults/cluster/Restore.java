package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.examples.faults.stage.JobControl;
import java.util.BitSet;

/**
 * Goes back in time: a savepoint is restored, restored again after the job had gone on, and an
 * older one after that; in between the job is scaled to 4 subtasks and back.
 *
 * <p>Upserts make no difference of it. The topic repeats what it was given after the savepoint,
 * once for each time that the job went back behind it, and nothing else: the ledger allows no more.
 */
public final class Restore implements Scenario {
  private static final int WIDER = 4;
  private static final int FLOW_MILLIS = 1_500;

  @Override
  public String name() {
    return "restore";
  }

  @Override
  public String fault() {
    return "one savepoint restored twice, an older one, 2 to 4 to 2 subtasks";
  }

  @Override
  public Outcome run(FaultSettings settings) throws Exception {
    return Rounds.of(this, settings, Restore::inflict);
  }

  private static int inflict(Trial trial) throws Exception {
    JobControl job = trial.production().job();
    String older = job.stopWithSavepoint();
    BitSet heldThen = trial.committed();
    go(trial, older, WIDER);
    String newer = job.stopWithSavepoint();
    BitSet heldLater = trial.committed();
    go(trial, newer, Production.PARALLELISM);
    goBack(trial, newer, heldLater);
    goBack(trial, older, heldThen);
    return 4;
  }

  private static void go(Trial trial, String savepoint, int parallelism) throws Exception {
    trial.timeRecovery(() -> trial.production().job().startFrom(savepoint, parallelism));
    trial.wander(FLOW_MILLIS);
  }

  private static void goBack(Trial trial, String savepoint, BitSet held) throws Exception {
    trial.production().job().cancel();
    trial.goesBackTo(held);
    go(trial, savepoint, Production.PARALLELISM);
  }
}
