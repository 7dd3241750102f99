package dev.telemetry.benchmarks.pipeline;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telemetry.benchmarks.BenchmarkException;
import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TopicAdmin;
import dev.telemetry.kafka.serde.TelemetryAvroSerializer;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.util.Properties;
import java.util.concurrent.atomic.LongAdder;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * A topic full of readings, in disorder within the bound.
 *
 * @param topic that holds them
 * @param readings how many
 */
record Backlog(Topic<SensorReading> topic, long readings) {
  static final int SENSORS = 1_000;

  /** Fills a topic. */
  @SuppressWarnings("FutureReturnValueIgnored") // each is counted
  static Backlog fill(KafkaConnection connection, String name, double about) {
    Topic<SensorReading> topic = Topics.READINGS.named(name);
    TopicAdmin.ensure(connection, topic);
    PlantReadings plant = new PlantReadings(SENSORS);
    int turns = blocks(about) * Feed.DISORDER_MILLIS / Feed.TICK_MILLIS;
    try (KafkaProducer<byte[], byte[]> producer = plainProducer(connection);
        TelemetryAvroSerializer<SensorReading> values =
            TelemetryAvroSerializer.of(connection.schemaRegistry(), topic)) {
      LongAdder delivered = new LongAdder();
      for (int turn = 0; turn < turns; turn++) {
        for (int sensor = 0; sensor < SENSORS; sensor++) {
          int tick = PlantReadings.tickOfTurn(sensor, turn);
          SensorReading reading =
              plant.at(sensor, tick, Feed.START + (long) tick * Feed.TICK_MILLIS);
          producer.send(
              new ProducerRecord<>(
                  name, reading.getSensorId().getBytes(UTF_8), values.serialize(name, reading)),
              (metadata, error) -> delivered.add(error == null ? 1 : 0));
        }
      }
      producer.flush();
      long readings = (long) turns * SENSORS;
      if (delivered.sum() != readings) {
        throw new BenchmarkException("not all readings came into the topic " + name);
      }
      return new Backlog(topic, readings);
    }
  }

  private static KafkaProducer<byte[], byte[]> plainProducer(KafkaConnection connection) {
    Properties settings = connection.clientProperties();
    settings.setProperty("compression.type", "lz4");
    return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
  }

  /** Of two seconds of event time each. */
  private static int blocks(double readings) {
    double perBlock = PlantReadings.PER_SECOND * Feed.DISORDER_MILLIS / 1_000.0 * SENSORS;
    return (int) Math.max(1, Math.round(readings / perBlock));
  }
}
