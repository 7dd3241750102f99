package dev.telemetry.benchmarks.pipeline;

import dev.telemetry.benchmarks.BenchmarkException;
import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TelemetryProducer;
import dev.telemetry.kafka.TopicAdmin;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;

/**
 * A topic full of readings, in disorder within the bound.
 *
 * @param topic that holds them
 * @param readings how many
 */
record Backlog(Topic<SensorReading> topic, long readings) {
  static final int SENSORS = 1_000;

  private static final int TURNS_AT_ONCE = 20;

  /** Fills a topic. */
  @SuppressWarnings("FutureReturnValueIgnored") // each is counted
  static Backlog fill(KafkaConnection connection, String name, double about) {
    Topic<SensorReading> topic = Topics.READINGS.named(name);
    TopicAdmin.ensure(connection, topic);
    PlantReadings plant = new PlantReadings(SENSORS);
    int turns = blocks(about) * Feed.DISORDER_MILLIS / Feed.TICK_MILLIS;
    try (TelemetryProducer<SensorReading> producer =
        TelemetryProducer.to(topic).connection(connection).build()) {
      for (int turn = 0; turn < turns; turn++) {
        for (int sensor = 0; sensor < SENSORS; sensor++) {
          int tick = PlantReadings.tickOfTurn(sensor, turn);
          producer.send(plant.at(sensor, tick, Feed.START + (long) tick * Feed.TICK_MILLIS));
        }
        if (turn % TURNS_AT_ONCE == 0) {
          producer.flush(); // else what waits for a slow broker is given up in the end
        }
      }
      producer.flush();
      long readings = (long) turns * SENSORS;
      if (producer.counters().delivered() != readings) {
        throw new BenchmarkException("not all readings came into the topic " + name);
      }
      return new Backlog(topic, readings);
    }
  }

  /** Of two seconds of event time each. */
  private static int blocks(double readings) {
    double perBlock = PlantReadings.PER_SECOND * Feed.DISORDER_MILLIS / 1_000.0 * SENSORS;
    return (int) Math.max(1, Math.round(readings / perBlock));
  }
}
