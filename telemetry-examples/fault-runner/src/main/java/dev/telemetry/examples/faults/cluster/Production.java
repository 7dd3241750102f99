package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.job.DeliveryJob;
import dev.telemetry.examples.faults.ledger.TopicWatch;
import dev.telemetry.examples.faults.stage.JobControl;
import dev.telemetry.examples.faults.stage.Stage;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TopicAdmin;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.io.IOException;
import java.time.Duration;

/** A pipeline at work for one scenario: topics of its own, a sender, the job, and who watches. */
final class Production implements AutoCloseable {
  /** The defect: the gateway sends without a spool, and takes the leader's word. */
  static final String NO_SPOOL = "no-spool";

  static final int PARALLELISM = 2;
  private static final Duration TRANSACTION_TIMEOUT = Duration.ofMinutes(10);

  private final String name;
  private final Stage stage;
  private final KafkaConnection kafka;
  private final boolean leaderOnly;
  private final Sender sender;
  private final JobControl job;
  private final TopicWatch watch;

  private Production(
      String name,
      Stage stage,
      FaultSettings settings,
      JobControl job,
      Topic<SensorReading> in,
      Topic<SensorReading> out)
      throws IOException {
    this.name = name;
    this.stage = stage;
    this.job = job;
    kafka = stage.kafka();
    leaderOnly = settings.broken(NO_SPOOL);
    sender =
        leaderOnly
            ? Sender.leaderOnly(kafka, in)
            : Sender.spooled(kafka, in, stage.folder("spool-" + name));
    watch = TopicWatch.of(kafka, out);
  }

  static Production start(String scenario, Stage stage, FaultSettings settings) throws Exception {
    return start(scenario, stage, settings, TRANSACTION_TIMEOUT);
  }

  static Production start(
      String scenario, Stage stage, FaultSettings settings, Duration transactionTimeout)
      throws Exception {
    String name = scenario + "-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    Topic<SensorReading> in = Topics.READINGS.named(name + ".in");
    Topic<SensorReading> out = Topics.READINGS.named(name + ".out");
    KafkaConnection kafka = stage.kafka();
    TopicAdmin.on(kafka).replicationFactor(3).ensure(in, out);
    DeliveryJob delivery =
        new DeliveryJob(
            name,
            kafka,
            stage.database().forSink(),
            in,
            out,
            transactionTimeout,
            settings.breaks());
    JobControl job = new JobControl(stage.flink(), name, delivery::wire);
    job.start(PARALLELISM);
    return new Production(name, stage, settings, job, in, out);
  }

  String name() {
    return name;
  }

  /** The topic that the gateway writes. */
  String inTopic() {
    return name + ".in";
  }

  /** The topic that the job delivers to. */
  String outTopic() {
    return name + ".out";
  }

  Stage stage() {
    return stage;
  }

  /** A sender without a spool. */
  Sender directSender(Topic<SensorReading> topic) {
    return leaderOnly ? Sender.leaderOnly(kafka, topic) : Sender.direct(kafka, topic);
  }

  Sender sender() {
    return sender;
  }

  JobControl job() {
    return job;
  }

  TopicWatch watch() {
    return watch;
  }

  @Override
  public void close() {
    sender.close();
    watch.close();
    job.cancel();
  }
}
