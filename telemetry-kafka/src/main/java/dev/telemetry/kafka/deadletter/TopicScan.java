package dev.telemetry.kafka.deadletter;

import dev.telemetry.kafka.KafkaConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads what a topic holds at this moment, committed, without a consumer group. */
final class TopicScan {
  private static final Duration POLL = Duration.ofMillis(100);

  private TopicScan() {}

  static void read(
      KafkaConnection connection, String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
    Properties properties = connection.clientProperties();
    properties.setProperty("isolation.level", "read_committed");
    properties.setProperty("allow.auto.create.topics", "false");
    properties.setProperty("enable.auto.commit", "false");
    // the end is known: nobody waits for more than is there
    properties.setProperty("fetch.max.wait.ms", "20");
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic).stream()
              .map(info -> new TopicPartition(topic, info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (isBefore(consumer, ends)) {
        for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
          if (record.offset() < ends.getOrDefault(partition(record), 0L)) {
            each.accept(record);
          }
        }
      }
    }
  }

  private static TopicPartition partition(ConsumerRecord<?, ?> record) {
    return new TopicPartition(record.topic(), record.partition());
  }

  private static boolean isBefore(
      KafkaConsumer<byte[], byte[]> consumer, Map<TopicPartition, Long> ends) {
    return ends.entrySet().stream()
        .anyMatch(end -> consumer.position(end.getKey()) < end.getValue());
  }
}
