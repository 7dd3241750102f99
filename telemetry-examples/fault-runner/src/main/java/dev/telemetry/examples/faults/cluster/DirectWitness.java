package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.ledger.Deliveries;
import dev.telemetry.examples.faults.ledger.Ledger;
import dev.telemetry.examples.faults.ledger.TopicWatch;
import dev.telemetry.examples.faults.stage.Await;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TopicAdmin;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.time.Duration;
import java.time.Instant;

/** A producer without a spool and a ledger of what it was told is safe. */
final class DirectWitness implements AutoCloseable {
  private static final int RECORDS = 2_000;
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Ledger ledger;
  private final TopicWatch watch;
  private final Deliveries log;
  private final Sender sender;
  private final Load load;

  private DirectWitness(KafkaConnection kafka, Topic<SensorReading> topic, Sender sender) {
    ledger = new Ledger(topic.name(), Instant.now().minus(Duration.ofHours(1)));
    watch = TopicWatch.of(kafka, topic);
    log = watch.of(ledger);
    this.sender = sender;
    load = new Load(ledger, sender, RECORDS);
  }

  static DirectWitness of(Trial trial) {
    Topic<SensorReading> topic = Topics.READINGS.named(trial.name() + ".direct");
    KafkaConnection kafka = trial.stage().kafka();
    TopicAdmin.on(kafka).replicationFactor(3).ensure(topic);
    return new DirectWitness(kafka, topic, trial.production().directSender(topic));
  }

  /** How many readings were acknowledged and are not in the log; to be asked when all is well. */
  int falselyAcknowledged() throws InterruptedException {
    load.close();
    sender.close();
    Await.within(PATIENCE, () -> ledger.missingIn(log) == 0);
    return ledger.missingIn(log);
  }

  @Override
  public void close() {
    load.close();
    sender.close();
    watch.close();
  }
}
