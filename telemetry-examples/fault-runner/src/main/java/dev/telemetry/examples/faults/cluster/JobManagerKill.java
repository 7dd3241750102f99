package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.examples.faults.stage.Flink;
import dev.telemetry.examples.faults.stage.JobControl;

/**
 * Kills the JobManager; a new one starts the job from the last checkpoint that it finds on disk.
 */
public final class JobManagerKill implements Scenario {
  private static final int BETWEEN_BARRIERS_MILLIS = 1_500;

  @Override
  public String name() {
    return "jobmanager-kill";
  }

  @Override
  public String fault() {
    return "kill -9 of the JobManager, and a start from the checkpoint that is left";
  }

  @Override
  public Outcome run(FaultSettings settings) throws Exception {
    return Rounds.of(this, settings, JobManagerKill::inflict);
  }

  private static int inflict(Trial trial) throws Exception {
    Flink flink = trial.stage().flink();
    JobControl job = trial.production().job();
    trial.wander(BETWEEN_BARRIERS_MILLIS);
    trial.timeRecovery(
        () -> flink.jobManager().kill9(),
        () -> {
          flink.heal();
          job.startFrom(job.lastRetained(), Production.PARALLELISM);
        });
    return 1;
  }
}
