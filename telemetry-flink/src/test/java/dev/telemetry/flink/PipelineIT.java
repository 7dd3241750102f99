package dev.telemetry.flink;

import static dev.telemetry.testkit.Sensors.sensor;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.detect.Threshold;
import dev.telemetry.detect.ZScore;
import dev.telemetry.flink.detect.DetectAnomalies;
import dev.telemetry.flink.quality.Duplicates;
import dev.telemetry.flink.quality.Gate;
import dev.telemetry.flink.time.DisorderWatermarks;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.flink.window.WindowedStatistics;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.specific.SpecificRecord;
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

/** One scripted input, run in many ways, gives one set of results. */
@Timeout(240)
class PipelineIT {
  private static final int SENSORS = 20;
  private static final int READINGS = 6_000;
  private static final int DISORDER_SECONDS = 10;
  private static final Configuration PLAIN = new Configuration();

  @TempDir Path folder;

  /** The last of each identity, so that what a restart repeats counts once. */
  private record Rows(List<WindowStatistics> statistics, List<Anomaly> anomalies) {}

  @Test
  void givesTheSameRowsHoweverItRuns() throws Exception {
    Rows expected = run(1, PLAIN, false);
    assertThat(expected.statistics()).hasSizeGreaterThan(500);
    assertThat(expected.anomalies()).hasSizeGreaterThan(50);

    assertSame(run(3, PLAIN, false), expected, "three subtasks");
    assertSame(run(3, rocks(), false), expected, "three subtasks on RocksDB");
    assertSame(run(1, batch(), false), expected, "batch execution");
    assertSame(run(3, batch(), false), expected, "batch execution in three subtasks");
    assertSame(run(2, PLAIN, true), expected, "a failure in the middle");
    assertSame(run(2, rocks(), true), expected, "a failure in the middle, on RocksDB");
  }

  private static void assertSame(Rows actual, Rows expected, String how) {
    assertThat(differences(actual.statistics(), expected.statistics())).as(how).isEmpty();
    assertThat(differences(actual.anomalies(), expected.anomalies())).as(how).isEmpty();
  }

  /** The rows that only one of the two has. */
  private static <T> List<T> differences(List<T> actual, List<T> expected) {
    List<T> differences = new ArrayList<>(actual);
    differences.removeAll(expected);
    expected.stream().filter(row -> !actual.contains(row)).forEach(differences::add);
    return differences;
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
    Collected<WindowStatistics> statistics = new Collected<>();
    Collected<Anomaly> anomalies = new Collected<>();
    pipeline(
        readings(env, failing).map(failure).uid("failure").setParallelism(1),
        statistics,
        anomalies);
    env.execute();
    assertThat(failure.failures()).isEqualTo(failing ? 1 : 0);
    if (!failing) {
      assertEveryReadingHasOneFate(job);
    }
    return new Rows(
        last(statistics.records(), row -> row.getKey() + row.getWindowStart() + row.getWindowEnd()),
        last(anomalies.records(), Anomaly::getId));
  }

  private static void assertEveryReadingHasOneFate(TestJob job) {
    long accepted = job.counters().sum("gate", "accepted");
    long unique = job.counters().sum("duplicates", "accepted");
    assertThat(accepted + job.counters().sum("gate", "rejected")).isEqualTo(READINGS);
    assertThat(unique + job.counters().sum("duplicates", "rejected")).isEqualTo(accepted);
    assertThat(job.counters().sum("statistics", "aggregated")).isEqualTo(unique);
    assertThat(job.counters().sum("anomalies", "judged")).isEqualTo(unique);
    assertThat(job.counters().attempts()).isEqualTo(1);
  }

  private static void pipeline(
      DataStream<SensorReading> readings,
      Collected<WindowStatistics> statistics,
      Collected<Anomaly> anomalies) {
    DataStream<SensorReading> gated =
        Gate.finite().range("temperature", -40, 250).attach(readings, "gate").accepted();
    KeyedStream<SensorReading, String> bySensor =
        Duplicates.attach(gated.keyBy(SensorReading::getSensorId), "duplicates")
            .accepted()
            .keyBy(SensorReading::getSensorId);
    WindowedStatistics.of(bySensor)
        .tumbling(ofSeconds(10))
        .sliding(ofSeconds(60), ofSeconds(20))
        .attach("statistics")
        .results()
        .sinkTo(statistics)
        .uid("statistics-out");
    bySensor
        .process(
            DetectAnomalies.with(
                    Threshold.above(90).clearBelow(85).forAtLeast(ofSeconds(2)),
                    ZScore.rolling(ofSeconds(60)).afterWarmUp(20).sigmaFloor(1))
                .build())
        .name("anomalies")
        .uid("anomalies")
        .sinkTo(anomalies)
        .uid("anomalies-out");
  }

  private static DataStream<SensorReading> readings(
      StreamExecutionEnvironment env, boolean throttled) {
    var source =
        new DataGeneratorSource<>(
            PipelineIT::scripted,
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
   * Sensors in turn, one reading a second each, in disorder, with every 37th out of range and every
   * 53rd sent again.
   */
  private static SensorReading scripted(Long index) {
    long original = index % 53 == 52 ? index - SENSORS : index;
    long tick = original / SENSORS;
    long second = tick / DISORDER_SECONDS * DISORDER_SECONDS + 9 - tick % DISORDER_SECONDS;
    boolean hot = second % 97 > 85;
    double value = original % 37 == 36 ? 999 : (hot ? 95 : 60) + Math.sin((double) original) * 3;
    return sensor("sensor-" + original % SENSORS).at(second).sequence(second).value(value);
  }

  private static <T extends SpecificRecord> List<T> last(
      List<T> records, Function<T, String> identity) {
    TreeMap<String, T> last = new TreeMap<>();
    Stream<T> all = records.stream();
    all.forEach(record -> last.put(identity.apply(record), record));
    return List.copyOf(last.values());
  }
}
