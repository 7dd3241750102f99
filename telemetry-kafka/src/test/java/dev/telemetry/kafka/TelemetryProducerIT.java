package dev.telemetry.kafka;

import static dev.telemetry.kafka.TestServices.connection;
import static dev.telemetry.kafka.TestServices.createdTopic;
import static dev.telemetry.kafka.TestServices.freshTopic;
import static dev.telemetry.kafka.TestServices.reading;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.telemetry.kafka.registry.SchemaRegistry;
import dev.telemetry.kafka.registry.SchemaRegistryException;
import dev.telemetry.model.SensorReading;
import dev.telemetry.testkit.LocalKafka;
import dev.telemetry.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.junit.jupiter.api.Test;

class TelemetryProducerIT {
  private static Throwable failure(CompletableFuture<?> future) {
    assertThat(future).failsWithin(ofSeconds(30));
    return catchThrowableOfType(ExecutionException.class, future::get).getCause();
  }

  private static List<Received<SensorReading>> readAll(Topic<SensorReading> topic, int count) {
    List<Received<SensorReading>> all = new ArrayList<>();
    long end = System.nanoTime() + ofSeconds(20).toNanos();
    try (TelemetryConsumer<SensorReading> consumer =
        TelemetryConsumer.from(topic).connection(connection()).everyPartition().build()) {
      while (all.size() < count && System.nanoTime() < end) {
        all.addAll(consumer.poll(ofSeconds(1)).records());
      }
    }
    return all;
  }

  @Test
  void deliversInOrderForEachKeyWithTheBrokersTimestamp() {
    Topic<SensorReading> topic = createdTopic();
    Instant before = Instant.now();
    List<CompletableFuture<RecordMetadata>> futures = new ArrayList<>();
    try (TelemetryProducer<SensorReading> producer =
        TelemetryProducer.to(topic)
            .connection(connection())
            .compression(Compression.ZSTD)
            .linger(Duration.ofMillis(1))
            .build()) {
      for (int i = 0; i < 1_000; i++) {
        futures.add(producer.send(reading("sensor-" + i % 7, i)));
      }
      producer.flush();

      assertThat(producer.counters()).isEqualTo(new ProducerCounters(1_000, 1_000, 0, 0));
    }

    assertThat(futures).allMatch(future -> future.isDone() && !future.isCompletedExceptionally());
    List<Received<SensorReading>> received = readAll(topic, 1_000);
    assertThat(received).hasSize(1_000);
    for (int sensor = 0; sensor < 7; sensor++) {
      String key = "sensor-" + sensor;
      assertThat(received)
          .filteredOn(record -> key.equals(record.key()))
          .extracting(record -> record.value().getValue())
          .isSorted()
          .hasSizeGreaterThan(100);
    }
    assertThat(received)
        .allMatch(record -> record.timestamp().isAfter(before.minusSeconds(1)))
        .allMatch(record -> record.value().getEventTime().equals(Instant.ofEpochMilli(1_000)));
  }

  @Test
  void takesAnySerializer() throws Exception {
    Serializer<SensorReading> names = (name, record) -> record.getSensorId().getBytes(UTF_8);
    Topic<SensorReading> topic = createdTopic();
    KafkaConnection withoutRegistry = KafkaConnection.to(TestServices.kafka()).insecureLocal();
    try (TelemetryProducer<SensorReading> producer =
        TelemetryProducer.to(topic).connection(withoutRegistry).serializer(names).build()) {
      assertThat(producer.send(reading("pump-1", 1)).get().serializedValueSize()).isEqualTo(6);
    }
  }

  @Test
  void failsTheFutureOfAnUnsendableRecordAndGoesOn() {
    Topic<SensorReading> topic = createdTopic();
    try (TelemetryProducer<SensorReading> producer =
        TelemetryProducer.to(topic).connection(connection()).build()) {
      SensorReading incomplete = new SensorReading();
      SensorReading huge = reading("x".repeat(2_000_000), 1);

      assertThat(failure(producer.send(incomplete)))
          .isInstanceOf(UnsendableRecordException.class)
          .hasCauseInstanceOf(SerializationException.class);
      assertThat(failure(producer.send(huge)))
          .isInstanceOf(UnsendableRecordException.class)
          .hasMessageContaining("oversized");
      assertThat(producer.send(reading("pump-1", 1))).succeedsWithin(ofSeconds(10));
      assertThat(producer.counters()).isEqualTo(new ProducerCounters(3, 1, 2, 0));
    }
    assertThat(readAll(topic, 1)).hasSize(1);
  }

