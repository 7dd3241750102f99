package dev.telemetry.topic;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

/**
 * A Kafka topic with the type of its records, how they are keyed, and how the topic is laid out.
 * Immutable: each step returns a new topic.
 *
 * <pre>{@code
 * Topic<SensorReading> readings =
 *     Topic.of("sensor.readings.v1", SensorReading.class)
 *         .keyedBy(SensorReading::getSensorId).partitions(12).retention(Duration.ofDays(7));
 * }</pre>
 *
 * <p>Naming a record class here also lets Avro read it, see {@link TrustedRecords}.
 *
 * @param <T> the generated Avro class of the records
 */
public final class Topic<T extends SpecificRecord> implements Serializable {
  private static final long serialVersionUID = 1;
  private static final int MAX_NAME_LENGTH = 249;
  private static final int DEFAULT_MAX_RECORD_BYTES = 1 << 20;
  private static final int FRAME_BYTES = 1 << 16;

  /**
   * Takes a record's key; records of one key stay in order.
   *
   * @param <T> the type of the records
   */
  @FunctionalInterface
  public interface Key<T> extends Function<T, @Nullable String>, Serializable {}

  private final String name;
  private final Class<T> type;
  private final Key<? super T> key;
  private final int partitions;
  private final @Nullable Duration retention;
  private final boolean compacted;
  private final int maxRecordBytes;

  private Topic(
      String name,
      Class<T> type,
      Key<? super T> key,
      int partitions,
      @Nullable Duration retention,
      boolean compacted,
      int maxRecordBytes) {
    this.name = name;
    this.type = type;
    this.key = key;
    this.partitions = partitions;
    this.retention = retention;
    this.compacted = compacted;
    this.maxRecordBytes = maxRecordBytes;
    TrustedRecords.trust(type);
  }

  /**
   * A topic without keys, of one partition, kept as long as the broker keeps topics by default.
   *
   * @param name a legal Kafka topic name
   * @param type the generated Avro class of its records
   * @param <T> the type of its records
   * @return the topic
   */
  public static <T extends SpecificRecord> Topic<T> of(String name, Class<T> type) {
    requireNonNull(name, "name");
    requireNonNull(type, "type");
    if (name.length() > MAX_NAME_LENGTH
        || !name.matches("[a-zA-Z0-9._-]*[a-zA-Z0-9_-][a-zA-Z0-9._-]*")) {
      throw new IllegalArgumentException(
          "name must be 1 to 249 of a-z A-Z 0-9 . _ - and not only dots, was \"" + name + "\"");
    }
    return new Topic<>(name, type, record -> null, 1, null, false, DEFAULT_MAX_RECORD_BYTES);
  }

  /**
   * The same records under another name, say for a second plant or a test.
   *
   * @param newName a legal Kafka topic name
   * @return the renamed topic
   */
  public Topic<T> named(String newName) {
    Topic<T> renamed = of(newName, type);
    return new Topic<>(renamed.name, type, key, partitions, retention, compacted, maxRecordBytes);
  }

  /**
   * Keys the records: those of one key go to one partition and stay in order.
   *
   * @param newKey takes the key from a record
   * @return the keyed topic
   */
  public Topic<T> keyedBy(Key<? super T> newKey) {
    return new Topic<>(
        name,
        type,
        requireNonNull(newKey, "key"),
        partitions,
        retention,
        compacted,
        maxRecordBytes);
  }

  /**
   * Sets the number of partitions, which bounds the parallelism of whoever reads the topic.
   *
   * @param newPartitions at least 1
   * @return the topic
   */
  public Topic<T> partitions(int newPartitions) {
    if (newPartitions < 1) {
      throw new IllegalArgumentException("partitions must be >= 1, was " + newPartitions);
    }
    return new Topic<>(name, type, key, newPartitions, retention, compacted, maxRecordBytes);
  }

  /**
   * Keeps records for a time, then deletes them.
   *
   * @param newRetention positive
   * @return the topic
   */
  public Topic<T> retention(Duration newRetention) {
    if (newRetention.isNegative() || newRetention.isZero()) {
      throw new IllegalArgumentException("retention must be positive, was " + newRetention);
    }
    return new Topic<>(name, type, key, partitions, newRetention, false, maxRecordBytes);
  }

  /**
   * Keeps the last record of each key for ever.
   *
   * @return the compacted topic
   */
  public Topic<T> compacted() {
    return new Topic<>(name, type, key, partitions, null, true, maxRecordBytes);
  }

  /**
   * Bounds the size of a record; 1 MiB unless told.
   *
   * @param bytes at least 1024
   * @return the topic
   */
  public Topic<T> maxRecordBytes(int bytes) {
    if (bytes < 1024) {
      throw new IllegalArgumentException("maxRecordBytes must be >= 1024, was " + bytes);
    }
    return new Topic<>(name, type, key, partitions, retention, compacted, bytes);
  }

  /**
   * The name of the topic.
   *
   * @return the name
   */
  public String name() {
    return name;
  }

  /**
   * The class of the records.
   *
   * @return the generated Avro class
   */
  public Class<T> type() {
    return type;
  }

  /**
   * The key of a record.
   *
   * @param record a record of this topic
   * @return the key, or null where the topic has no keys
   */
  public @Nullable String keyOf(T record) {
    return key.apply(record);
  }

  /**
   * The number of partitions that the topic is created with.
   *
   * @return at least 1
   */
  public int partitions() {
    return partitions;
  }

  /**
   * The largest record that the topic takes.
   *
   * @return bytes
   */
  public int maxRecordBytes() {
    return maxRecordBytes;
  }

  /**
   * Kafka's settings for this topic, by Kafka's names. Timestamps are the broker's: event time is a
   * field of the record, and a broker that took it for its own timestamp would delete or refuse
   * what a replay or a wrong clock sends.
   *
   * @return the settings, in a stable order
   */
  public Map<String, String> settings() {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("cleanup.policy", compacted ? "compact" : "delete");
    settings.put("message.timestamp.type", "LogAppendTime");
    if (retention != null) {
      settings.put("retention.ms", Long.toString(retention.toMillis()));
    }
    if (maxRecordBytes != DEFAULT_MAX_RECORD_BYTES) {
      settings.put("max.message.bytes", Integer.toString(maxRecordBytes + FRAME_BYTES));
    }
    return settings;
  }

  @Override
  public String toString() {
    return name + " of " + type.getSimpleName();
  }
}
