package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.stage.Gateway;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TelemetryProducer;
import dev.telemetry.kafka.UndeliveredException;
import dev.telemetry.kafka.serde.TelemetryAvroSerializer;
import dev.telemetry.kafka.spool.SpoolSettings;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

/** The ways in which readings are sent. */
interface Sender extends AutoCloseable {
  /** Sends a reading; the future completes with its acknowledgement. */
  CompletableFuture<?> send(SensorReading reading);

  @Override
  void close();

  /** As a gateway should: with a spool, forced to the disk before it acknowledges. */
  static Sender spooled(
      KafkaConnection kafka, Topic<SensorReading> topic, String device, Path spool) {
    return of(
        TelemetryProducer.to(topic)
            .connection(kafka)
            .spool(spool, SpoolSettings.defaults().device(device))
            .build());
  }

  /** A gateway as a process of its own, which can be killed. */
  static Sender process(Gateway gateway) {
    return new Sender() {
      @Override
      public CompletableFuture<?> send(SensorReading reading) {
        return gateway.send(reading);
      }

      @Override
      public void close() {
        gateway.close();
      }
    };
  }

  /** Without a spool: acknowledges what all replicas in sync have. */
  static Sender direct(KafkaConnection kafka, Topic<SensorReading> topic) {
    return of(
        TelemetryProducer.to(topic)
            .connection(kafka)
            .deliveryTimeout(Duration.ofSeconds(20))
            .maxBlock(Duration.ofSeconds(5))
            .build());
  }

  private static Sender of(TelemetryProducer<SensorReading> producer) {
    return new Sender() {
      @Override
      public CompletableFuture<?> send(SensorReading reading) {
        return producer.send(reading);
      }

      @Override
      public void close() {
        try {
          producer.close();
        } catch (UndeliveredException told) {
          // the futures have said so, and none of these counts as acknowledged
        }
      }
    };
  }

  /** The defect: acknowledges what the leader alone has. */
  static Sender leaderOnly(KafkaConnection kafka, Topic<SensorReading> topic) {
    Properties settings = kafka.clientProperties();
    settings.put("acks", "1");
    settings.put("enable.idempotence", "false");
    KafkaProducer<String, SensorReading> producer =
        new KafkaProducer<>(
            settings,
            new StringSerializer(),
            TelemetryAvroSerializer.of(kafka.schemaRegistry(), topic));
    return new Sender() {
      @Override
      public CompletableFuture<?> send(SensorReading reading) {
        CompletableFuture<Void> sent = new CompletableFuture<>();
        producer.send(
            new ProducerRecord<>(topic.name(), topic.keyOf(reading), reading),
            (metadata, error) -> {
              if (error == null) {
                sent.complete(null);
              } else {
                sent.completeExceptionally(error);
              }
            });
        return sent;
      }

      @Override
      public void close() {
        producer.close(Duration.ofSeconds(5));
      }
    };
  }
}
