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
 * <p>A transaction that stays open for longer than its timeout, say because the job was down for
 * that long between a checkpoint and its commit, is ended by the broker, and no restart brings it
 * back. Flink's own sink then goes on in silence; this one counts it in {@code lostTransactions} of
 * the committer, logs an error with what to do and, with {@link #failOnLostTransaction}, fails the
 * job. A transaction that is committed again after a restart is no loss. One alarm may be false:
 * when a job was started from an older savepoint and then from a newer one, the transaction of the
 * newer one may have been committed before its id was used again; the broker does not tell.
 *
 * <p>Records of the quarantine carry where they came from in the headers that Spring Kafka's
 * dead-letter topics use. Immutable: each step returns a new builder.
 *
 * @param <T> the records
 */
public final class TelemetrySink<T extends SpecificRecord> {
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(10);
  private static final String DEFAULT_ENVIRONMENT = "default";
  private static final int REQUEST_OVERHEAD = 1 << 16;

  private final Topic<T> topic;
  private final @Nullable KafkaConnection connection;
  private final @Nullable String transactionPrefix;
  private final Duration transactionTimeout;
  private final boolean failOnLoss;

  private TelemetrySink(
      Topic<T> topic,
      @Nullable KafkaConnection connection,
      @Nullable String transactionPrefix,
      Duration transactionTimeout,
      boolean failOnLoss) {
    this.topic = topic;
    this.connection = connection;
    this.transactionPrefix = transactionPrefix;
    this.transactionTimeout = transactionTimeout;
    this.failOnLoss = failOnLoss;
  }

  /**
   * A sink of a topic's records.
   *
   * @param topic to write
   * @param <T> its records
   * @return the builder
   */
  public static <T extends SpecificRecord> TelemetrySink<T> to(Topic<T> topic) {
    return new TelemetrySink<>(
        requireNonNull(topic, "topic"), null, null, TRANSACTION_TIMEOUT, false);
  }

  /**
   * Where Kafka and the registry are. Required.
   *
   * @param newConnection to both
   * @return the builder
   */
  public TelemetrySink<T> connection(KafkaConnection newConnection) {
    requireNonNull(newConnection, "connection");
    return new TelemetrySink<>(
        topic, newConnection, transactionPrefix, transactionTimeout, failOnLoss);
  }

  /**
   * Writes each record once, for consumers that read committed records only. It costs the latency
   * of a checkpoint. The environment is {@code default}, and the sink is called as its topic.
   *
   * @param job names the job, different for each that runs at once
   * @return the builder
   */
  public TelemetrySink<T> exactlyOnce(String job) {
    return exactlyOnce(DEFAULT_ENVIRONMENT, job, topic.name());
  }

  /**
   * Writes each record once, for consumers that read committed records only. It costs the latency
   * of a checkpoint. The ids of its transactions start with {@code environment/job/sink|}, which an
   * access control list can allow. Two sinks that share them would end each other's transactions: a
   * job with two such sinks is refused when it is submitted.
   *
   * @param environment names what shares the brokers with others, such as {@code prod}
   * @param job names the job, different for each that runs at once
   * @param sink names the sink, different for each of the job
   * @return the builder
   */
  public TelemetrySink<T> exactlyOnce(String environment, String job, String sink) {
    String prefix = TransactionPrefix.of(environment, job, sink);
    return new TelemetrySink<>(topic, connection, prefix, transactionTimeout, failOnLoss);
  }

  /**
   * Fails the job for good when a transaction is lost, rather than counting it only. It does not
   * restart, since its last checkpoint counts on the lost transaction; the error says from where to
   * start it again.
   *
   * @return the builder
   */
  public TelemetrySink<T> failOnLostTransaction() {
    return new TelemetrySink<>(topic, connection, transactionPrefix, transactionTimeout, true);
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
    return new TelemetrySink<>(topic, connection, transactionPrefix, timeout, failOnLoss);
  }

  /**
   * The sink. When it is exactly once, the broker is asked for its limit on transactions, here and
   * again when the broker refuses a writer of the running job.
   *
   * @return Flink's own Kafka sink; one that watches it when it is exactly once
   * @throws IllegalStateException when there is no connection or two settings contradict each
   *     other, or the broker allows shorter transactions only
   */
  public Sink<T> build() {
    if (connection == null) {
      throw new IllegalStateException("a sink needs connection(...)");
    }
    return transactionPrefix == null
        ? atLeastOnce(connection)
        : exactlyOnce(connection, transactionPrefix);
  }

  private Sink<T> atLeastOnce(KafkaConnection kafka) {
    if (failOnLoss) {
      throw new IllegalStateException(
          "failOnLostTransaction needs exactlyOnce: at least once has no transactions");
    }
    return sink(kafka, properties(kafka), DeliveryGuarantee.AT_LEAST_ONCE).build();
  }

  private Sink<T> exactlyOnce(KafkaConnection kafka, String prefix) {
    TransactionLimit.check(kafka, transactionTimeout);
    return unchecked(kafka, prefix);
  }

  /** Without asking the broker, as a test needs it. */
  TransactionalSink<T> unchecked(KafkaConnection kafka, String prefix) {
    Properties properties = properties(kafka);
    properties.setProperty("transaction.timeout.ms", Long.toString(transactionTimeout.toMillis()));
    KafkaSink<T> sink =
        sink(kafka, properties, DeliveryGuarantee.EXACTLY_ONCE)
            .setTransactionalIdPrefix(prefix)
            .build();
    return new TransactionalSink<>(sink, prefix, kafka, transactionTimeout, failOnLoss);
  }

  private KafkaSinkBuilder<T> sink(
      KafkaConnection kafka, Properties properties, DeliveryGuarantee guarantee) {
    return KafkaSink.<T>builder()
        .setBootstrapServers(properties.getProperty("bootstrap.servers"))
        .setRecordSerializer(new TopicSerializer<>(topic, kafka))
        .setDeliveryGuarantee(guarantee)
        .setKafkaProducerConfig(properties);
  }

  private Properties properties(KafkaConnection kafka) {
    Properties properties = kafka.clientProperties();
    properties.setProperty(
        "max.request.size", Integer.toString(topic.maxRecordBytes() + REQUEST_OVERHEAD));
    properties.setProperty("compression.type", "lz4");
    return properties;
  }
}
