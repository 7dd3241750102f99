package dev.telemetry.flink;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telemetry.flink.quality.Duplicates;
import dev.telemetry.flink.quality.OnceStreams;
import dev.telemetry.flink.source.Ingest;
import dev.telemetry.flink.source.TelemetrySource;
import dev.telemetry.flink.type.Originated;
import dev.telemetry.kafka.TelemetryProducer;
import dev.telemetry.kafka.spool.Origin;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that is killed while it sends, a broker, and a job with the filter by origin. */
@Timeout(240)
class SpooledGatewayIT {
  private static final long NUMBERS_A_ROUND = 1_000_000_000L;

  @TempDir Path folder;
  private final Topic<SensorReading> topic = TestStack.created(Topics.READINGS);
  private final Collected<SensorReading> accepted = new Collected<>();
  private final Collected<Rejected> rejected = new Collected<>();

  @Test
  void takesEachReadingOnceThroughKillsOfTheGatewayAndARescale() throws Exception {
    TestJob before = TestJob.in(folder);
    JobClient first = start(before, 2);
    killedWhileItSends(0, 500);
    killedWhileItSends(1, 200);
    await().atMost(ofMinutes(1)).until(() -> !rejected.records().isEmpty());
    Configuration recovery = new Configuration();
    recovery.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint(first));

    killedWhileItSends(2, 300);
    TestJob after = TestJob.in(folder, recovery);
    JobClient second = start(after, 3);
    deliverTheRest();
    Delivered delivered = delivered();
    await()
        .atMost(ofMinutes(1))
        .untilAsserted(
            () ->
                assertThat(accepted.records().size() + rejected.records().size())
                    .isEqualTo(delivered.records));
    second.cancel().get();

    assertThat(accepted.records())
        .extracting(reading -> (long) reading.getValue())
        .doesNotHaveDuplicates()
        .hasSize(delivered.origins.size())
        .containsAll(acknowledged());
    assertThat(rejected.records()).hasSizeGreaterThan(10);
    assertThat(sum("unknown", before, after) + sum("withoutOrigin", before, after)).isZero();
    assertThat(sum("lost", before, after)).isEqualTo(sum("found", before, after));
  }

  private static long sum(String counter, TestJob before, TestJob after) {
    return before.counters().sum(counter) + after.counters().sum(counter);
  }

  private JobClient start(TestJob job, int parallelism) throws Exception {
    StreamExecutionEnvironment env = job.environment(parallelism);
    Ingest<Originated<SensorReading>> in =
        TelemetrySource.from(topic)
            .connection(TestStack.kafka())
            .group("spooled-gateway-test")
            .idleAfter(ofSeconds(1))
            .attachWithOrigin(env, "readings");
    OnceStreams once = Duplicates.byOrigin().lostAfter(ofMillis(500)).attach(in.readings(), "once");
    once.accepted().sinkTo(accepted).uid("accepted-out");
    once.rejected().sinkTo(rejected).uid("rejected-out");
    return env.executeAsync();
  }

  private String savepoint(JobClient job) throws Exception {
    return job.stopWithSavepoint(
            false, folder.resolve("saved").toUri().toString(), SavepointFormatType.CANONICAL)
        .get();
  }

  private void killedWhileItSends(int round, long millis) throws Exception {
    int before = delivered().records;
    Process gateway =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                SpooledGateway.class.getName(),
                TestStack.bootstrapServers(),
                TestStack.registryUrl(),
                topic.name(),
                folder.toString(),
                Long.toString(round * NUMBERS_A_ROUND))
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("gateway.log").toFile())
            .start();
    try {
      await().atMost(ofMinutes(1)).until(() -> delivered().records > before);
      boolean unused = gateway.waitFor(millis, TimeUnit.MILLISECONDS);
      assertThat(gateway.isAlive()).as("runs until it is killed").isTrue();
    } finally {
      gateway.destroyForcibly().onExit().join();
    }
  }

  private void deliverTheRest() {
    try (TelemetryProducer<SensorReading> rest =
        SpooledGateway.open(TestStack.kafka(), topic, folder)) {
      await().atMost(ofMinutes(1)).until(() -> rest.spoolCounters().orElseThrow().pending() == 0);
    }
  }

  private Set<Long> acknowledged() throws IOException {
    Path file = SpooledGateway.acknowledged(folder);
    Set<Long> numbers = new HashSet<>();
    if (Files.exists(file)) {
      ByteBuffer notes = ByteBuffer.wrap(Files.readAllBytes(file));
      while (notes.remaining() >= Long.BYTES) {
        numbers.add(notes.getLong());
      }
    }
    return numbers;
  }

  /** What the topic holds. */
  private record Delivered(int records, Set<Origin> origins) {}

  private Delivered delivered() {
    Set<Origin> origins = new HashSet<>();
    int records = 0;
    try (KafkaConsumer<byte[], byte[]> consumer = consumer()) {
      Map<TopicPartition, Long> ends = consumer.endOffsets(consumer.assignment());
      consumer.seekToBeginning(ends.keySet());
      while (ends.entrySet().stream()
          .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
        for (var record : consumer.poll(ofSeconds(1))) {
          records++;
          origins.add(Origin.of(record.headers()).orElseThrow());
        }
      }
    }
    return new Delivered(records, origins);
  }

  private KafkaConsumer<byte[], byte[]> consumer() {
    var consumer =
        new KafkaConsumer<>(
            TestStack.kafka().clientProperties(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    consumer.assign(
        consumer.partitionsFor(topic.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList());
    return consumer;
  }
}
