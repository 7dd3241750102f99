package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.examples.faults.job.CrashPoint;
import dev.telemetry.examples.faults.stage.Await;
import dev.telemetry.examples.faults.stage.JobControl;
import dev.telemetry.examples.faults.stage.Stage;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * All TaskManagers die between a checkpoint and its commit, and stay away until the broker has
 * ended the transactions. What they held cannot come back to the topic; it must not go without an
 * alarm.
 */
final class ExpiredTransaction {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final Duration ALARM_LIMIT = Duration.ofSeconds(30);
  private static final long AWAY_SECONDS = TIMEOUT.toSeconds() + 5;

  private ExpiredTransaction() {}

  static void provoke(Scenario scenario, FaultSettings settings, Outcome outcome) throws Exception {
    Stage stage = Stage.shared(settings);
    Plan plan = Plan.USUAL.transactionTimeout(TIMEOUT);
    try (Production production =
        Production.start(scenario.name() + "-expired", stage, settings, plan)) {
      Trial trial = new Trial(production, settings, outcome, settings.rounds() + 1);
      long missing = trial.missingAfter(ExpiredTransaction::letExpire);
      long alarms = missing == 0 ? 0 : alarms(production.job());
      outcome.figure("expiredTransactionsAlarmed", alarms);
      outcome.figure("readingsInExpiredTransactions", missing);
      if (missing > 0 && alarms == 0) {
        outcome.fail("%d readings of expired transactions are gone without an alarm", missing);
      }
    } catch (NoRecoveryException e) {
      outcome.fail("no recovery after a transaction expired: %s", e.getMessage());
    }
  }

  /** Flink shows a metric some seconds after it was asked for. */
  private static long alarms(JobControl job) throws Exception {
    Await.within(ALARM_LIMIT, () -> job.counted("lostTransactions") > 0);
    return job.counted("lostTransactions");
  }

  private static int letExpire(Trial trial) throws Exception {
    Stage stage = trial.stage();
    TaskManagerKill.crashAt(CrashPoint.BEFORE_COMMIT, stage.flink());
    for (var taskManager : stage.flink().taskManagers()) {
      taskManager.kill9();
    }
    TimeUnit.SECONDS.sleep(AWAY_SECONDS);
    return 1;
  }
}
