package dev.telemetry.kafka;

import dev.telemetry.topic.Topic;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/** Compares wanted topics with those of a cluster, then creates and grows; first all checks. */
final class TopicCheck {
  private final Admin admin;
  private final String cluster;
  private final short replicationFactor;
  private final boolean mayGrow;
  private final List<NewTopic> missing = new ArrayList<>();
  private final Map<String, NewPartitions> growing = new LinkedHashMap<>();
  private final List<String> unchanged = new ArrayList<>();

  TopicCheck(Admin admin, String cluster, short replicationFactor, boolean mayGrow) {
    this.admin = admin;
    this.cluster = cluster;
    this.replicationFactor = replicationFactor;
    this.mayGrow = mayGrow;
  }

  TopicReport ensure(List<Topic<?>> topics) {
    List<String> names = topics.stream().map(Topic::name).toList();
    Map<String, KafkaFuture<TopicDescription>> found =
        admin.describeTopics(names).topicNameValues();
    for (Topic<?> topic : topics) {
      KafkaFuture<TopicDescription> description = found.get(topic.name());
      Optional<TopicDescription> existing =
          description == null ? Optional.empty() : existing(description);
      existing.ifPresentOrElse(actual -> check(topic, actual), () -> missing.add(newTopic(topic)));
    }
    missing.forEach(this::create);
    if (!growing.isEmpty()) {
      await("give more partitions to " + growing.keySet(), admin.createPartitions(growing).all());
    }
    NewLeaders.of(missing, growing).await(admin, cluster);
    return new TopicReport(
        missing.stream().map(NewTopic::name).toList(),
        List.copyOf(growing.keySet()),
        List.copyOf(unchanged));
  }

  private Optional<TopicDescription> existing(KafkaFuture<TopicDescription> description) {
    try {
      return Optional.of(await("look at topics", description));
    } catch (TopicAdminException e) {
      if (e.getCause() instanceof UnknownTopicOrPartitionException) {
        return Optional.empty();
      }
      throw e;
    }
  }

  private NewTopic newTopic(Topic<?> topic) {
    return new NewTopic(topic.name(), topic.partitions(), replicationFactor)
        .configs(topic.settings());
  }

  private void check(Topic<?> topic, TopicDescription description) {
    checkSettings(topic);
    int actual = description.partitions().size();
    if (actual == topic.partitions()) {
      unchanged.add(topic.name());
    } else if (mayGrow && actual < topic.partitions()) {
      growing.put(topic.name(), NewPartitions.increaseTo(topic.partitions()));
    } else {
      throw new TopicMismatchException(
          topic.name(),
          "partitions",
          Integer.toString(topic.partitions()),
          Integer.toString(actual),
          actual < topic.partitions()
              ? "say partitions(" + actual + ") of the topic, or allowMorePartitions()"
              : "say partitions(" + actual + ") of the topic, as partitions cannot be taken away");
    }
  }

  private void checkSettings(Topic<?> topic) {
    ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
    Map<ConfigResource, Config> configs =
        await(
            "read the settings of " + topic.name(), admin.describeConfigs(List.of(resource)).all());
    Config config = configs.getOrDefault(resource, new Config(List.of()));
    topic.settings().forEach((name, wanted) -> compare(topic, config, name, wanted));
  }

  private static void compare(Topic<?> topic, Config config, String name, String wanted) {
    ConfigEntry entry = config.get(name);
    String actual = entry == null ? "unset" : String.valueOf(entry.value());
    if (!actual.equals(wanted)) {
      throw new TopicMismatchException(
          topic.name(),
          name,
          wanted,
          actual,
          "change the topic with Kafka's tools (kafka-configs --alter), or what is wanted");
    }
  }

  private void create(NewTopic topic) {
    try {
      await("create topic " + topic.name(), admin.createTopics(List.of(topic)).all());
    } catch (TopicAdminException e) {
      // somebody else created it at the same moment: a second look will tell whether as wanted
      if (e.getCause() instanceof TopicExistsException) {
        throw new TopicAdminException(
            "topic " + topic.name() + " was created by somebody else just now: try again",
            e.getCause());
      }
      throw e;
    }
  }

  private <R> R await(String what, KafkaFuture<R> future) {
    try {
      return future.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new TopicAdminException("interrupted, could not " + what + " on " + cluster, e);
    } catch (ExecutionException e) {
      Throwable cause = e.getCause() == null ? e : e.getCause();
      throw new TopicAdminException(
          "could not " + what + " on " + cluster + ": " + Advice.on(cause), cause);
    }
  }
}
