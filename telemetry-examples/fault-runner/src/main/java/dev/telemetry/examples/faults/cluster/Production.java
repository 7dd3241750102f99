package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.FaultSettings;
import dev.telemetry.examples.faults.job.DeliveryJob;
import dev.telemetry.examples.faults.ledger.Deliveries;
import dev.telemetry.examples.faults.ledger.Ledger;
import dev.telemetry.examples.faults.ledger.QuarantineRead;
import dev.telemetry.examples.faults.ledger.TopicWatch;
import dev.telemetry.examples.faults.stage.JobControl;
import dev.telemetry.examples.faults.stage.Stage;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TopicAdmin;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.io.IOException;
import java.util.List;

/** A pipeline at work for one scenario: topics of its own, a sender, the job, and who watches. */
final class Production implements AutoCloseable {
  /** The defect: the gateway sends without a spool, and takes the leader's word. */
  static final String NO_SPOOL = "no-spool";

  static final int PARALLELISM = 2;

  private final String name;
  private final Stage stage;
  private final KafkaConnection kafka;
  private final boolean leaderOnly;
  private final Sender sender;
  private final Topic<SensorReading> in;
  private final Topic<SensorReading> out;
  private final JobControl job;
  private final TopicWatch watch;

  private Production(
      String name,
      Stage stage,
      boolean leaderOnly,
      Sender sender,
      JobControl job,
      Topic<SensorReading> in,
      Topic<SensorReading> out) {
    this.name = name;
    this.stage = stage;
    this.job = job;
    kafka = stage.kafka();
    this.leaderOnly = leaderOnly;
    this.sender = sender;
    this.in = in;
    this.out = out;
    watch = TopicWatch.of(kafka, out);
  }

  static Production start(String scenario, Stage stage, FaultSettings settings, Plan plan)
      throws Exception {
    String name = scenario + "-" + Long.toString(System.currentTimeMillis(), Character.MAX_RADIX);
    Topic<SensorReading> in = Topics.READINGS.named(name + ".in");
    Topic<SensorReading> out = Topics.READINGS.named(name + ".out");
    KafkaConnection kafka = stage.kafka();
    TopicAdmin.on(kafka).replicationFactor(3).ensure(in, out, DeliveryJob.quarantineOf(name));
    DeliveryJob delivery =
        new DeliveryJob(
            name,
            kafka,
            stage.database().forSink(),
            in,
            out,
            plan.transactionTimeout(),
            settings.breaks());
    JobControl job = new JobControl(stage.flink(), name, delivery::wire);
    job.start(PARALLELISM);
    boolean leaderOnly = settings.broken(NO_SPOOL);
    Sender sender = leaderOnly ? Sender.leaderOnly(kafka, in) : plan.gateway().start(stage, in);
    return new Production(name, stage, leaderOnly, sender, job, in, out);
  }

  String name() {
    return name;
  }

  /** What the ids of the job's transactions start with. */
  String transactions() {
    return "default/" + name + "/";
  }

  /** The topic that the gateway writes. */
  String inTopic() {
    return in.name();
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

  /** What is in quarantine of a round. */
  Deliveries quarantine(Ledger ledger) {
    return QuarantineRead.of(kafka, DeliveryJob.quarantineOf(name), ledger);
  }

  /** A gateway with a new spool, and so another device. */
  Sender anotherGateway(String device) throws IOException {
    return Sender.spooled(
        kafka, in, name + "-" + device, stage.folder("spool-" + name + "-" + device));
  }

  Sender sender() {
    return sender;
  }

  JobControl job() {
    return job;
  }

  /** Reads what the job delivered from its beginning. */
  TopicWatch watchAgain(List<Deliveries> rounds) {
    return TopicWatch.of(kafka, out, rounds);
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
