package dev.telemetry.flink.source;

import static dev.telemetry.testkit.Sensors.sensor;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.telemetry.flink.Collected;
import dev.telemetry.flink.TestJob;
import dev.telemetry.flink.TestStack;
import dev.telemetry.flink.window.WindowedStatistics;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.testkit.Sensor;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TelemetrySourceIT {
  private static final Duration HALF_A_MINUTE = ofSeconds(30);

  @TempDir Path folder;
  private final Instant now = Instant.now();

  private static TelemetrySource<SensorReading> source(Topic<SensorReading> topic) {
    return TelemetrySource.from(topic)
        .connection(TestStack.kafka())
        .group("source-test")
        .disorder(ofSeconds(5))
        .idleAfter(ofSeconds(1))
        .maxAhead(ofMinutes(2));
  }

  @Test
  void givesEveryRecordOneFate() throws Exception {
    Topic<SensorReading> topic = TestStack.created(Topics.READINGS.maxRecordBytes(2_048));
    List<Quarantined> broken = new ArrayList<>();
    SensorReading ahead = sensor("pump-2").at(now.plus(Duration.ofHours(5))).value(1);
    try (RawRecords records = new RawRecords(topic)) {
      for (int i = 0; i < 100; i++) {
        records.send(i % 4, sensor("pump-" + i % 4).at(now.minusSeconds(600 - i)).value(i));
      }
      for (byte[] value : brokenValues(records.bytes(ahead))) {
        int partition = broken.size() % 4;
        broken.add(quarantined(records.send(partition, "pump-x", value), value));
      }
      records.send(2, ahead);
      records.send(2, ahead);
      records.send(3, sensor("pump-3").at(now).value(7));
    }
    TestJob job = TestJob.in(folder);
    StreamExecutionEnvironment env = job.environment(2);
    Collected<SensorReading> readings = new Collected<>();
    Collected<Quarantined> quarantined = new Collected<>();
    Collected<Rejected> rejected = new Collected<>();

    Ingest<SensorReading> in = source(topic).bounded().attach(env, "readings");
    in.readings().sinkTo(readings).uid("readings-out");
    in.quarantined().sinkTo(quarantined).uid("quarantined-out");
    in.rejected().sinkTo(rejected).uid("rejected-out");
    env.execute();

    assertThat(readings.records()).hasSize(101);
    assertThat(quarantined.records())
        .usingRecursiveFieldByFieldElementComparatorIgnoringFields(
            "timestamp", "errorClass", "errorMessage")
        .containsExactlyInAnyOrderElementsOf(broken);
    assertThat(quarantined.records())
        .allSatisfy(record -> assertThat(record.getErrorClass()).startsWith("dev.telemetry.kafka"))
        .allSatisfy(record -> assertThat(record.getErrorMessage()).isNotBlank())
        .allSatisfy(record -> assertThat(record.getTimestamp()).isAfter(now.minusSeconds(1)));
    assertThat(rejected.records())
        .hasSize(2)
        .allSatisfy(record -> assertThat(record.getReading()).isEqualTo(ahead))
        .allSatisfy(
            record -> assertThat(record.getReason()).isEqualTo(RejectionReason.AHEAD_OF_TIME))
        .allSatisfy(record -> assertThat(record.getDetail()).contains("PT2M past the clock"));
    assertThat(job.counters().sum("readings-fates", "read")).isEqualTo(103L + broken.size());
    assertThat(job.counters().sum("readings-fates", "decoded")).isEqualTo(101);
    assertThat(job.counters().sum("readings-fates", "quarantined")).isEqualTo(broken.size());
    assertThat(job.counters().sum("readings-fates", "aheadOfTime")).isEqualTo(2);
    assertThat(job.counters().sum("aheadOfTimeBySensor")).isEqualTo(2);
    assertThat(job.counters().attempts()).isEqualTo(1);
  }

  private static List<byte[]> brokenValues(byte[] good) {
    byte[] noMagic = good.clone();
    noMagic[0] = 'x';
    byte[] unknownSchema = good.clone();
    Arrays.fill(unknownSchema, 1, 5, (byte) 0x7f);
    return Arrays.asList(
        null,
        new byte[0],
        new byte[] {0, 0, 0},
        "{\"sensorId\": \"json\"}".getBytes(UTF_8),
        noMagic,
        unknownSchema,
        Arrays.copyOf(good, good.length - 4),
        Arrays.copyOf(good, good.length + 4),
        Arrays.copyOf(good, 3_000));
  }

  private static Quarantined quarantined(RecordMetadata sent, byte[] value) {
    return new Quarantined(
        sent.topic(),
        sent.partition(),
        sent.offset(),
        Instant.EPOCH,
        ByteBuffer.wrap("pump-x".getBytes(UTF_8)),
        value == null ? null : ByteBuffer.wrap(value),
        "",
        "");
  }

  @Test
  void closesWindowsThoughPartitionsAreIdleAndSubtasksAreMany() throws Exception {
    Topic<SensorReading> topic = TestStack.created(Topics.READINGS);
    TestJob job = TestJob.in(folder);
    StreamExecutionEnvironment env = job.environment(6);
    Collected<WindowStatistics> results = new Collected<>();
    Ingest<SensorReading> in = source(topic).attach(env, "readings");
    assertThat(in.readings().getParallelism()).isEqualTo(4);
    WindowedStatistics.of(in.readings().keyBy(SensorReading::getSensorId))
        .tumbling(ofSeconds(10))
        .attach("statistics")
        .results()
        .sinkTo(results)
        .uid("statistics-out");

    JobClient client = env.executeAsync();
    var ended = client.getJobExecutionResult();
    try (RawRecords records = new RawRecords(topic)) {
      Sensor pump = sensor("pump-1");
      Instant windowStart = Instant.ofEpochSecond(now.getEpochSecond() / 10 * 10).minusSeconds(600);
      for (int i = 0; i < 30; i++) {
        records.send(1, pump.at(windowStart.plusSeconds(i)).value(i));
      }
      // far ahead of the clock: must not close anything
      records.send(1, pump.at(now.plus(Duration.ofHours(5))).value(1));
      await().atMost(HALF_A_MINUTE).until(() -> results.records().size() >= 2);
      records.send(1, pump.at(windowStart.plusSeconds(23)).value(100));
      records.send(1, pump.at(windowStart.plusSeconds(40)).value(100));
      await().atMost(HALF_A_MINUTE).until(() -> results.records().size() >= 3);
    } finally {
      client.cancel().get();
      await().atMost(HALF_A_MINUTE).until(ended::isDone);
    }
    assertThat(results.records())
        .extracting(WindowStatistics::getCount, WindowStatistics::getMax)
        .containsExactly(tuple(10L, 9.0), tuple(10L, 19.0), tuple(11L, 100.0));
    assertThat(job.counters().sum("aheadOfTime")).isEqualTo(1);
    assertThat(job.counters().attempts()).isEqualTo(1);
  }
}
