package dev.telemetry.kafka;

import static dev.telemetry.kafka.TestServices.connection;
import static dev.telemetry.kafka.TestServices.createdTopic;
import static dev.telemetry.kafka.TestServices.freshTopic;
import static dev.telemetry.kafka.TestServices.reading;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.groups.Tuple.tuple;
import static org.awaitility.Awaitility.await;

import dev.telemetry.kafka.registry.SchemaRegistry;
import dev.telemetry.kafka.registry.SchemaRegistryException;
import dev.telemetry.kafka.serde.MissingFrameException;
import dev.telemetry.kafka.serde.RecordDecoder;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;

class TelemetryConsumerIT {
  private static void send(Topic<SensorReading> topic, double... values) {
    try (TelemetryProducer<SensorReading> producer =
        TelemetryProducer.to(topic).connection(connection()).build()) {
      for (double value : values) {
        assertThat(producer.send(reading("pump-1", value))).succeedsWithin(ofSeconds(10));
      }
    }
  }

  private static void sendRaw(Topic<SensorReading> topic, byte[] value) {
    try (KafkaProducer<byte[], byte[]> producer =
        new KafkaProducer<>(
            connection().clientProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      Future<RecordMetadata> sent = producer.send(new ProducerRecord<>(topic.name(), value));
      producer.flush();
      assertThat(sent.isDone()).isTrue();
    }
  }

  private static List<Double> read(TelemetryConsumer<SensorReading> consumer, int count) {
    List<Double> values = new ArrayList<>();
    await()
        .atMost(ofSeconds(30))
        .until(
            () -> {
              consumer
                  .poll(ofSeconds(1))
                  .records()
                  .forEach(record -> values.add(record.value().getValue()));
              return values.size() >= count;
            });
    return values;
  }

  private static TelemetryConsumer<SensorReading> member(Topic<SensorReading> topic) {
    return TelemetryConsumer.from(topic)
        .connection(connection())
        .group("group-of-" + topic.name())
        .build();
  }

  @Test
  void readsAgainWhatWasNotCommitted() {
    Topic<SensorReading> topic = createdTopic();
    send(topic, 1, 2, 3);
    try (TelemetryConsumer<SensorReading> consumer = member(topic)) {
      assertThat(read(consumer, 3)).containsExactly(1.0, 2.0, 3.0);
      consumer.commit();
      send(topic, 4, 5);
      assertThat(read(consumer, 2)).containsExactly(4.0, 5.0);
    }

    try (TelemetryConsumer<SensorReading> successor = member(topic)) {
      assertThat(read(successor, 2)).containsExactly(4.0, 5.0);
    }
  }

  @Test
  void givesBadRecordsBesideTheGoodOnes() {
    Topic<SensorReading> topic = freshTopic().partitions(1);
    TopicAdmin.ensure(connection(), topic);
    send(topic, 1);
    sendRaw(topic, new byte[] {1, 2, 3});
    sendRaw(topic, null);
    send(topic, 2);
    List<Double> good = new ArrayList<>();
    List<Quarantined> bad = new ArrayList<>();

    try (TelemetryConsumer<SensorReading> consumer =
        TelemetryConsumer.from(topic).connection(connection()).everyPartition().build()) {
      await()
          .atMost(ofSeconds(30))
          .until(
              () -> {
                Batch<SensorReading> batch = consumer.poll(ofSeconds(1));
                batch.records().forEach(record -> good.add(record.value().getValue()));
                bad.addAll(batch.quarantined());
                return good.size() + bad.size() >= 4;
              });
      assertThatIllegalStateException().isThrownBy(consumer::commit).withMessageContaining("group");
    }

    assertThat(good).containsExactly(1.0, 2.0);
    assertThat(bad)
        .extracting(Quarantined::getOffset, Quarantined::getErrorClass)
        .containsExactly(
            tuple(1L, MissingFrameException.class.getName()),
            tuple(2L, MissingFrameException.class.getName()));
  }

  @Test
  void beginsAtTheEndWhenTold() {
    Topic<SensorReading> topic = createdTopic();
    send(topic, 1);
    try (TelemetryConsumer<SensorReading> consumer =
        TelemetryConsumer.from(topic)
            .connection(connection())
            .everyPartition()
            .fromLatest()
            .build()) {
      send(topic, 2);
      assertThat(read(consumer, 1)).containsExactly(2.0);
    }
  }

  @Test
  void readsTheSameRecordsAgainAfterTheRegistryWasDown() {
    Topic<SensorReading> topic = freshTopic().partitions(1);
    TopicAdmin.ensure(connection(), topic);
    send(topic, 1, 2);
    TopicPartition partition = new TopicPartition(topic.name(), 0);
    KafkaConsumer<byte[], byte[]> kafka =
        new KafkaConsumer<>(
            connection().clientProperties(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer());
    kafka.assign(List.of(partition));
    kafka.seekToBeginning(List.of(partition));
    SchemaRegistry nobody =
        SchemaRegistry.at("http://127.0.0.1:1").patience(Duration.ofMillis(100)).open();

    try (TelemetryConsumer<SensorReading> consumer =
        new TelemetryConsumer<>(kafka, RecordDecoder.of(topic, nobody), false)) {
      for (int i = 0; i < 2; i++) {
        assertThatExceptionOfType(SchemaRegistryException.class)
            .isThrownBy(() -> consumer.poll(ofSeconds(10)));
        assertThat(kafka.position(partition)).isZero();
      }
    }
  }

  @Test
  void namesWhatIsMissing() {
    TelemetryConsumerBuilder<SensorReading> builder = TelemetryConsumer.from(freshTopic());

    assertThatIllegalStateException()
        .isThrownBy(builder::build)
        .withMessageContaining("connection(...)");
    assertThatIllegalStateException()
        .isThrownBy(builder.connection(connection())::build)
        .withMessageContaining("group(...) or everyPartition()");
    assertThatIllegalStateException()
        .isThrownBy(builder.connection(connection()).group("g").everyPartition()::build)
        .withMessageContaining("contradict");
    assertThatIllegalStateException()
        .isThrownBy(builder.connection(connection()).everyPartition()::build)
        .withMessageContaining("does not exist");
  }
}
