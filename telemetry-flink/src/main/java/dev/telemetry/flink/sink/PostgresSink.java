package dev.telemetry.flink.sink;

import static java.util.Objects.requireNonNull;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.jdbc.JdbcConnectionOptions;
import org.apache.flink.connector.jdbc.JdbcExecutionOptions;
import org.apache.flink.connector.jdbc.core.datastream.sink.JdbcSink;

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
 * <p>Rows are written in batches, at the latest at a checkpoint. When the database is away a batch
 * is tried again with growing pauses for about a minute; then the job restarts from its checkpoint,
 * with its own back-off, and catches up. Immutable: each step returns a new builder.
 *
 * @param <T> the records
 */
public final class PostgresSink<T extends SpecificRecord> {
  private static final int BATCH_ROWS = 500;
  private static final Duration BATCH_INTERVAL = Duration.ofMillis(200);

  /** Pauses of 1, 2, ... 10 s between the tries. */
  private static final int RETRIES = 10;

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
   * @return Flink's own JDBC sink, at least once
   * @throws IllegalStateException when the table is to be created and cannot be
   */
  public Sink<T> build() {
    if (createTable) {
      create();
    }
    return JdbcSink.<T>builder()
        .withQueryStatement(table.upsert(), table::bind)
        .withExecutionOptions(
            JdbcExecutionOptions.builder()
                .withBatchSize(batchRows)
                .withBatchIntervalMs(batchInterval.toMillis())
                .withMaxRetries(RETRIES)
                .build())
        .buildAtLeastOnce(
            new JdbcConnectionOptions.JdbcConnectionOptionsBuilder()
                .withUrl(database.url())
                .withDriverName("org.postgresql.Driver")
                .withUsername(database.user())
                .withPassword(database.password())
                .build());
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
