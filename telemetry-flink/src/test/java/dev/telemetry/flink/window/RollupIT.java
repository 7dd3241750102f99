package dev.telemetry.flink.window;

import static dev.telemetry.testkit.Sensors.sensor;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.Collected;
import dev.telemetry.flink.FailsOnce;
import dev.telemetry.flink.TestJob;
import dev.telemetry.flink.time.DisorderWatermarks;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.nio.file.Path;
import java.util.List;
import java.util.TreeMap;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One scripted plant, run in many ways, gives one set of rollups. */
@Timeout(240)
class RollupIT {
  private static final int SENSORS = 24;
  private static final int READINGS = 6_000;
  private static final int DISORDER_SECONDS = 10;
  private static final Configuration PLAIN = new Configuration();

  @TempDir Path folder;

  @Test
  void givesTheSameRowsHoweverItRuns() throws Exception {
    List<WindowStatistics> expected = run(1, PLAIN, false);
    assertThat(expected).hasSizeGreaterThan(400);
    assertThat(expected.stream().filter(row -> row.getKey().startsWith("plant#")))
        .allSatisfy(row -> assertThat(row.getMetric()).isIn("temperature", "pressure"))
        .hasSizeGreaterThan(20);

    assertThat(run(3, PLAIN, false)).as("three subtasks").isEqualTo(expected);
    assertThat(run(3, rocks(), false)).as("three subtasks on RocksDB").isEqualTo(expected);
    assertThat(run(1, batch(), false)).as("batch execution").isEqualTo(expected);
    assertThat(run(3, batch(), false)).as("batch in three subtasks").isEqualTo(expected);
    assertThat(run(2, PLAIN, true)).as("a failure in the middle").isEqualTo(expected);
    assertThat(run(2, rocks(), true)).as("a failure, on RocksDB").isEqualTo(expected);
  }

  private static Configuration rocks() {
    Configuration rocks = new Configuration();
    rocks.set(StateBackendOptions.STATE_BACKEND, "rocksdb");
    return rocks;
  }

  private static Configuration batch() {
    Configuration batch = new Configuration();
    batch.set(ExecutionOptions.RUNTIME_MODE, RuntimeExecutionMode.BATCH);
    return batch;
  }

  private List<WindowStatistics> run(int parallelism, Configuration how, boolean failing)
      throws Exception {
    TestJob job = TestJob.in(folder, how);
    FailsOnce<SensorReading> failure = new FailsOnce<>(failing ? READINGS / 4 : READINGS);
    Collected<WindowStatistics> rollups = new Collected<>();
    Collected<WindowStatistics> results = new Collected<>();
    StreamExecutionEnvironment env = job.environment(parallelism);
    StatisticsStreams<SensorReading> statistics =
        WindowedStatistics.of(
                readings(env, failing)
                    .map(failure)
                    .uid("failure")
                    .setParallelism(1)
                    .keyBy(SensorReading::getSensorId))
            .tumbling(ofSeconds(10))
            .sliding(ofSeconds(60), ofSeconds(20))
            .rollUpAlongPath()
            .attach("statistics");
    statistics.results().sinkTo(results).uid("results-out");
    statistics.rollups().sinkTo(rollups).uid("rollups-out");
    env.execute();
    assertThat(failure.failures()).isEqualTo(failing ? 1 : 0);
    if (!failing) {
      assertEveryReadingCountsOnEveryLevel(job);
    }
    return last(rollups.records());
  }

  private static void assertEveryReadingCountsOnEveryLevel(TestJob job) {
    assertThat(job.counters().sum("statistics", "aggregated")).isEqualTo(READINGS);
    for (int level = 1; level <= 3; level++) {
      String operator = "statistics-rollup-" + level;
      assertThat(job.counters().sum(operator, "aggregated")).as(operator).isEqualTo(READINGS);
      assertThat(job.counters().sum(operator, "late")).as(operator).isZero();
    }
  }

  private static DataStream<SensorReading> readings(
      StreamExecutionEnvironment env, boolean throttled) {
    var source =
        new DataGeneratorSource<>(
            RollupIT::scripted,
            READINGS,
            throttled ? RateLimiterStrategy.perSecond(READINGS / 3.0) : RateLimiterStrategy.noOp(),
            RecordTypeInfo.ofRecord(SensorReading.class));
    return env.fromSource(
            source,
            DisorderWatermarks.<SensorReading>strategy(ofSeconds(DISORDER_SECONDS), reading -> true)
                .withTimestampAssigner((reading, unset) -> reading.getEventTime().toEpochMilli()),
            "readings")
        .uid("readings")
        .setParallelism(1);
  }

  /** Lines of machines of sensors in turn, one reading a second each, in disorder. */
  private static SensorReading scripted(Long index) {
    int number = (int) (index % SENSORS);
    long tick = index / SENSORS;
    long second = tick / DISORDER_SECONDS * DISORDER_SECONDS + 9 - tick % DISORDER_SECONDS;
    String path = "plant/line-%d/press-%d/%d".formatted(number % 2, number % 8, number);
    boolean isHot = number % 3 > 0;
    return sensor(path)
        .metric(isHot ? "temperature" : "pressure")
        .unit(isHot ? "Cel" : "bar")
        .at(second)
        .sequence(second)
        .value(1e6 + Math.sin((double) index) * 3);
  }

  /** The last of each identity, so that what a restart repeats counts once. */
  private static List<WindowStatistics> last(List<WindowStatistics> records) {
    TreeMap<String, WindowStatistics> last = new TreeMap<>();
    records.forEach(row -> last.put(row.getKey() + row.getWindowStart() + row.getWindowEnd(), row));
    return List.copyOf(last.values());
  }
}
