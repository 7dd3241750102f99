package dev.telemetry.flink.quality;

import static dev.telemetry.testkit.Sensors.sensor;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.Collected;
import dev.telemetry.flink.FailsOnce;
import dev.telemetry.flink.TestJob;
import dev.telemetry.flink.type.Originated;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Loss;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.SensorReading;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
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

/**
 * One delivery with losses, overtaking and crashes, run in many ways, accepts each reading once.
 */
@Timeout(240)
class DuplicatesByOriginIT {
  private static final int READINGS = 8_000;
  private static final int DEVICES = 5;
  private static final Configuration PLAIN = new Configuration();

  @TempDir Path folder;

  /** What runs must agree on; a restart repeats outputs, so that they are compared as sets. */
  private record Outcome(Set<SensorReading> accepted, long lost) {}

  @Test
  void acceptsEachReadingOnceHoweverItRuns() throws Exception {
    List<Originated<SensorReading>> script =
        LongStream.range(0, READINGS).mapToObj(DuplicatesByOriginIT::arrival).toList();
    Outcome expected = oracle(script);
    assertThat(expected.accepted).hasSizeLessThan(READINGS - 1_000);
    assertThat(expected.lost).isGreaterThan(50);

    assertThat(run(1, PLAIN, false)).as("one subtask").isEqualTo(expected);
    assertThat(run(3, rocks(), false)).as("three subtasks on RocksDB").isEqualTo(expected);
    assertThat(run(2, batch(), false)).as("batch in two subtasks").isEqualTo(expected);
    assertThat(run(2, PLAIN, true)).as("a failure in the middle").isEqualTo(expected);
    assertThat(run(2, rocks(), true)).as("the same on RocksDB").isEqualTo(expected);
  }

  private static Outcome oracle(List<Originated<SensorReading>> script) {
    Map<List<Object>, SensorReading> first = new LinkedHashMap<>();
    Map<List<Object>, long[]> ranges = new LinkedHashMap<>();
    for (Originated<SensorReading> next : script) {
      List<Object> epoch = List.of(next.device(), next.epoch());
      first.putIfAbsent(List.of(epoch, next.sequence()), next.value());
      long[] range =
          ranges.computeIfAbsent(epoch, e -> new long[] {next.sequence(), next.sequence()});
      range[0] = Math.min(range[0], next.sequence());
      range[1] = Math.max(range[1], next.sequence());
    }
    long numbers = ranges.values().stream().mapToLong(range -> range[1] - range[0] + 1).sum();
    return new Outcome(Set.copyOf(first.values()), numbers - first.size());
  }

  /**
   * Device i sends every fifth arrival; each hundredth number never comes, pairs are exchanged, and
   * in every block of 1,000 the last 300 are those before once more: the tail of a crash, after
   * which an epoch begins.
   */
  private static Originated<SensorReading> arrival(long index) {
    long device = index % DEVICES;
    long turn = index / DEVICES;
    long block = turn / 500;
    long inBlock = turn % 500;
    long place = inBlock < 350 ? inBlock ^ 1 : inBlock - 150;
    long epoch = block / 2;
    long sequence = 100 + block % 2 * 350 + place + (block % 2 * 350 + place) / 99;
    SensorReading reading =
        sensor("sensor-" + sequence % 7)
            .at(1_000_000 + epoch * 100_000 + sequence)
            .value(device * 1e6 + sequence);
    return new Originated<>(reading, "gateway-" + device, epoch, sequence);
  }

  private Outcome run(int parallelism, Configuration how, boolean failing) throws Exception {
    TestJob job = TestJob.in(folder, how);
    StreamExecutionEnvironment env = job.environment(parallelism);
    FailsOnce<Originated<SensorReading>> failure =
        new FailsOnce<>(failing ? READINGS / 4 : READINGS);
    Collected<SensorReading> accepted = new Collected<>();
    Collected<Rejected> rejected = new Collected<>();
    Collected<Loss> losses = new Collected<>();
    OnceStreams once = Duplicates.byOrigin().attach(arrivals(env, failing, failure), "once");
    once.accepted().sinkTo(accepted).uid("accepted-out");
    once.rejected().sinkTo(rejected).uid("rejected-out");
    once.losses().sinkTo(losses).uid("losses-out");
    env.execute();
    assertThat(failure.failures()).isEqualTo(failing ? 1 : 0);
    if (!failing) {
      assertThat(accepted.records()).doesNotHaveDuplicates();
      assertThat(accepted.records().size() + rejected.records().size()).isEqualTo(READINGS);
      assertThat(job.counters().sum("once", "accepted")).isEqualTo(accepted.records().size());
      assertThat(job.counters().sum("once", "rejected")).isEqualTo(rejected.records().size());
      assertThat(job.counters().sum("once", "unknown")).isZero();
    }
    return new Outcome(
        accepted.records().stream().collect(toSet()),
        losses.records().stream().distinct().mapToLong(Loss::getCount).sum());
  }

  private static DataStream<Originated<SensorReading>> arrivals(
      StreamExecutionEnvironment env, boolean slow, FailsOnce<Originated<SensorReading>> failure) {
    var type = Originated.typeOf(RecordTypeInfo.ofRecord(SensorReading.class));
    var source =
        new DataGeneratorSource<>(
            DuplicatesByOriginIT::arrival,
            READINGS,
            slow ? RateLimiterStrategy.perSecond(READINGS) : RateLimiterStrategy.noOp(),
            type);
    return env.fromSource(source, WatermarkStrategy.noWatermarks(), "arrivals")
        .uid("arrivals")
        .setParallelism(1)
        .map(failure)
        .returns(type)
        .uid("failure")
        .setParallelism(1);
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
}
