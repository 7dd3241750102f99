package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.examples.faults.Scenario;
import dev.telemetry.examples.faults.stage.Database;
import java.sql.Connection;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/** Takes PostgreSQL away in three ways; the job waits for it, and in the end the table is whole. */
public final class DatabaseFaults implements Scenario {
  private static final long LOCKED_SECONDS = 5;

  @Override
  public String name() {
    return "database";
  }

  @Override
  public String fault() {
    return "PostgreSQL killed, its table locked for 5 s, shut down and started";
  }

  @Override
  public Outcome run(FaultSettings settings) throws Exception {
    return Rounds.of(this, settings, DatabaseFaults::inflict);
  }

  private static int inflict(Trial trial) throws Exception {
    Database database = trial.stage().database();
    trial.timeRecovery(database::kill9, database::heal);
    trial.timeRecovery(() -> lock(database));
    trial.timeRecovery(database::shutDown, database::heal);
    return 3;
  }

  private static void lock(Database database) throws Exception {
    try (Connection connection = database.connect();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("LOCK TABLE window_statistics IN ACCESS EXCLUSIVE MODE");
      TimeUnit.SECONDS.sleep(LOCKED_SECONDS);
      connection.rollback();
    }
  }
}
