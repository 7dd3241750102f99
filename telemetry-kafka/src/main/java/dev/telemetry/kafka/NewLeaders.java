package dev.telemetry.kafka;

import static java.util.stream.Collectors.toSet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RetriableException;

/**
 * Waits until new partitions are served. Brokers tell of a topic before they have opened its
 * partitions. The first batch that an idempotent producer sends is then refused, the second may be
 * taken already, and the first never fits before it (KAFKA-15591).
 */
record NewLeaders(Map<TopicPartition, OffsetSpec> partitions) {
  private static final int POLL_MILLIS = 20;

  static NewLeaders of(List<NewTopic> created, Map<String, NewPartitions> grown) {
    Map<TopicPartition, OffsetSpec> all = new HashMap<>();
    created.forEach(topic -> add(topic.name(), topic.numPartitions(), all));
    grown.forEach((topic, partitions) -> add(topic, partitions.totalCount(), all));
    return new NewLeaders(all);
  }

  private static void add(String topic, int count, Map<TopicPartition, OffsetSpec> all) {
    IntStream.range(0, count)
        .forEach(number -> all.put(new TopicPartition(topic, number), OffsetSpec.latest()));
  }

  void await(Admin admin, String cluster) {
    long deadline = System.nanoTime() + TopicAdmin.TIMEOUT.toNanos();
    try {
      while (!partitions.isEmpty() && !areServed(admin, cluster, deadline)) {
        Thread.sleep(POLL_MILLIS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicAdminException("interrupted, waited for new partitions on " + cluster, e);
    }
  }

  private Set<String> topics() {
    return partitions.keySet().stream().map(TopicPartition::topic).collect(toSet());
  }

  /** Only a leader that has opened its log tells where it ends. */
  private boolean areServed(Admin admin, String cluster, long deadline)
      throws InterruptedException {
    try {
      // asked for offsets of a topic it does not know, Kafka's client logs an error
      admin.describeTopics(topics()).allTopicNames().get();
      admin.listOffsets(partitions).all().get();
      return true;
    } catch (ExecutionException e) {
      Throwable cause = e.getCause();
      if (cause instanceof RetriableException && System.nanoTime() - deadline < 0) {
        return false;
      }
      throw new TopicAdminException(
          "new partitions are not served by " + cluster + ": " + e.getMessage(), cause);
    }
  }
}
