package dev.telemetry.benchmarks.pipeline;

import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.topic.Topic;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;

/** What the broker says of its topics. */
final class Broker implements AutoCloseable {
  private final Admin admin;

  Broker(KafkaConnection connection) {
    admin = Admin.create(connection.clientProperties());
  }

  static List<TopicPartition> partitions(List<Topic<?>> topics) {
    return topics.stream().flatMap(Broker::partitions).toList();
  }

  private static Stream<TopicPartition> partitions(Topic<?> topic) {
    return IntStream.range(0, topic.partitions())
        .mapToObj(number -> new TopicPartition(topic.name(), number));
  }

  /** How many records the topics hold. */
  long records(List<Topic<?>> topics) throws Exception {
    return offsets(topics, OffsetSpec.latest()).values().stream()
        .mapToLong(ListOffsetsResultInfo::offset)
        .sum();
  }

  /** When the broker got the last of them. */
  long lastAppendMillis(List<Topic<?>> topics) throws Exception {
    return offsets(topics, OffsetSpec.maxTimestamp()).values().stream()
        .mapToLong(ListOffsetsResultInfo::timestamp)
        .max()
        .orElseThrow();
  }

  private Map<TopicPartition, ListOffsetsResultInfo> offsets(
      List<Topic<?>> topics, OffsetSpec which) throws Exception {
    return admin
        .listOffsets(
            partitions(topics).stream()
                .collect(Collectors.toMap(Function.identity(), partition -> which)))
        .all()
        .get();
  }

  @Override
  public void close() {
    admin.close();
  }
}
