package dev.telemetry.flink.window;

import static dev.telemetry.testkit.Sensors.sensor;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.Collected;
import dev.telemetry.flink.FailsOnce;
import dev.telemetry.flink.TestJob;
import dev.telemetry.flink.time.DisorderWatermarks;
import dev.telemetry.flink.type.Measure;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.GridPoint;
import dev.telemetry.model.PointOrigin;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** One scripted input, brought to grids in many ways of running, gives one set of points. */
@Timeout(240)
class ResampleIT {
  private static final int SENSORS = 20;
  private static final int READINGS = 6_000;
  private static final int DISORDER_SECONDS = 10;
  private static final Configuration PLAIN = new Configuration();

  @TempDir Path folder;

  /** Each point by its identity, so that what a restart repeats counts once. */
  private record Rows(
      Map<String, GridPoint> points, Map<String, WindowStatistics> statisticsOfPoints) {}

  @Test
  void givesTheSamePointsHoweverItRuns() throws Exception {
    Rows expected = run(1, PLAIN, false);
    assertThat(expected.points()).hasSizeGreaterThan(5_000);
    assertThat(origins(expected)).isEqualTo(EnumSet.allOf(PointOrigin.class));
    assertThat(expected.statisticsOfPoints()).hasSizeGreaterThan(500);

    assertThat(run(3, PLAIN, false)).as("three subtasks").isEqualTo(expected);
    assertThat(run(3, rocks(), false)).as("three subtasks on RocksDB").isEqualTo(expected);
    assertThat(run(1, batch(), false)).as("batch execution").isEqualTo(expected);
    assertThat(run(3, batch(), false)).as("batch in three subtasks").isEqualTo(expected);
    assertThat(run(2, PLAIN, true)).as("a failure in the middle").isEqualTo(expected);
    assertThat(run(2, rocks(), true)).as("the same on RocksDB").isEqualTo(expected);
  }

  private static EnumSet<PointOrigin> origins(Rows rows) {
    return rows.points().values().stream()
        .map(GridPoint::getOrigin)
        .collect(Collectors.toCollection(() -> EnumSet.noneOf(PointOrigin.class)));
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

  private Rows run(int parallelism, Configuration how, boolean failing) throws Exception {
    TestJob job = TestJob.in(folder, how);
    StreamExecutionEnvironment env = job.environment(parallelism);
    FailsOnce<SensorReading> failure = new FailsOnce<>(failing ? READINGS / 4 : READINGS);
    Collected<GridPoint> points = new Collected<>();
    Collected<WindowStatistics> statistics = new Collected<>();
    pipeline(
        readings(env, failing).map(failure).uid("failure").setParallelism(1), points, statistics);
    env.execute();
    assertThat(failure.failures()).isEqualTo(failing ? 1 : 0);
    if (!failing) {
      assertEveryRecordHasOneFate(job);
      assertThat(points.records()).doesNotHaveDuplicates();
    }
    return new Rows(byIdentity(points.records()), statisticsByIdentity(statistics.records()));
  }

  private static void assertEveryRecordHasOneFate(TestJob job) {
    var counters = job.counters();
    for (String operator : List.of("lines", "values", "plain")) {
      assertThat(counters.sum(operator, "resampled") + counters.sum(operator, "ignored"))
          .isEqualTo(READINGS);
      assertThat(counters.sum(operator, "ignored")).isEqualTo(READINGS / 50);
      assertThat(counters.sum(operator, "late")).isZero();
    }
    assertThat(counters.sum("lines", "expired")).isPositive();
    // no point comes behind the watermark that goes with the points
    assertThat(counters.sum("of-lines", "late") + counters.sum("of-lines", "latePartially"))
        .isZero();
    assertThat(counters.sum("of-lines", "aggregated") + counters.sum("of-lines", "ignored"))
        .isEqualTo(counters.sum("lines", "points"));
    assertThat(counters.sum("of-lines", "ignored")).isEqualTo(counters.sum("lines", "missing"));
  }

  private static void pipeline(
      DataStream<SensorReading> readings,
      Collected<GridPoint> points,
      Collected<WindowStatistics> statistics) {
    KeyedStream<SensorReading, String> bySensor = readings.keyBy(SensorReading::getSensorId);
    DataStream<GridPoint> lines =
        Resample.of(bySensor)
            .every(ofSeconds(1))
            .linear()
            .holdAtMost(ofSeconds(5))
            .forgetAfter(ofSeconds(20))
            .attach("lines")
            .points();
    DataStream<GridPoint> values =
        Resample.of(bySensor)
            .every(ofSeconds(5))
            .lastValue()
            .holdAtMost(ofSeconds(6))
            .skippingGaps()
            .attach("values")
            .points();
    DataStream<GridPoint> plain =
        bySensor
            .process(
                Resample.of(bySensor)
                    .over(Measure.OF_READING)
                    .every(ofSeconds(3))
                    .withNulls()
                    .build("plain"))
            .name("plain")
            .uid("plain");
    lines.union(values, plain).sinkTo(points).uid("points-out");
    WindowedStatistics.of(lines.keyBy(GridPoint::getKey))
        .over(ResampleIT::valueOrNan)
        .tumbling(ofSeconds(10))
        .attach("of-lines")
        .results()
        .sinkTo(statistics)
        .uid("statistics-out");
  }

  private static double valueOrNan(GridPoint point) {
    return point.getValue() == null ? Double.NaN : point.getValue();
  }

  private static DataStream<SensorReading> readings(
      StreamExecutionEnvironment env, boolean throttled) {
    var source =
        new DataGeneratorSource<>(
            ResampleIT::scripted,
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

  /**
   * Sensors in turn, about a reading a second each, in disorder and off the grid by each sensor's
   * own milliseconds (sensor 0 is on it), with gaps of 3, 10 and 40 seconds and every 50th without
   * a value.
   */
  private static SensorReading scripted(Long index) {
    long sensor = index % SENSORS;
    long tick = index / SENSORS;
    long second = tick - tick % DISORDER_SECONDS + 9 - tick % DISORDER_SECONDS;
    long gaps = (second >= 70 ? 3L : 0L) + (second >= 140 ? 10L : 0L) + (second >= 210 ? 40L : 0L);
    Instant time = Instant.EPOCH.plusSeconds(second + gaps).plusMillis(sensor * 37);
    double value = index % 50 == 49 ? Double.NaN : 60 + Math.sin((double) index) * 3;
    return sensor("sensor-" + sensor).at(time).value(value);
  }

  private static Map<String, GridPoint> byIdentity(List<GridPoint> points) {
    Map<String, GridPoint> byIdentity = new TreeMap<>();
    points.forEach(
        point ->
            byIdentity.put(
                point.getOperator() + "|" + point.getKey() + "|" + point.getEventTime(), point));
    return byIdentity;
  }

  private static Map<String, WindowStatistics> statisticsByIdentity(List<WindowStatistics> rows) {
    Map<String, WindowStatistics> byIdentity = new TreeMap<>();
    rows.forEach(row -> byIdentity.put(row.getKey() + "|" + row.getWindowStart(), row));
    return byIdentity;
  }
}
