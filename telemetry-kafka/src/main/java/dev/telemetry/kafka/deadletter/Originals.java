package dev.telemetry.kafka.deadletter;

import dev.telemetry.kafka.KafkaConnection;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Finds the records that dead letters were made of, while their topic still has them. */
final class Originals implements AutoCloseable {
  private static final Duration POLL = Duration.ofSeconds(1);

  private final KafkaConsumer<byte[], byte[]> consumer;

  Originals(KafkaConnection connection) {
    Properties properties = connection.clientProperties();
    properties.setProperty("allow.auto.create.topics", "false");
    properties.setProperty("auto.offset.reset", "none");
    properties.setProperty("enable.auto.commit", "false");
    properties.setProperty("fetch.max.wait.ms", "20");
    // one is wanted, and a larger one comes all the same
    properties.setProperty("max.poll.records", "1");
    properties.setProperty("max.partition.fetch.bytes", "4096");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
  }

  @Nullable ConsumerRecord<byte[], byte[]> find(Place place) {
    TopicPartition partition = new TopicPartition(place.topic(), place.partition());
    try {
      consumer.assign(List.of(partition));
      consumer.seek(partition, place.offset());
      for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
        if (record.offset() == place.offset() && record.timestamp() == place.timestampMillis()) {
          return record;
        }
      }
    } catch (OffsetOutOfRangeException e) {
      return null; // it is gone
    }
    return null;
  }

  @Override
  public void close() {
    consumer.close();
  }
}
