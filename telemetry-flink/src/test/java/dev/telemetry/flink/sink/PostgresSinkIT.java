package dev.telemetry.flink.sink;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telemetry.flink.FailsOnce;
import dev.telemetry.flink.TestJob;
import dev.telemetry.flink.TestStack;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.WindowStatistics;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class PostgresSinkIT {
  private static final int RECORDS = 1_200;
  private static final int KEYS = 100;
  private static final int PER_SECOND = 600;

  @TempDir Path folder;

  @BeforeEach
  void dropTables() throws SQLException {
    try (Connection connection = TestStack.sql();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS window_statistics");
    }
  }

  /** Each row is written in several revisions, so that batches hold some rows more than once. */
  private static WindowStatistics numbered(long index) {
    int revision = (int) (index / KEYS);
    return Results.statistics("pump-" + index % KEYS, 0, revision, (double) index);
  }

  private JobClient start(FailsOnce<WindowStatistics> failure) throws Exception {
    StreamExecutionEnvironment env = TestJob.in(folder).environment(1);
    var source =
        new DataGeneratorSource<>(
            PostgresSinkIT::numbered,
            RECORDS,
            RateLimiterStrategy.perSecond(PER_SECOND),
            RecordTypeInfo.ofRecord(WindowStatistics.class));
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "numbers")
        .uid("numbers")
        .map(failure)
        .uid("failure")
        .sinkTo(
            PostgresSink.upsert(WindowStatistics.class, TestStack.database())
                .createTable()
                .batch(250, ofMillis(300))
                .build())
        .uid("out");
    return env.executeAsync();
  }

  @Test
  void leavesTheLastRevisionOfEachRowThroughAFailure() throws Exception {
    FailsOnce<WindowStatistics> failure = new FailsOnce<>(RECORDS / 2);
    start(failure).getJobExecutionResult().get();
    assertThat(failure.failures()).isEqualTo(1);
    assertTableIsComplete();
  }

  @Test
  void reconnectsWhenTheDatabaseCutsItsConnections() throws Exception {
    JobClient job = start(new FailsOnce<>(RECORDS));
    await().atMost(ofSeconds(30)).until(() -> rowsWhere("revision >= 1") > 0);
    long cut =
        number(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                + " WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()");
    assertThat(cut).isPositive();
    job.getJobExecutionResult().get();
    assertTableIsComplete();
  }

  private static void assertTableIsComplete() throws SQLException {
    assertThat(rowsWhere("TRUE")).isEqualTo(KEYS);
    assertThat(rowsWhere("revision = " + (RECORDS / KEYS - 1))).isEqualTo(KEYS);
    assertThat(rowsWhere("key = 'pump-' || (mean - 1100)")).isEqualTo(KEYS);
  }

  private static long rowsWhere(String condition) throws SQLException {
    return number("SELECT count(to_regclass('window_statistics'))") == 0
        ? 0
        : number("SELECT count(*) FROM window_statistics WHERE " + condition);
  }

  private static long number(String query) throws SQLException {
    try (Connection connection = TestStack.sql();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      found.next();
      return found.getLong(1);
    }
  }
}
