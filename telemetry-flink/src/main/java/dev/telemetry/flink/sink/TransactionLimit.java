package dev.telemetry.flink.sink;

import static java.util.Objects.requireNonNull;

import dev.telemetry.kafka.KafkaConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.config.ConfigResource;

/**
 * The longest transaction that the broker allows. Above it every transaction fails at run time, so
 * it is asked for when the job is built.
 */
final class TransactionLimit {
  private static final String SETTING = "transaction.max.timeout.ms";
  private static final long ANSWER_SECONDS = 30;

  private TransactionLimit() {}

  static void check(KafkaConnection connection, Duration wanted) {
    long limitMillis = ask(connection);
    if (wanted.toMillis() > limitMillis) {
      throw new IllegalStateException(
          "transactionTimeout is %d ms, but the broker allows %s=%d: shorten the one or raise the other"
              .formatted(wanted.toMillis(), SETTING, limitMillis));
    }
  }

  private static long ask(KafkaConnection connection) {
    try (Admin admin = Admin.create(connection.clientProperties())) {
      Node broker =
          admin.describeCluster().nodes().get(ANSWER_SECONDS, TimeUnit.SECONDS).iterator().next();
      var resource = new ConfigResource(ConfigResource.Type.BROKER, broker.idString());
      Map<ConfigResource, Config> settings =
          admin.describeConfigs(List.of(resource)).all().get(ANSWER_SECONDS, TimeUnit.SECONDS);
      return Long.parseLong(requireNonNull(settings.get(resource)).get(SETTING).value());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while asking the broker for " + SETTING, e);
    } catch (ExecutionException | TimeoutException e) {
      throw new IllegalStateException(
          "the broker did not say its " + SETTING + ": is it up, and may we describe its settings?",
          e);
    }
  }
}
