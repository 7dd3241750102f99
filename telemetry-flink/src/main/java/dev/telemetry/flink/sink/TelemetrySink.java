package dev.telemetry.flink.sink;

import static java.util.Objects.requireNonNull;

import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.topic.Topic;
import java.time.Duration;
import java.util.Properties;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.connector.base.DeliveryGuarantee;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaSinkBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Writes a stream to a Kafka topic in Confluent's wire format, keyed as the topic says.
 *
 * <pre>{@code
 * anomalies.sinkTo(TelemetrySink.to(Topics.ANOMALIES).connection(kafka).build()).uid("anomalies-out");
 * }</pre>
 *
 * <p>At least once by default: after a restart records since the last checkpoint come again, with
 * the same ids, so that an upsert of the consumer makes them effectively once. {@link #exactlyOnce}
 * writes in transactions that commit with the checkpoints: consumers with {@code
 * isolation.level=read_committed} see each record once, later by up to the checkpoint interval.
 *
 * <p>Records of the quarantine carry where they came from in the headers that Spring Kafka's
 * dead-letter topics use. Immutable: each step returns a new builder.
 *
 * @param <T> the records
 */
public final class TelemetrySink<T extends SpecificRecord> {
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(10);
  private static final int REQUEST_OVERHEAD = 1 << 16;

  private final Topic<T> topic;
  private final @Nullable KafkaConnection connection;
  private final @Nullable String transactionPrefix;
  private final Duration transactionTimeout;

  private TelemetrySink(
      Topic<T> topic,
      @Nullable KafkaConnection connection,
      @Nullable String transactionPrefix,
      Duration transactionTimeout) {
    this.topic = topic;
    this.connection = connection;
    this.transactionPrefix = transactionPrefix;
    this.transactionTimeout = transactionTimeout;
  }

  /**
   * A sink of a topic's records.
   *
   * @param topic to write
   * @param <T> its records
   * @return the builder
   */
  public static <T extends SpecificRecord> TelemetrySink<T> to(Topic<T> topic) {
    return new TelemetrySink<>(requireNonNull(topic, "topic"), null, null, TRANSACTION_TIMEOUT);
  }

  /**
   * Where Kafka and the registry are. Required.
   *
   * @param newConnection to both
   * @return the builder
   */
  public TelemetrySink<T> connection(KafkaConnection newConnection) {
    requireNonNull(newConnection, "connection");
    return new TelemetrySink<>(topic, newConnection, transactionPrefix, transactionTimeout);
  }

  /**
   * Writes each record once, for consumers that read committed records only. It costs the latency
   * of a checkpoint.
   *
   * @param job names the job, different for each that runs at once; with the topic it makes the
   *     prefix of the transactional ids
   * @return the builder
   */
  public TelemetrySink<T> exactlyOnce(String job) {
    if (job.isBlank()) {
      throw new IllegalArgumentException("exactlyOnce needs the name of the job");
    }
    // prefixes are matched by their start: without the delimiter, job "a" would fence job "ab"
    String prefix = job + "." + topic.name() + "|";
    return new TelemetrySink<>(topic, connection, prefix, transactionTimeout);
  }

  /**
   * How long the broker keeps a transaction open without hearing of it: longer than a checkpoint
   * and a restart may take, not longer than the broker allows.
   *
   * @param timeout positive; 10 min unless told
   * @return the builder
   */
  public TelemetrySink<T> transactionTimeout(Duration timeout) {
    if (timeout.isNegative() || timeout.isZero()) {
      throw new IllegalArgumentException("transactionTimeout must be positive, was " + timeout);
    }
    return new TelemetrySink<>(topic, connection, transactionPrefix, timeout);
  }

  /**
   * The sink. When it is exactly once, the broker is asked for its limit on transactions.
   *
   * @return Flink's own Kafka sink
   * @throws IllegalStateException when there is no connection, or the broker allows shorter
   *     transactions only
   */
  public Sink<T> build() {
    if (connection == null) {
      throw new IllegalStateException("a sink needs connection(...)");
    }
    Properties properties = connection.clientProperties();
    properties.setProperty(
        "max.request.size", Integer.toString(topic.maxRecordBytes() + REQUEST_OVERHEAD));
    properties.setProperty("compression.type", "lz4");
    KafkaSinkBuilder<T> sink =
        KafkaSink.<T>builder()
            .setBootstrapServers(properties.getProperty("bootstrap.servers"))
            .setRecordSerializer(new TopicSerializer<>(topic, connection));
    if (transactionPrefix == null) {
      return sink.setDeliveryGuarantee(DeliveryGuarantee.AT_LEAST_ONCE)
          .setKafkaProducerConfig(properties)
          .build();
    }
    TransactionLimit.check(connection, transactionTimeout);
    properties.setProperty("transaction.timeout.ms", Long.toString(transactionTimeout.toMillis()));
    return sink.setDeliveryGuarantee(DeliveryGuarantee.EXACTLY_ONCE)
        .setTransactionalIdPrefix(transactionPrefix)
        .setKafkaProducerConfig(properties)
        .build();
  }
}
