package dev.telemetry.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.telemetry.kafka.registry.SchemaRegistryException;
import dev.telemetry.kafka.serde.Decoded;
import dev.telemetry.kafka.serde.RecordDecoder;
import dev.telemetry.model.Quarantined;
import dev.telemetry.topic.Topic;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Reads a topic's records at least once: what was polled and not committed is read again after a
 * crash. A record whose bytes cannot be read does not stop the others: it comes in the batch's
 * second list. Records of aborted transactions are not read. Not thread-safe.
 *
 * @param <T> the type of the records
 */
public final class TelemetryConsumer<T extends SpecificRecord> implements AutoCloseable {
  private final Consumer<byte[], byte[]> consumer;
  private final RecordDecoder<T> decoder;
  private final boolean inGroup;

  TelemetryConsumer(Consumer<byte[], byte[]> consumer, RecordDecoder<T> decoder, boolean inGroup) {
    this.consumer = consumer;
    this.decoder = decoder;
    this.inGroup = inGroup;
  }

  /**
   * Begins a consumer.
   *
   * @param topic what is read
   * @param <T> the type of the records
   * @return a builder; its connection, and its group or everyPartition, are still to be named
   */
  public static <T extends SpecificRecord> TelemetryConsumerBuilder<T> from(Topic<T> topic) {
    return TelemetryConsumerBuilder.from(requireNonNull(topic, "topic"));
  }

  /**
   * Waits for records.
   *
   * @param timeout how long to wait for the first
   * @return what came, perhaps nothing
   * @throws SchemaRegistryException where a schema is not known yet and the registry does not
   *     answer; nothing is lost, the next poll reads the same records
   */
  public Batch<T> poll(Duration timeout) {
    ConsumerRecords<byte[], byte[]> polled = consumer.poll(timeout);
    List<Received<T>> records = new ArrayList<>(polled.count());
    List<Quarantined> quarantined = new ArrayList<>();
    try {
      for (ConsumerRecord<byte[], byte[]> record : polled) {
        Decoded<T> decoded = decoder.decode(record);
        if (decoded.isReadable()) {
          records.add(received(record, decoded.value()));
        } else {
          quarantined.add(decoded.quarantined());
        }
      }
    } catch (SchemaRegistryException e) {
      rewind(polled);
      throw e;
    }
    return new Batch<>(List.copyOf(records), List.copyOf(quarantined));
  }

  private void rewind(ConsumerRecords<byte[], byte[]> polled) {
    for (TopicPartition partition : polled.partitions()) {
      consumer.seek(partition, polled.records(partition).get(0).offset());
    }
  }

  private static <T> Received<T> received(ConsumerRecord<byte[], byte[]> record, T value) {
    return new Received<>(
        value,
        text(record.key()),
        record.partition(),
        record.offset(),
        Instant.ofEpochMilli(record.timestamp()));
  }

  private static @Nullable String text(byte @Nullable [] key) {
    return key == null ? null : new String(key, UTF_8);
  }

  /**
   * Says that everything polled so far is dealt with: the group goes on behind it.
   *
   * @throws IllegalStateException where the consumer reads every partition without a group
   * @throws org.apache.kafka.common.KafkaException where the broker does not take it, for instance
   *     because the group gave the partitions to another member: those records are read again
   */
  public void commit() {
    if (!inGroup) {
      throw new IllegalStateException(
          "everyPartition() keeps no place in the topic: use group(...) to commit");
    }
    consumer.commitSync();
  }

  /** Leaves the group, without a commit. */
  @Override
  public void close() {
    consumer.close();
  }
}
