package dev.telemetry.examples.factory.demo;

import dev.telemetry.examples.factory.dashboard.Control;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TelemetryProducer;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.topic.Topics;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Sends what the dashboard orders to the topics that the job listens to. */
final class PlantControl implements Control, AutoCloseable {
  private static final int PATIENCE_SECONDS = 10;

  private final TelemetryProducer<AlarmCommand> commands;
  private final TelemetryProducer<DetectorRule> rules;

  PlantControl(KafkaConnection kafka) {
    commands = TelemetryProducer.to(Topics.ALARM_COMMANDS).connection(kafka).build();
    rules = TelemetryProducer.to(Topics.RULES).connection(kafka).build();
  }

  @Override
  public void command(AlarmCommand command) {
    await(commands.send(command));
  }

  @Override
  public void change(DetectorRule rule) {
    await(rules.send(rule));
  }

  private static void await(CompletableFuture<?> sent) {
    try {
      sent.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      throw new DemoException("Kafka does not take it: " + e.getCause().getMessage(), e);
    }
  }

  @Override
  public void close() {
    commands.close();
    rules.close();
  }
}
