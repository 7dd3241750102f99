package dev.telemetry.flink.sink;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One connection with its statement, opened when rows come and given up when it fails. Each call is
 * a transaction: either all its rows are there, or none. Not for several threads.
 */
final class UpsertSession<T> implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(UpsertSession.class);
  private static final String INVALID_DATA = "22000";

  private final PostgresTable<T> table;
  private final JdbcConnection database;
  private @Nullable PreparedStatement statement;

  UpsertSession(PostgresTable<T> table, JdbcConnection database) {
    this.table = table;
    this.database = database;
  }

  void upsert(List<T> records) throws SQLException {
    try {
      PreparedStatement rows = open();
      for (T each : records) {
        bind(rows, each);
      }
      rows.executeBatch();
      rows.getConnection().commit();
    } catch (SQLException e) {
      recover(e);
      throw e;
    }
  }

  private void bind(PreparedStatement rows, T each) throws SQLException {
    try {
      table.bind(rows, each);
    } catch (RuntimeException e) {
      throw new SQLException("the record makes no row: " + e, INVALID_DATA, e);
    }
    rows.addBatch();
  }

  private PreparedStatement open() throws SQLException {
    if (statement == null) {
      loadDriver();
      Connection connection = DriverManager.getConnection(database.url(), settings());
      connection.setAutoCommit(false);
      statement = connection.prepareStatement(table.upsert());
    }
    return statement;
  }

  /**
   * DriverManager looks for drivers once, perhaps before there was the class loader of this job.
   */
  private static void loadDriver() {
    try {
      Class.forName("org.postgresql.Driver");
    } catch (ClassNotFoundException e) {
      throw new IllegalStateException("the job lacks org.postgresql:postgresql", e);
    }
  }

  /** Nothing waits for ever: a frozen server or a lock becomes a failure that is tried again. */
  private Properties settings() {
    Properties settings = new Properties();
    settings.setProperty("user", database.user());
    settings.setProperty("password", database.password());
    settings.setProperty("ApplicationName", "telemetry-sink");
    settings.setProperty("connectTimeout", "10");
    settings.setProperty("socketTimeout", "30");
    settings.setProperty("tcpKeepAlive", "true");
    settings.setProperty("options", "-c lock_timeout=10s");
    return settings;
  }

  private void recover(SQLException failure) {
    if (statement == null || SqlFailure.of(failure) != SqlFailure.ROW) {
      close();
      return;
    }
    try {
      statement.clearBatch();
      statement.getConnection().rollback();
    } catch (SQLException e) {
      close();
    }
  }

  @Override
  public void close() {
    if (statement == null) {
      return;
    }
    try (Connection connection = statement.getConnection()) {
      LOG.debug("closing {}", connection);
    } catch (SQLException e) {
      LOG.debug("the connection to {} was broken", database, e);
    } finally {
      statement = null;
    }
  }
}
