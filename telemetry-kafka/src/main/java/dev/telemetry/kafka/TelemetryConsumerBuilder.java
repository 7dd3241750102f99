package dev.telemetry.kafka;

import static java.util.Objects.requireNonNull;

import dev.telemetry.kafka.serde.RecordDecoder;
import dev.telemetry.kafka.serde.WhenRegistryIsDown;
import dev.telemetry.topic.Topic;
import java.util.List;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/**
 * What a consumer needs to know; immutable, each step returns a new builder.
 *
 * @param <T> the type of the records
 */
public final class TelemetryConsumerBuilder<T extends SpecificRecord> {
  private final Topic<T> topic;
  private final @Nullable KafkaConnection connection;
  private final @Nullable String group;
  private final boolean everyPartition;
  private final boolean earliest;
  private final WhenRegistryIsDown whenDown;

  private TelemetryConsumerBuilder(
      Topic<T> topic,
      @Nullable KafkaConnection connection,
      @Nullable String group,
      boolean everyPartition,
      boolean earliest,
      WhenRegistryIsDown whenDown) {
    this.topic = topic;
    this.connection = connection;
    this.group = group;
    this.everyPartition = everyPartition;
    this.earliest = earliest;
    this.whenDown = whenDown;
  }

  static <T extends SpecificRecord> TelemetryConsumerBuilder<T> from(Topic<T> topic) {
    return new TelemetryConsumerBuilder<>(topic, null, null, false, true, WhenRegistryIsDown.WAIT);
  }

  /**
   * Where Kafka and the registry are.
   *
   * @param newConnection the connection
   * @return the builder
   */
  public TelemetryConsumerBuilder<T> connection(KafkaConnection newConnection) {
    requireNonNull(newConnection, "connection");
    return new TelemetryConsumerBuilder<>(
        topic, newConnection, group, everyPartition, earliest, whenDown);
  }

  /**
   * Shares the partitions with the other members of a group, which also keeps the place.
   *
   * @param newGroup the group's name
   * @return the builder
   */
  public TelemetryConsumerBuilder<T> group(String newGroup) {
    if (newGroup.isBlank()) {
      throw new IllegalArgumentException("group must not be blank");
    }
    return new TelemetryConsumerBuilder<>(
        topic, connection, newGroup, everyPartition, earliest, whenDown);
  }

  /**
   * Reads all partitions that the topic has now, alone and without keeping a place, as a dashboard
   * does.
   *
   * @return the builder
   */
  public TelemetryConsumerBuilder<T> everyPartition() {
    return new TelemetryConsumerBuilder<>(topic, connection, group, true, earliest, whenDown);
  }

  /**
   * Begins with the oldest record where there is no place to go on from. So it is unless told.
   *
   * @return the builder
   */
  public TelemetryConsumerBuilder<T> fromEarliest() {
    return new TelemetryConsumerBuilder<>(topic, connection, group, everyPartition, true, whenDown);
  }

  /**
   * Begins with the next record that comes where there is no place to go on from.
   *
   * @return the builder
   */
  public TelemetryConsumerBuilder<T> fromLatest() {
    return new TelemetryConsumerBuilder<>(
        topic, connection, group, everyPartition, false, whenDown);
  }

  /**
   * Says what becomes of a record whose schema was not seen yet while the registry is down.
   *
   * @param choice wait, which throws in poll, unless told
   * @return the builder
   */
  public TelemetryConsumerBuilder<T> whenRegistryIsDown(WhenRegistryIsDown choice) {
    requireNonNull(choice, "choice");
    return new TelemetryConsumerBuilder<>(
        topic, connection, group, everyPartition, earliest, choice);
  }

  /**
   * The consumer.
   *
   * @return the consumer; close it
   * @throws IllegalStateException where the connection is missing or not said to be safe, or where
   *     neither or both of group and everyPartition were said
   */
  public TelemetryConsumer<T> build() {
    if (connection == null) {
      throw new IllegalStateException("the connection is missing: call connection(...)");
    }
    if ((group != null) == everyPartition) {
      throw new IllegalStateException(
          group == null
              ? "nothing says which partitions to read: call group(...) or everyPartition()"
              : "group(...) and everyPartition() contradict: say one of them");
    }
    RecordDecoder<T> decoder =
        RecordDecoder.of(topic, connection.schemaRegistry())
            .maxRecordBytes(topic.maxRecordBytes())
            .whenRegistryIsDown(whenDown);
    return new TelemetryConsumer<>(open(properties(connection)), decoder, group != null);
  }

  private Properties properties(KafkaConnection from) {
    Properties properties = from.clientProperties();
    properties.setProperty("enable.auto.commit", "false");
    properties.setProperty("auto.offset.reset", earliest ? "earliest" : "latest");
    properties.putIfAbsent("isolation.level", "read_committed");
    if (group != null) {
      properties.setProperty("group.id", group);
    }
    return properties;
  }

  private KafkaConsumer<byte[], byte[]> open(Properties properties) {
    KafkaConsumer<byte[], byte[]> consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    try {
      if (everyPartition) {
        assignAll(consumer);
      } else {
        consumer.subscribe(List.of(topic.name()));
      }
      return consumer;
    } catch (KafkaException | IllegalStateException e) {
      consumer.close();
      throw e;
    }
  }

  private void assignAll(KafkaConsumer<byte[], byte[]> consumer) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new IllegalStateException(
          "topic " + topic.name() + " does not exist: create it, for instance with TopicAdmin");
    }
    consumer.assign(partitions);
    if (earliest) {
      consumer.seekToBeginning(partitions);
    } else {
      consumer.seekToEnd(partitions);
      // asks now, or a record that comes before the first poll would be missed
      partitions.forEach(consumer::position);
    }
  }
}
