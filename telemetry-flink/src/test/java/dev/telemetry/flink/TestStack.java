package dev.telemetry.flink;

import dev.telemetry.flink.sink.JdbcConnection;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TopicAdmin;
import dev.telemetry.testkit.LocalStack;
import dev.telemetry.topic.Topic;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.avro.specific.SpecificRecord;

/** One broker, registry and database for all tests of the JVM, which ends them. */
public final class TestStack {
  private static final LocalStack STACK = LocalStack.start();
  private static final AtomicInteger NAMES = new AtomicInteger();

  private TestStack() {}

  public static KafkaConnection kafka() {
    return KafkaConnection.to(STACK.kafka().bootstrapServers())
        .registry(STACK.registry().url())
        .insecureLocal();
  }

  public static String bootstrapServers() {
    return STACK.kafka().bootstrapServers();
  }

  public static String registryUrl() {
    return STACK.registry().url();
  }

  public static JdbcConnection database() {
    return JdbcConnection.to(
        STACK.postgres().jdbcUrl(), STACK.postgres().user(), STACK.postgres().password());
  }

  public static Connection sql() throws SQLException {
    return DriverManager.getConnection(
        STACK.postgres().jdbcUrl(), STACK.postgres().user(), STACK.postgres().password());
  }

  /** The topic under a name of its own; the broker has it. */
  public static <T extends SpecificRecord> Topic<T> created(Topic<T> like) {
    Topic<T> topic = like.named(like.name() + "-" + NAMES.incrementAndGet());
    TopicAdmin.ensure(kafka(), topic);
    return topic;
  }
}
