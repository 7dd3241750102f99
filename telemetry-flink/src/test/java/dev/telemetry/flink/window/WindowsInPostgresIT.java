package dev.telemetry.flink.window;

import static dev.telemetry.testkit.Sensors.sensor;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telemetry.flink.FailsOnce;
import dev.telemetry.flink.TestJob;
import dev.telemetry.flink.TestStack;
import dev.telemetry.flink.sink.PostgresSink;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.stats.TimeCourse.Rules;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.connector.datagen.source.GeneratorFunction;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Windows of readings that come late, through a failure, as rows of a real database. */
@Timeout(240)
class WindowsInPostgresIT {
  private static final int READINGS = 6_000;
  private static final int SENSORS = 20;
  private static final long DISORDER_MILLIS = 10_000;

  @TempDir Path folder;

  @BeforeEach
  void dropTable() throws SQLException {
    try (Connection connection = TestStack.sql();
        Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS window_statistics");
    }
  }

  /** After each reading, so that the same readings are late in each run. */
  private static final class EachTime implements WatermarkGenerator<SensorReading> {
    private long latest = Long.MIN_VALUE;

    @Override
    public void onEvent(SensorReading reading, long timeMillis, WatermarkOutput output) {
      latest = Math.max(latest, timeMillis);
      output.emitWatermark(new Watermark(latest - DISORDER_MILLIS - 1));
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
      // told already
    }
  }

  /**
   * Sensors in turn, about a reading a second each, in disorder; some correct windows that have
   * closed, some come too late for all.
   */
  private static SensorReading scripted(Long index) {
    long second = 1_000 + index / SENSORS - index % 7;
    if (index % 41 == 40) {
      second -= 30;
    } else if (index % 211 == 210) {
      second -= 500;
    }
    return sensor("sensor-" + index % SENSORS)
        .at(Instant.ofEpochSecond(second).plusMillis(index % 997))
        .sequence(index)
        .value(1e9 + Math.sin((double) index));
  }

