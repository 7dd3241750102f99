package dev.telemetry.flink.sink;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.connector.sink2.Sink;

/**
 * Writes statistics, anomalies or alarms to PostgreSQL, one row for each identity, so that a
 * repeated record overwrites instead of doubling.
 *
 * <pre>{@code
 * statistics.results().sinkTo(PostgresSink.upsert(WindowStatistics.class, database).createTable().build()).uid("statistics-db");
 * }</pre>
 *
 * <p>Statistics go to {@code window_statistics}, a row for each operator, key and window; a row
 * never goes back to an earlier revision. Anomalies go to {@code anomalies}, a row for each
 * episode: the opening fills it, the closing adds its time, explanation and the peak, and a
 * repeated opening changes nothing. Alarms go to {@code alarms}, a row for each id with its current
 * state, which never goes back to an earlier revision; their summaries to {@code alarm_summaries},
 * a row for each operator, group and interval. Times are {@code timestamptz}; those beyond what
 * PostgreSQL knows become {@code infinity}. A NUL character, which PostgreSQL's text cannot hold,
 * becomes U+FFFD.
 *
 * <p>Rows are written in batches, each in one transaction, at the latest at a checkpoint, which
 * waits for them. By the SQLSTATE of a failure:
 *
 * <ul>
 *   <li>An outage is waited out without a restart, for as long as it takes, with pauses that grow
 *       to 10 s: the server or the network is away (08, 57), a disk is full or connections are used
 *       up (53), a table is locked for more than 10 s (55), a deadlock (40), an I/O error (58), a
 *       primary that became a standby (25006). Sources are held back meanwhile; a job whose
 *       checkpoints expire restarts as it is told to, and then waits on.
 *   <li>A row whose content PostgreSQL refuses (21, 22, 23, 44, 54, P0) is left out; the other rows
 *       of its batch are written. It is counted, and the 1st, 2nd, 4th, 8th ... of them logged.
 *   <li>Anything else, such as a missing table or right, fails the job with the reason.
 * </ul>
 *
 * <p>Counters {@code rowsWritten}, {@code rowsRefused} and {@code writeRetries} and the gauge
 * {@code databaseAwaySeconds}, 0 while rows go through, tell of it. A server that does not answer
 * for 30 s counts as away; the url may say otherwise ({@code socketTimeout}, {@code
 * connectTimeout}, and {@code options} for PostgreSQL's own settings, {@code -c lock_timeout=10s}
 * unless told). Rows of one task go in order; a repeated row, after a restart or a commit without
 * an answer, changes nothing. A server with {@code synchronous_commit=off} may lose in a crash what
 * it has committed. Immutable: each step returns a new builder.
 *
 * @param <T> the records
 */
public final class PostgresSink<T extends SpecificRecord> {
  private static final int BATCH_ROWS = 500;
  private static final Duration BATCH_INTERVAL = Duration.ofMillis(200);

  private final PostgresTable<T> table;
  private final JdbcConnection database;
  private final boolean createTable;
  private final int batchRows;
  private final Duration batchInterval;

  private PostgresSink(
      PostgresTable<T> table,
      JdbcConnection database,
      boolean createTable,
      int batchRows,
      Duration batchInterval) {
    this.table = table;
    this.database = database;
    this.createTable = createTable;
    this.batchRows = batchRows;
    this.batchInterval = batchInterval;
  }

  /**
   * A sink of records.
   *
   * @param record {@code WindowStatistics.class}, {@code Anomaly.class}, {@code Alarm.class} or
   *     {@code AlarmSummary.class}
   * @param database to write to
   * @param <T> the records
   * @return the builder
   */
  public static <T extends SpecificRecord> PostgresSink<T> upsert(
      Class<T> record, JdbcConnection database) {
    return new PostgresSink<>(
        PostgresTable.of(requireNonNull(record, "record")),
        requireNonNull(database, "database"),
        false,
        BATCH_ROWS,
        BATCH_INTERVAL);
  }

  /**
   * Creates the table when the sink is built and the table is not there. One of an earlier release
   * gets the columns that it lacks, which takes the table's owner; one that has them is left as it
   * is.
   *
   * @return the builder
   */
  public PostgresSink<T> createTable() {
    return new PostgresSink<>(table, database, true, batchRows, batchInterval);
  }

  /**
   * How many rows go together, and for how long the first of them waits.
   *
   * @param rows at least 1; 500 unless told
   * @param interval not negative; 200 ms unless told
   * @return the builder
   */
  public PostgresSink<T> batch(int rows, Duration interval) {
    if (rows < 1) {
      throw new IllegalArgumentException("rows must be >= 1, was " + rows);
    }
    if (interval.isNegative()) {
      throw new IllegalArgumentException("interval must not be negative, was " + interval);
    }
    return new PostgresSink<>(table, database, createTable, rows, interval);
  }

  /**
   * The sink.
   *
   * @return a sink without state, at least once
   * @throws IllegalStateException when the table is to be created and cannot be
   */
  public Sink<T> build() {
    if (createTable) {
      create();
    }
    return new UpsertSink<>(table, database, batchRows, batchInterval);
  }

  private void create() {
    try (Connection connection =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      statement.execute(table.ddl());
    } catch (SQLException e) {
      throw new IllegalStateException(
          "the table %s could not be created in %s: is the database up, and may the user create tables? Who may can run:%n%s"
              .formatted(table.name(), database, table.ddl()),
          e);
    }
  }
}
