package dev.telemetry.kafka;

import static java.util.Objects.requireNonNull;

import dev.telemetry.kafka.serde.TelemetryAvroSerializer;
import dev.telemetry.kafka.spool.SpoolSettings;
import dev.telemetry.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * What a producer needs to know; immutable, each step returns a new builder.
 *
 * @param <T> the type of the records
 */
public final class TelemetryProducerBuilder<T extends SpecificRecord> {
  private static final int REQUEST_OVERHEAD = 1 << 16;
  private static final Duration CLOSE_SPOOL_WITHIN = Duration.ofSeconds(5);
  // the spool asks again by itself, and must be able to close meanwhile
  private static final Duration SPOOL_ASKS_REGISTRY_FOR = Duration.ofSeconds(2);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);

  private record Delivery(
      Compression compression, Duration linger, Duration maxBlock, Duration timeout) {}

  private record SpoolPlace(Path directory, SpoolSettings settings) {}

  private final Topic<T> topic;
  private final @Nullable KafkaConnection connection;
  private final @Nullable Serializer<T> serializer;
  private final Delivery delivery;
  private final @Nullable SpoolPlace spool;

  private TelemetryProducerBuilder(
      Topic<T> topic,
      @Nullable KafkaConnection connection,
      @Nullable Serializer<T> serializer,
      Delivery delivery,
      @Nullable SpoolPlace spool) {
    this.topic = topic;
    this.connection = connection;
    this.serializer = serializer;
    this.delivery = delivery;
    this.spool = spool;
  }

  static <T extends SpecificRecord> TelemetryProducerBuilder<T> to(Topic<T> topic) {
    return new TelemetryProducerBuilder<>(
        topic,
        null,
        null,
        new Delivery(
            Compression.LZ4, Duration.ofMillis(5), Duration.ofSeconds(60), Duration.ofMinutes(2)),
        null);
  }

  /**
   * Where Kafka and the registry are.
   *
   * @param newConnection the connection
   * @return the builder
   */
  public TelemetryProducerBuilder<T> connection(KafkaConnection newConnection) {
    return new TelemetryProducerBuilder<>(
        topic, requireNonNull(newConnection, "connection"), serializer, delivery, spool);
  }

  /**
   * Serializes the records by other means than {@link TelemetryAvroSerializer}. The producer closes
   * it.
   *
   * @param newSerializer a configured serializer
   * @return the builder
   */
  public TelemetryProducerBuilder<T> serializer(Serializer<T> newSerializer) {
    return new TelemetryProducerBuilder<>(
        topic, connection, requireNonNull(newSerializer, "serializer"), delivery, spool);
  }

  /**
   * Compresses the batches.
   *
   * @param compression LZ4 unless told
   * @return the builder
   */
  public TelemetryProducerBuilder<T> compression(Compression compression) {
    requireNonNull(compression, "compression");
    return with(new Delivery(compression, delivery.linger, delivery.maxBlock, delivery.timeout));
  }

  /**
   * Waits for more records before a batch is sent.
   *
   * @param linger zero or more; 5 ms unless told
   * @return the builder
   */
  public TelemetryProducerBuilder<T> linger(Duration linger) {
    return with(
        new Delivery(
            delivery.compression,
            notNegative("linger", linger),
            delivery.maxBlock,
            delivery.timeout));
  }

  /**
   * Bounds how long {@link TelemetryProducer#send} blocks while the buffer is full or the broker
   * does not answer.
   *
   * @param maxBlock zero or more; 60 seconds unless told
   * @return the builder
   */
  public TelemetryProducerBuilder<T> maxBlock(Duration maxBlock) {
    return with(
        new Delivery(
            delivery.compression,
            delivery.linger,
            notNegative("maxBlock", maxBlock),
            delivery.timeout));
  }

  /**
   * Bounds how long a record may take from {@link TelemetryProducer#send} to its acknowledgement,
   * with all repetitions.
   *
   * @param timeout longer than linger; 2 minutes unless told
   * @return the builder
   */
  public TelemetryProducerBuilder<T> deliveryTimeout(Duration timeout) {
    return with(
        new Delivery(
            delivery.compression,
            delivery.linger,
            delivery.maxBlock,
            notNegative("deliveryTimeout", timeout)));
  }

  /**
   * Keeps the records on a disk until Kafka has them, none lost in an outage, a crash or a power
   * cut, see {@link SpoolSettings#defaults()}. Then {@code deliveryTimeout} does not apply:
   * delivery is tried for ever. Nor need the registry be there to take records: their schemas are
   * kept in the spool, and registered when the records go to Kafka, by the registry of that time. A
   * schema that it refuses as incompatible holds the records back until it takes it; the log says
   * so. A {@link #serializer} of yours asks when it likes.
   *
   * @param directory a folder of this producer alone, created where it is missing
   * @return the builder
   */
  public TelemetryProducerBuilder<T> spool(Path directory) {
    return spool(directory, SpoolSettings.defaults());
  }

  /**
   * Keeps the records on a disk until Kafka has them, as safely and as many as said.
   *
   * @param directory a folder of this producer alone, created where it is missing
   * @param settings how safe, how many, and what when full
   * @return the builder
   */
  public TelemetryProducerBuilder<T> spool(Path directory, SpoolSettings settings) {
    requireNonNull(directory, "directory");
    requireNonNull(settings, "settings");
    return new TelemetryProducerBuilder<>(
        topic, connection, serializer, delivery, new SpoolPlace(directory, settings));
  }

  private static Duration notNegative(String name, Duration duration) {
    if (duration.isNegative() || duration.toMillis() > Integer.MAX_VALUE) {
      throw new IllegalArgumentException(name + " must be 0 to 24 days, was " + duration);
    }
    return duration;
  }

  private TelemetryProducerBuilder<T> with(Delivery newDelivery) {
    return new TelemetryProducerBuilder<>(topic, connection, serializer, newDelivery, spool);
  }

  /**
   * The producer. It connects in the background: a broker that cannot be reached shows in the
   * futures.
   *
   * @return the producer; close it
   * @throws IllegalStateException where the connection is missing or not said to be safe, or the
   *     spool is in use or holds records for another topic
   * @throws java.io.UncheckedIOException where the spool cannot be opened
   */
  public TelemetryProducer<T> build() {
    if (connection == null) {
      throw new IllegalStateException("the connection is missing: call connection(...)");
    }
    Properties properties = properties(connection);
    return spool == null
        ? new TelemetryProducer<>(
            topic,
            Outlet.of(new KafkaProducer<>(properties, new StringSerializer(), values(connection))),
            delivery.timeout.plusSeconds(10))
        : new TelemetryProducer<>(
            topic, spooled(spool, properties, connection), CLOSE_SPOOL_WITHIN);
  }

  private Serializer<T> values(KafkaConnection from) {
    return serializer == null
        ? TelemetryAvroSerializer.of(from.schemaRegistry(registryPatience()), topic)
        : serializer;
  }

  private Outlet<T> spooled(SpoolPlace place, Properties properties, KafkaConnection from) {
    return serializer == null
        ? SpoolOutlet.open(
            place.directory,
            place.settings,
            topic,
            properties,
            from.schemaRegistry(SPOOL_ASKS_REGISTRY_FOR))
        : SpoolOutlet.open(place.directory, place.settings, topic, properties, serializer);
  }

  /** The registry is asked inside send, which must not block for longer than was said. */
  private Duration registryPatience() {
    long millis = Math.min(delivery.maxBlock.toMillis(), REQUEST_TIMEOUT.toMillis());
    return Duration.ofMillis(Math.max(1, millis));
  }

  private Properties properties(KafkaConnection from) {
    long budget = delivery.timeout.minus(delivery.linger).toMillis();
    if (budget <= 0) {
      throw new IllegalStateException(
          "deliveryTimeout must be longer than linger, was "
              + delivery.timeout
              + " and "
              + delivery.linger);
    }
    Properties properties = from.clientProperties();
    properties.putIfAbsent(
        "max.request.size", Integer.toString(topic.maxRecordBytes() + REQUEST_OVERHEAD));
    properties.setProperty("acks", "all");
    properties.setProperty("enable.idempotence", "true");
    properties.setProperty("compression.type", delivery.compression.kafkaName());
    properties.setProperty("linger.ms", Long.toString(delivery.linger.toMillis()));
    properties.setProperty("max.block.ms", Long.toString(delivery.maxBlock.toMillis()));
    properties.setProperty("delivery.timeout.ms", Long.toString(delivery.timeout.toMillis()));
    properties.putIfAbsent(
        "request.timeout.ms", Long.toString(Math.min(budget, REQUEST_TIMEOUT.toMillis())));
    return properties;
  }
}
