package dev.telemetry.examples.faults.data;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telemetry.kafka.serde.TelemetryAvroSerializer;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;

/** Sends readings, and bytes that are none, to a round's topic in one order per key. */
final class Feed {
  private final Topic<SensorReading> topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final TelemetryAvroSerializer<SensorReading> serializer;
  private final AtomicReference<Exception> failure = new AtomicReference<>();
  private long sent;

  Feed(DataStage stage, Topic<SensorReading> topic) {
    this.topic = topic;
    this.producer = stage.producer();
    this.serializer = TelemetryAvroSerializer.of(stage.registry(), topic);
  }

  /** Fills the topic of a new round. */
  static RoundTopics all(DataStage stage, String round, Iterable<SensorReading> readings) {
    RoundTopics topics = stage.topics(round);
    Feed feed = new Feed(stage, topics.readings());
    readings.forEach(feed::send);
    feed.flush();
    return topics;
  }

  byte[] frame(SensorReading reading) {
    return serializer.serialize(topic.name(), reading);
  }

  void send(SensorReading reading) {
    send(keyOf(reading), frame(reading), where -> {});
  }

  void send(byte[] key, byte[] value, Consumer<RecordMetadata> then) {
    sent++;
    producer.send(
        new ProducerRecord<>(topic.name(), key, value),
        (where, error) -> {
          if (error == null) {
            then.accept(where);
          } else {
            failure.compareAndSet(null, error);
          }
        });
  }

  static byte[] keyOf(SensorReading reading) {
    return reading.getSensorId().getBytes(UTF_8);
  }

  /** Waits until all is in Kafka, and says how many records that are. */
  long flush() {
    producer.flush();
    if (failure.get() != null) {
      throw new IllegalStateException("not all could be sent", failure.get());
    }
    return sent;
  }
}
