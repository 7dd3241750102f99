package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.examples.faults.job.CrashPoint;
import dev.telemetry.examples.faults.job.DeliveryJob;
import dev.telemetry.examples.faults.stage.Await;
import dev.telemetry.examples.faults.stage.ChildJvm;
import dev.telemetry.examples.faults.stage.Flink;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/** Kills a TaskManager at any time, and exactly where a transaction could be lost or doubled. */
public final class TaskManagerKill implements Scenario {
  private static final Duration ARMED_LIMIT = Duration.ofSeconds(30);
  private static final int BETWEEN_BARRIERS_MILLIS = 1_000;

  @Override
  public String name() {
    return "taskmanager-kill";
  }

  @Override
  public String fault() {
    return "kill -9 of a TaskManager between barriers, during a snapshot, after pre-commit, around the commit";
  }

  @Override
  public Outcome run(FaultSettings settings) throws Exception {
    return Rounds.of(this, settings, TaskManagerKill::inflict);
  }

  /** Each round: once at a point of the checkpoint, the next one in turn, and once at any time. */
  private static int inflict(Trial trial) throws Exception {
    CrashPoint point = pointOf(trial);
    Flink flink = trial.stage().flink();
    trial.timeRecovery(() -> crashAt(point, flink), flink::ensureRunning);
    trial.stage().heal();
    trial.wander(BETWEEN_BARRIERS_MILLIS);
    List<ChildJvm> taskManagers = flink.taskManagers();
    ChildJvm victim = taskManagers.get(trial.random().nextInt(taskManagers.size()));
    trial.timeRecovery(victim::kill9, victim::ensureRunning);
    return 2;
  }

  private static CrashPoint pointOf(Trial trial) {
    if (trial.broken(DeliveryJob.COMMIT_BEFORE_CHECKPOINT)) {
      return CrashPoint.DURING_SNAPSHOT; // there is no commit to die at
    }
    CrashPoint[] points = CrashPoint.values();
    // a short run has to see the points that hurt most: those around the commit
    return points[(trial.number() + 1) % points.length];
  }

  /** Lets the next TaskManager die that comes to the point, and waits for its end. */
  static void crashAt(CrashPoint point, Flink flink) throws Exception {
    Path armed = flink.armed();
    point.arm(armed);
    try {
      Await.require("a TaskManager at " + point, ARMED_LIMIT, () -> !point.isArmed(armed));
      Await.require(
          "its end", ARMED_LIMIT, () -> !flink.taskManagers().stream().allMatch(ChildJvm::isAlive));
    } finally {
      point.disarm(armed);
    }
  }
}
