package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.stage.Stage;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.io.IOException;
import java.time.Duration;

/**
 * How a pipeline is built.
 *
 * @param transactionTimeout of the job's sink
 * @param gateway that sends the readings
 */
record Plan(Duration transactionTimeout, SenderOf gateway) {
  /** As it should be. */
  static final Plan USUAL =
      new Plan(
          Duration.ofMinutes(10),
          (stage, topic) ->
              Sender.spooled(
                  stage.kafka(), topic, topic.name(), stage.folder("spool-" + topic.name())));

  /** Who sends. */
  @FunctionalInterface
  interface SenderOf {
    /** Starts to send to a topic. */
    Sender start(Stage stage, Topic<SensorReading> topic) throws IOException;
  }

  Plan transactionTimeout(Duration timeout) {
    return new Plan(timeout, gateway);
  }

  Plan gateway(SenderOf other) {
    return new Plan(transactionTimeout, other);
  }
}