  @Test
  void saysThatTheTopicIsMissingWithinItsBound() {
    TelemetryProducer<SensorReading> producer =
        TelemetryProducer.to(freshTopic())
            .connection(connection())
            .maxBlock(Duration.ofMillis(300))
            .build();

    assertThat(failure(producer.send(reading("pump-1", 1))))
        .isInstanceOf(BufferFullException.class)
        .hasMessageContaining("maxBlock")
        .hasMessageContaining("topic exists");
    assertThat(catchThrowableOfType(UndeliveredException.class, producer::close).count())
        .isEqualTo(1);
    producer.close();
  }

  @Test
  void failsInBoundedTimeWhenTheBrokerStopsAndCountsWhatIsLost() {
    LocalKafka broker = LocalKafka.start();
    KafkaConnection own =
        KafkaConnection.to(broker.bootstrapServers())
            .registry(TestServices.registryUrl())
            .insecureLocal()
            .property("buffer.memory", "100000");
    Topic<SensorReading> topic = freshTopic().partitions(1);
    TopicAdmin.ensure(own, topic);
    TelemetryProducer<SensorReading> producer =
        TelemetryProducer.to(topic)
            .connection(own)
            .compression(Compression.NONE)
            .maxBlock(ofSeconds(2))
            .deliveryTimeout(ofSeconds(20))
            .build();
    assertThat(producer.send(reading("pump-1", 0))).succeedsWithin(ofSeconds(10));

    broker.close();
    CompletableFuture<RecordMetadata> buffered = producer.send(reading("pump-1", 1));
    CompletableFuture<RecordMetadata> last = buffered;
    long start = System.nanoTime();
    int sent = 2;
    while (!last.isDone() && sent < 10_000) {
      last = producer.send(reading("pump-1", sent++));
    }

    assertThat(failure(last)).isInstanceOf(BufferFullException.class);
    UndeliveredException lost =
        catchThrowableOfType(UndeliveredException.class, () -> producer.close(ofSeconds(1)));
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(ofSeconds(10));
    assertThat(lost.count()).isEqualTo(sent - 1);
    assertThat(failure(buffered))
        .isInstanceOf(TelemetryProducerException.class)
        .hasCauseInstanceOf(Exception.class);
    assertThat(producer.counters()).isEqualTo(new ProducerCounters(sent, 1, sent - 1, 0));
  }

  @Test
  void failsTheFutureWhileTheRegistryIsDown() {
    KafkaConnection noRegistry = KafkaConnection.to(TestServices.kafka()).insecureLocal();
    SchemaRegistry nobody =
        SchemaRegistry.at("http://127.0.0.1:1").patience(Duration.ofMillis(200)).open();
    TelemetryProducer<SensorReading> producer =
        TelemetryProducer.to(createdTopic())
            .connection(noRegistry)
            .serializer(new dev.telemetry.kafka.serde.TelemetryAvroSerializer<>(nobody))
            .build();

    assertThat(failure(producer.send(reading("pump-1", 1))))
        .isExactlyInstanceOf(TelemetryProducerException.class)
        .hasCauseInstanceOf(SchemaRegistryException.class);
    assertThat(catchThrowableOfType(UndeliveredException.class, producer::close).count())
        .isEqualTo(1);
  }

  @Test
  void namesWhatIsMissing() {
    assertThatIllegalStateException()
        .isThrownBy(() -> TelemetryProducer.to(freshTopic()).build())
        .withMessageContaining("connection(...)");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                TelemetryProducer.to(freshTopic())
                    .connection(connection())
                    .linger(ofSeconds(2))
                    .deliveryTimeout(ofSeconds(1))
                    .build())
        .withMessageContaining("deliveryTimeout must be longer than linger");
  }
}
