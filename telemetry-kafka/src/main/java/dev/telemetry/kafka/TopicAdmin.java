package dev.telemetry.kafka;

import static java.util.Objects.requireNonNull;

import dev.telemetry.topic.Topic;
import java.time.Duration;
import java.util.Properties;
import org.apache.kafka.clients.admin.Admin;

/**
 * Creates topics that are missing, and checks those that exist: nothing is ever shrunk, deleted or
 * reconfigured. Settings that a topic does not name are the broker's business and not compared.
 * Immutable: each step returns a new admin.
 *
 * <p>What is created can be written at once: it is waited until the leader of every new partition
 * serves it. A producer that is earlier may lose its first records (KAFKA-15591, see {@link
 * TelemetryProducer}).
 */
public final class TopicAdmin {
  static final Duration TIMEOUT = Duration.ofSeconds(30);

  private final KafkaConnection connection;
  private final short replicationFactor;
  private final boolean mayGrow;

  private TopicAdmin(KafkaConnection connection, short replicationFactor, boolean mayGrow) {
    this.connection = connection;
    this.replicationFactor = replicationFactor;
    this.mayGrow = mayGrow;
  }

  /**
   * An admin that creates topics with the broker's default replication factor.
   *
   * @param connection the cluster
   * @return the admin; it connects when it has something to do
   */
  public static TopicAdmin on(KafkaConnection connection) {
    return new TopicAdmin(requireNonNull(connection, "connection"), (short) -1, false);
  }

  /**
   * Creates what is missing with the broker's default replication factor, and checks the rest.
   *
   * @param connection the cluster
   * @param topics what should be there
   * @return what was done
   * @throws TopicMismatchException where a topic exists and differs; then nothing was created
   * @throws TopicAdminException where the broker does not answer or a new partition has no leader
   *     within 30 seconds, or the broker refuses
   */
  public static TopicReport ensure(KafkaConnection connection, Topic<?>... topics) {
    return on(connection).ensure(topics);
  }

  /**
   * Sets how many copies of its records a new topic has; not compared for existing ones.
   *
   * @param factor at least 1, or -1 for the broker's default
   * @return the admin
   */
  public TopicAdmin replicationFactor(int factor) {
    if (factor != -1 && (factor < 1 || factor > Short.MAX_VALUE)) {
      throw new IllegalArgumentException("replicationFactor must be -1 or >= 1, was " + factor);
    }
    return new TopicAdmin(connection, (short) factor, mayGrow);
  }

  /**
   * Lets existing topics get more partitions. Their keys then go to other partitions than before:
   * records of one key are in order only from then on.
   *
   * @return the admin
   */
  public TopicAdmin allowMorePartitions() {
    return new TopicAdmin(connection, replicationFactor, true);
  }

  /**
   * Creates what is missing and checks the rest.
   *
   * @param topics what should be there
   * @return what was done
   * @throws TopicMismatchException where a topic exists and differs; then nothing was created
   * @throws TopicAdminException where the broker does not answer or a new partition has no leader
   *     within 30 seconds, or the broker refuses
   */
  public TopicReport ensure(Topic<?>... topics) {
    Properties properties = connection.clientProperties();
    properties.putIfAbsent("default.api.timeout.ms", Long.toString(TIMEOUT.toMillis()));
    properties.putIfAbsent("request.timeout.ms", "10000");
    try (Admin admin = Admin.create(properties)) {
      return new TopicCheck(admin, connection.toString(), replicationFactor, mayGrow)
          .ensure(java.util.List.of(topics));
    }
  }
}
