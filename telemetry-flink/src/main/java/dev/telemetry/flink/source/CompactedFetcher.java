package dev.telemetry.flink.source;

import dev.telemetry.flink.source.CompactedFetcher.Change;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.serde.Decoded;
import dev.telemetry.kafka.serde.RecordDecoder;
import dev.telemetry.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.connector.base.source.reader.RecordsBySplits;
import org.apache.flink.connector.base.source.reader.RecordsWithSplitIds;
import org.apache.flink.connector.base.source.reader.splitreader.SplitReader;
import org.apache.flink.connector.base.source.reader.splitreader.SplitsChange;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads all partitions from their beginning and finds out when the end of the start is reached. */
final class CompactedFetcher<T extends SpecificRecord>
    implements SplitReader<Change<T>, KnownKeys> {
  private static final Logger LOG = LoggerFactory.getLogger(CompactedFetcher.class);
  private static final Duration POLL = Duration.ofMillis(200);

  private final Topic<T> topic;
  private final RecordDecoder<T> decoder;
  private final KafkaConsumer<byte[], byte[]> consumer;
  private final long deadlineNanos;
  private Map<TopicPartition, Long> ends = Map.of();
  private boolean assigned;
  private boolean waitedEnough;

  CompactedFetcher(Topic<T> topic, KafkaConnection connection, long waitAtMostMillis) {
    this.topic = topic;
    decoder =
        RecordDecoder.of(topic, connection.schemaRegistry()).maxRecordBytes(topic.maxRecordBytes());
    Properties properties = connection.clientProperties();
    properties.setProperty("enable.auto.commit", "false");
    properties.setProperty("auto.offset.reset", "earliest");
    properties.putIfAbsent("isolation.level", "read_committed");
    consumer =
        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    deadlineNanos = System.nanoTime() + Duration.ofMillis(waitAtMostMillis).toNanos();
  }

  enum Kind {
    VALUE,
    UNREADABLE,
    REMOVAL,
    /** All that was there at the start has come. */
    ALL_READ,
    /** Nobody shall wait any longer for all that was there. */
    WAITED_ENOUGH
  }

  /** A record, or how far the reading has come. */
  record Change<T>(Kind kind, String key, @Nullable Decoded<T> result) {
    Decoded<T> decoded() {
      if (result == null) {
        throw new IllegalStateException(kind + " has no record");
      }
      return result;
    }
  }

  @Override
  public void handleSplitsChanges(SplitsChange<KnownKeys> change) {
    List<TopicPartition> partitions =
        consumer.partitionsFor(topic.name()).stream()
            .map(info -> new TopicPartition(info.topic(), info.partition()))
            .toList();
    if (partitions.isEmpty()) {
      throw new IllegalStateException(
          "topic " + topic.name() + " does not exist: create it, for instance with TopicAdmin");
    }
    consumer.assign(partitions);
    consumer.seekToBeginning(partitions);
    ends = consumer.endOffsets(partitions);
    assigned = true;
  }

  @Override
  public RecordsWithSplitIds<Change<T>> fetch() {
    List<Change<T>> changes = new ArrayList<>();
    if (assigned) {
      try {
        consumer.poll(POLL).forEach(record -> changes.add(changeOf(record)));
        tellHowFar(changes);
      } catch (WakeupException e) {
        LOG.debug("{}: woken", topic.name());
      }
    }
    return new RecordsBySplits<>(Map.of(KnownKeys.ID, changes), Set.of());
  }

  private Change<T> changeOf(ConsumerRecord<byte[], byte[]> record) {
    String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
    if (record.value() == null) {
      return new Change<>(Kind.REMOVAL, key, null);
    }
    Decoded<T> decoded = decoder.decode(record);
    return new Change<>(decoded.isReadable() ? Kind.VALUE : Kind.UNREADABLE, key, decoded);
  }

  private void tellHowFar(List<Change<T>> changes) {
    if (ends.isEmpty()) {
      return;
    }
    if (ends.entrySet().stream()
        .allMatch(end -> consumer.position(end.getKey()) >= end.getValue())) {
      ends = Map.of();
      changes.add(new Change<>(Kind.ALL_READ, "", null));
    } else if (!waitedEnough && System.nanoTime() - deadlineNanos > 0) {
      waitedEnough = true;
      LOG.warn("{}: nobody waits any longer for all that it held at the start", topic.name());
      changes.add(new Change<>(Kind.WAITED_ENOUGH, "", null));
    }
  }

  @Override
  public void wakeUp() {
    consumer.wakeup();
  }

  @Override
  public void close() {
    consumer.close();
  }
}
