package dev.telemetry.flink.sink;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import dev.telemetry.flink.TestJob;
import dev.telemetry.flink.TestStack;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.WindowStatistics;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What happens to the database while a job writes; each time the job goes on without a restart. */
@Timeout(180)
class PostgresFaultsIT {
  private static final int RECORDS = 1_500;
  private static final int PER_SECOND = 750;

  /** Soon tired of a lock. */
  private static final JdbcConnection DATABASE =
      JdbcConnection.to(
          TestStack.database().url() + "?options=-c%20lock_timeout=200ms", "postgres", "postgres");

  @TempDir Path folder;
  private TestJob job;

  @BeforeEach
  void dropTable() throws SQLException {
    job = TestJob.in(folder);
    run("DROP TABLE IF EXISTS window_statistics");
  }

  @Test
  void waitsForALockedTable() throws Exception {
    JobClient running = start();
    awaitRows();
    try (Connection other = TestStack.sql();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("LOCK TABLE window_statistics IN ACCESS EXCLUSIVE MODE");
      awaitRetries(3);
      other.rollback();
    }
    assertTableIsComplete(running);
  }

  @Test
  void goesOnWhenTheServerHasCrashedAndRecovered() throws Exception {
    JobClient running = start();
    awaitRows();
    long backend =
        number("SELECT pid FROM pg_stat_activity WHERE application_name = 'telemetry-sink'");
    // the server then ends all connections and reads its log again before it takes new ones
    assertThat(ProcessHandle.of(backend).orElseThrow().destroyForcibly()).isTrue();
    assertTableIsComplete(running);
    assertThat(job.counters().sum("writeRetries")).isPositive();
  }

  @Test
  void waitsForSpaceOnAFullDisk() throws Exception {
    Path disk = Files.createDirectory(folder.resolve("disk"));
    assumeThat(exec("mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", disk.toString()))
        .as("only root may make a disk that is small")
        .isZero();
    try {
      run("CREATE TABLESPACE small LOCATION '" + disk + "'");
      PostgresSink.upsert(WindowStatistics.class, DATABASE).createTable().build();
      run("ALTER TABLE window_statistics SET TABLESPACE small");
      run("ALTER INDEX window_statistics_pkey SET TABLESPACE small");
      fill(disk.resolve("ballast"));
      JobClient running = start();
      awaitRetries(2);
      Files.delete(disk.resolve("ballast"));
      assertTableIsComplete(running);
    } finally {
      run("DROP TABLE IF EXISTS window_statistics");
      run("DROP TABLESPACE IF EXISTS small");
      exec("umount", disk.toString());
    }
  }

  @Test
  void leavesOutTheRowsThatTheTableRefusesAndNoOther() throws Exception {
    PostgresSink.upsert(WindowStatistics.class, DATABASE).createTable().build();
    run("ALTER TABLE window_statistics ADD CHECK (mean NOT IN (3, 700, 701, 1499))");
    start().getJobExecutionResult().get();
    assertThat(number("SELECT count(*) FROM window_statistics")).isEqualTo(RECORDS - 4);
    assertThat(job.counters().sum("rowsRefused")).isEqualTo(4);
    assertThat(job.counters().sum("rowsWritten")).isEqualTo(RECORDS - 4);
    assertThat(job.counters().attempts()).isEqualTo(1);
  }

  @Test
  void failsTheJobWithTheReasonWhenATableLacksAColumn() throws Exception {
    Configuration noRestart = new Configuration();
    noRestart.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    job = TestJob.in(folder, noRestart);
    run("CREATE TABLE window_statistics (operator text PRIMARY KEY)");
    JobClient running = start();
    assertThatThrownBy(() -> running.getJobExecutionResult().get())
        .hasStackTraceContaining("the table window_statistics in " + DATABASE)
        .hasStackTraceContaining("column \"key\" of relation");
  }

  private JobClient start() throws Exception {
    StreamExecutionEnvironment env = job.environment(1);
    var source =
        new DataGeneratorSource<>(
            index -> Results.statistics("pump-" + index, 0, 0, (double) index),
            RECORDS,
            RateLimiterStrategy.perSecond(PER_SECOND),
            RecordTypeInfo.ofRecord(WindowStatistics.class));
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "numbers")
        .uid("numbers")
        .sinkTo(
            PostgresSink.upsert(WindowStatistics.class, DATABASE)
                .createTable()
                .batch(200, ofMillis(100))
                .build())
        .uid("out");
    return env.executeAsync();
  }

  private void awaitRetries(int retries) {
    await().atMost(ofSeconds(60)).until(() -> job.counters().sum("writeRetries") >= retries);
  }

  private static void awaitRows() {
    await()
        .atMost(ofSeconds(60))
        .ignoreExceptions()
        .until(() -> number("SELECT count(*) FROM window_statistics") > 0);
  }

  private void assertTableIsComplete(JobClient running) throws Exception {
    running.getJobExecutionResult().get();
    assertThat(number("SELECT count(*) FROM window_statistics WHERE key = 'pump-' || mean"))
        .isEqualTo(RECORDS);
    assertThat(job.counters().attempts()).isEqualTo(1);
    assertThat(job.counters().sum("rowsRefused")).isZero();
  }

  private static void fill(Path ballast) throws IOException {
    try (OutputStream out = Files.newOutputStream(ballast)) {
      byte[] page = new byte[4096];
      while (true) {
        out.write(page);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
    }
  }

  private static int exec(String... command) throws IOException, InterruptedException {
    return new ProcessBuilder(command).start().waitFor();
  }

  private static void run(String statement) throws SQLException {
    try (Connection connection = TestStack.sql();
        Statement sql = connection.createStatement()) {
      sql.execute(statement);
    }
  }

  private static long number(String query) throws SQLException {
    try (Connection connection = TestStack.sql();
        Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      assertThat(found.next()).isTrue();
      return found.getLong(1);
    }
  }
}
