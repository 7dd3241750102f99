package dev.telemetry.examples.factory.demo;

import static org.awaitility.Awaitility.await;

import dev.telemetry.examples.factory.FactoryMonitoring;
import dev.telemetry.examples.factory.Tuning;
import dev.telemetry.flink.sink.JdbcConnection;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TelemetryConsumer;
import dev.telemetry.kafka.TopicAdmin;
import dev.telemetry.testkit.LocalPostgres;
import dev.telemetry.testkit.LocalStack;
import dev.telemetry.topic.Topic;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/** The whole job on services of its own, with a gateway in front; open to be looked into. */
final class Rig implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final LocalStack stack;
  private final KafkaConnection kafka;
  private final RunningJob job;
  private final Gateway gateway;

  private Rig(LocalStack stack, KafkaConnection kafka, RunningJob job, Gateway gateway) {
    this.stack = stack;
    this.kafka = kafka;
    this.job = job;
    this.gateway = gateway;
  }

  static Rig start(Tuning tuning, Path folder) throws Exception {
    LocalStack stack = LocalStack.start();
    try {
      KafkaConnection kafka =
          KafkaConnection.to(stack.kafka().bootstrapServers())
              .registry(stack.registry().url())
              .insecureLocal();
      TopicAdmin.ensure(kafka, FactoryMonitoring.TOPICS);
      try (PlantControl control = new PlantControl(kafka)) {
        tuning.rules().forEach(control::change);
      }
      LocalPostgres postgres = stack.postgres();
      JdbcConnection database =
          JdbcConnection.to(postgres.jdbcUrl(), postgres.user(), postgres.password());
      RunningJob job = RunningJob.start(kafka, database, tuning, folder);
      return new Rig(stack, kafka, job, new Gateway(kafka));
    } catch (Exception e) {
      stack.close();
      throw e;
    }
  }

  RunningJob job() {
    return job;
  }

  Gateway gateway() {
    return gateway;
  }

  LocalPostgres postgres() {
    return stack.postgres();
  }

  Connection database() throws SQLException {
    LocalPostgres postgres = stack.postgres();
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }

  /** Waits until the job has read all that was sent. */
  void awaitRead() {
    gateway.flush();
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(5))
        .until(() -> job.counts().get("read") >= gateway.produced());
  }

  /** All that a topic holds: reads until as many as expected are there, and a little on. */
  <T extends SpecificRecord> List<T> contents(Topic<T> topic, long expected) {
    List<T> all = new ArrayList<>();
    try (TelemetryConsumer<T> consumer =
        TelemetryConsumer.from(topic).connection(kafka).everyPartition().build()) {
      await()
          .atMost(PATIENCE)
          .pollInterval(Duration.ofMillis(5))
          .until(() -> takeInto(all, consumer, 200) == 0 && all.size() >= expected);
      takeInto(all, consumer, 500);
    }
    return all;
  }

  private static <T extends SpecificRecord> int takeInto(
      List<T> all, TelemetryConsumer<T> consumer, long millis) {
    var batch = consumer.poll(Duration.ofMillis(millis));
    batch.records().forEach(received -> all.add(received.value()));
    return batch.records().size();
  }

  @Override
  public void close() {
    gateway.close();
    job.close();
    stack.close();
  }
}
