package dev.telemetry.flink.source;

import dev.telemetry.flink.TestStack;
import dev.telemetry.kafka.serde.TelemetryAvroSerializer;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends readings and arbitrary bytes to chosen partitions. */
final class RawRecords implements AutoCloseable {
  private final String topic;
  private final KafkaProducer<byte[], byte[]> producer;
  private final TelemetryAvroSerializer<SensorReading> serializer =
      new TelemetryAvroSerializer<>(TestStack.kafka().schemaRegistry());

  RawRecords(Topic<SensorReading> topic) {
    this.topic = topic.name();
    Properties properties = TestStack.kafka().clientProperties();
    this.producer =
        new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
  }

  byte[] bytes(SensorReading reading) {
    return serializer.serialize(topic, reading);
  }

  RecordMetadata send(int partition, SensorReading reading)
      throws ExecutionException, InterruptedException {
    return send(partition, reading.getSensorId(), bytes(reading));
  }

  RecordMetadata send(int partition, String key, byte[] value)
      throws ExecutionException, InterruptedException {
    byte[] keyBytes = key.getBytes(StandardCharsets.UTF_8);
    return producer.send(new ProducerRecord<>(topic, partition, keyBytes, value)).get();
  }

  @Override
  public void close() {
    producer.close();
    serializer.close();
  }
}
