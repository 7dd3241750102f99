package dev.telemetry.examples.faults.data;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.topic.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/**
 * The committed records of a topic as they are, partition by partition.
 *
 * @param records undecoded
 */
record Contents(List<ConsumerRecord<byte[], byte[]>> records) {

  static Contents of(KafkaConnection kafka, Topic<?> topic) {
    Properties properties = kafka.clientProperties();
    properties.setProperty("isolation.level", "read_committed");
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
      List<TopicPartition> partitions =
          consumer.partitionsFor(topic.name()).stream()
              .map(info -> new TopicPartition(info.topic(), info.partition()))
              .toList();
      consumer.assign(partitions);
      consumer.seekToBeginning(partitions);
      Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
      while (ends.entrySet().stream().anyMatch(e -> consumer.position(e.getKey()) < e.getValue())) {
        consumer.poll(Duration.ofMillis(200)).forEach(records::add);
      }
    }
    return new Contents(records);
  }

  List<byte[]> values() {
    return records.stream().map(ConsumerRecord::value).toList();
  }

  /** In an order of their own: two topics hold the same exactly when these are equal. */
  List<String> sorted() {
    return records.stream()
        .map(record -> text(record.key()) + " " + text(record.value()))
        .sorted()
        .collect(Collectors.toCollection(ArrayList::new));
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "" : new String(bytes, ISO_8859_1);
  }

  /** How many records only one of the two holds. */
  long differences(Contents other) {
    List<String> left = sorted();
    List<String> right = other.sorted();
    if (left.equals(right)) {
      return 0;
    }
    return only(left, right) + only(right, left);
  }

  private static long only(List<String> some, List<String> others) {
    Map<String, Long> left =
        some.stream().collect(Collectors.groupingBy(text -> text, Collectors.counting()));
    others.forEach(text -> left.computeIfPresent(text, (same, count) -> count - 1));
    return left.values().stream().filter(count -> count > 0).mapToLong(Long::longValue).sum();
  }
}
