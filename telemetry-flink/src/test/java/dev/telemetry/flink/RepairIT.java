package dev.telemetry.flink;

import static dev.telemetry.testkit.Sensors.sensor;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telemetry.flink.quality.Duplicates;
import dev.telemetry.flink.quality.OnceStreams;
import dev.telemetry.flink.sink.TelemetrySink;
import dev.telemetry.flink.source.Ingest;
import dev.telemetry.flink.source.TelemetrySource;
import dev.telemetry.flink.type.Originated;
import dev.telemetry.kafka.deadletter.DeadLetters;
import dev.telemetry.kafka.deadletter.ReplayReport;
import dev.telemetry.kafka.serde.TelemetryAvroSerializer;
import dev.telemetry.kafka.spool.Origin;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Base64;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A spooled record that cannot be read: quarantined, missed, repaired, put back and found. */
@Timeout(120)
class RepairIT {
  private static final byte[] DEVICE = "gateway-1".getBytes(UTF_8);

  @TempDir Path folder;
  private final Topic<SensorReading> topic = TestStack.created(Topics.READINGS.partitions(1));
  private final Topic<Quarantined> quarantine = TestStack.created(Topics.QUARANTINE);
  private final Collected<SensorReading> accepted = new Collected<>();

  @Test
  void findsAQuarantinedReadingOnceThoughItWasDeliveredTwice() throws Exception {
    byte[] broken = "no reading".getBytes(UTF_8);
    send(0, bytes(reading(0)));
    send(1, broken);
    send(1, broken);
    send(2, bytes(reading(2)));
    TestJob job = TestJob.in(folder);
    JobClient running = start(job);
    await().atMost(ofMinutes(1)).until(() -> job.counters().sum("once", "lost") == 1);

    DeadLetters letters = DeadLetters.of(quarantine, TestStack.kafka());
    Path file = folder.resolve("letters.jsonl");
    letters.export(letter -> letter.reason().contains("MissingFrame"), file);
    Base64.Encoder base64 = Base64.getEncoder();
    Files.writeString(
        file,
        Files.readString(file)
            .replace(base64.encodeToString(broken), base64.encodeToString(bytes(reading(1)))));
    assertThat(letters.replay().atMost(2).run(file)).isEqualTo(new ReplayReport(2, 0, 0, 0));

    await().atMost(ofMinutes(1)).until(() -> job.counters().sum("once", "rejected") == 1);
    running.cancel().get();
    assertThat(accepted.records()).containsExactlyInAnyOrder(reading(0), reading(1), reading(2));
    assertThat(job.counters().sum("once", "found")).isEqualTo(1);
  }

  private static SensorReading reading(int number) {
    return sensor("pump-1").at(Instant.ofEpochSecond(1_000_000)).value(number);
  }

  private byte[] bytes(SensorReading reading) {
    try (var serializer = TelemetryAvroSerializer.of(TestStack.kafka().schemaRegistry(), topic)) {
      return serializer.serialize(topic.name(), reading);
    }
  }

  private void send(long sequence, byte[] value) throws Exception {
    byte[] origin =
        ByteBuffer.allocate(16 + DEVICE.length).putLong(7).putLong(sequence).put(DEVICE).array();
    var record = new ProducerRecord<>(topic.name(), "pump-1".getBytes(UTF_8), value);
    record.headers().add(Origin.HEADER, origin);
    try (var producer =
        new KafkaProducer<>(
            TestStack.kafka().clientProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      producer.send(record).get();
    }
  }

  private JobClient start(TestJob job) throws Exception {
    StreamExecutionEnvironment env = job.environment(1);
    Ingest<Originated<SensorReading>> in =
        TelemetrySource.from(topic)
            .connection(TestStack.kafka())
            .group("repair-test")
            .idleAfter(ofSeconds(1))
            .attachWithOrigin(env, "readings");
    in.quarantined()
        .sinkTo(TelemetrySink.to(quarantine).connection(TestStack.kafka()).build())
        .uid("quarantine-out");
    OnceStreams once = Duplicates.byOrigin().lostAfter(ofMillis(500)).attach(in.readings(), "once");
    once.accepted().sinkTo(accepted).uid("accepted-out");
    return env.executeAsync();
  }
}