  private static JobClient start(
      TestJob job,
      GeneratorFunction<Long, SensorReading> readings,
      long count,
      boolean throttled,
      MapFunction<SensorReading, SensorReading> between)
      throws Exception {
    StreamExecutionEnvironment env = job.environment(2);
    var source =
        new DataGeneratorSource<>(
            readings,
            count,
            throttled ? RateLimiterStrategy.perSecond(READINGS / 4.0) : RateLimiterStrategy.noOp(),
            RecordTypeInfo.ofRecord(SensorReading.class));
    WatermarkStrategy<SensorReading> times =
        WatermarkStrategy.<SensorReading>forGenerator(context -> new EachTime())
            .withTimestampAssigner((reading, unset) -> reading.getEventTime().toEpochMilli());
    var read =
        env.fromSource(source, times, "readings")
            .uid("readings")
            .setParallelism(1)
            .map(between)
            .returns(RecordTypeInfo.ofRecord(SensorReading.class))
            .uid("between")
            .setParallelism(1);
    WindowedStatistics.of(read.keyBy(SensorReading::getSensorId))
        .tumbling(ofSeconds(10))
        .sliding(ofSeconds(60), ofSeconds(20))
        .lateWithin(ofSeconds(60))
        .quantiles(0.5, 0.99)
        .course(Rules.PLAIN.above(1e9))
        .attach("statistics")
        .results()
        .sinkTo(
            PostgresSink.upsert(WindowStatistics.class, TestStack.database())
                .createTable()
                .batch(250, ofMillis(200))
                .build())
        .uid("out");
    return env.executeAsync();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hashmap", "rocksdb"})
  void givesTheSameRowsThroughAFailureInTheMiddle(String backend) throws Exception {
    List<Map<String, Object>> expected = runOfScript(backend, false);
    assertThat(expected).hasSizeGreaterThan(800);
    assertThat(expected).anySatisfy(row -> assertThat((int) row.get("revision")).isPositive());
    assertThat(expected).allSatisfy(row -> assertThat(row.get("quantiles")).isNotNull());
    dropTable();

    assertThat(runOfScript(backend, true)).isEqualTo(expected);
  }

  private List<Map<String, Object>> runOfScript(String backend, boolean failing) throws Exception {
    Configuration how = new Configuration();
    how.set(StateBackendOptions.STATE_BACKEND, backend);
    TestJob job = TestJob.in(folder, how);
    FailsOnce<SensorReading> failure = new FailsOnce<>(failing ? READINGS / 2 : READINGS);
    start(job, WindowsInPostgresIT::scripted, READINGS, failing, failure)
        .getJobExecutionResult()
        .get();
    assertThat(failure.failures()).isEqualTo(failing ? 1 : 0);
    if (!failing) {
      assertEveryReadingHasOneFate(job);
    }
    return rows();
  }

  private static void assertEveryReadingHasOneFate(TestJob job) {
    long late = job.counters().sum("statistics", "late");
    assertThat(late).isPositive();
    assertThat(job.counters().sum("statistics", "aggregated") + late).isEqualTo(READINGS);
    assertThat(job.counters().sum("statistics", "corrections")).isPositive();
  }

  /** Lets the last reading wait until the test has seen what came of the others. */
  private static final class HoldsTheLateOne implements MapFunction<SensorReading, SensorReading> {
    static final CountDownLatch SEEN = new CountDownLatch(1);

    @Override
    public SensorReading map(SensorReading reading) throws InterruptedException {
      if (reading.getSequence() == 3 && !SEEN.await(2, TimeUnit.MINUTES)) {
        throw new IllegalStateException("nobody has looked");
      }
      return reading;
    }
  }

  /** Two readings of a window, one that closes it, and one for it that comes late. */
  private static SensorReading withALateOne(Long index) {
    long[] seconds = {1_001, 1_005, 1_031, 1_003};
    double[] values = {10, 20, 1, 60};
    int at = index.intValue();
    return sensor("pump-1").at(seconds[at]).sequence(index).value(values[at]);
  }

  @Test
  void updatesTheSameRowWhenAReadingComesLate() throws Exception {
    JobClient job =
        start(
            TestJob.in(folder), WindowsInPostgresIT::withALateOne, 4, false, new HoldsTheLateOne());
    await().atMost(Duration.ofMinutes(1)).until(() -> !rowsOfTheWindow().isEmpty());
    assertThat(rowsOfTheWindow())
        .singleElement()
        .satisfies(row -> assertRow(row, 0, 2, 15, 10))
        .satisfies(row -> assertThat(row).containsEntry("slope_per_second", 2.5));

    HoldsTheLateOne.SEEN.countDown();
    job.getJobExecutionResult().get();
    assertThat(rowsOfTheWindow())
        .singleElement()
        .satisfies(row -> assertRow(row, 1, 3, 30, 20))
        .satisfies(row -> assertThat(row).containsEntry("slope_per_second", 2.5));
  }

  private static void assertRow(
      Map<String, Object> row, int revision, long count, double mean, double median) {
    assertThat(row)
        .containsEntry("revision", revision)
        .containsEntry("count", count)
        .containsEntry("mean", mean)
        .containsEntry("first", 10.0)
        .containsEntry("last", 20.0)
        .containsEntry("delta", 10.0)
        .containsEntry("time_weighted_mean", 140.0 / 9);
    assertThat(row.get("quantiles").toString()).contains("\"0.5\"").contains("\"0.99\"");
    assertThat(Double.parseDouble(row.get("median").toString()))
        .isBetween(0.99 * median, 1.01 * median);
  }

  private static List<Map<String, Object>> rowsOfTheWindow() throws SQLException {
    return rows(
        "WHERE window_start = to_timestamp(1000) AND window_end = to_timestamp(1010)",
        "quantiles->>'0.5' AS median, *");
  }

  private static List<Map<String, Object>> rows() throws SQLException {
    return rows("ORDER BY key, window_start, window_end", "*");
  }

  private static List<Map<String, Object>> rows(String which, String columns) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Connection connection = TestStack.sql();
        Statement statement = connection.createStatement()) {
      if (!exists(statement)) {
        return rows;
      }
      try (ResultSet found =
          statement.executeQuery("SELECT " + columns + " FROM window_statistics " + which)) {
        while (found.next()) {
          rows.add(row(found));
        }
      }
    }
    return rows;
  }

  private static boolean exists(Statement statement) throws SQLException {
    try (ResultSet found =
        statement.executeQuery("SELECT to_regclass('window_statistics') IS NOT NULL")) {
      return found.next() && found.getBoolean(1);
    }
  }

  private static Map<String, Object> row(ResultSet found) throws SQLException {
    Map<String, Object> row = new LinkedHashMap<>();
    ResultSetMetaData columns = found.getMetaData();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      row.put(columns.getColumnName(i), found.getObject(i));
    }
    return row;
  }
}
