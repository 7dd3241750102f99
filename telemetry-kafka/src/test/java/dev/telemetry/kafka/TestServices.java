package dev.telemetry.kafka;

import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import dev.telemetry.testkit.LocalKafka;
import dev.telemetry.testkit.LocalSchemaRegistry;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** One broker and one registry for all tests of the JVM, started when the first asks. */
public final class TestServices {
  private static final AtomicInteger NAMES = new AtomicInteger();

  private static final class Broker {
    static final LocalKafka KAFKA = closedAtExit(LocalKafka.start());
  }

  private static final class Registry {
    static final LocalSchemaRegistry REGISTRY = closedAtExit(LocalSchemaRegistry.start());
  }

  private TestServices() {}

  static <S extends AutoCloseable> S closedAtExit(S service) {
    Runtime.getRuntime()
        .addShutdownHook(
            new Thread(
                () -> {
                  try {
                    service.close();
                  } catch (Exception e) {
                    throw new IllegalStateException(e);
                  }
                }));
    return service;
  }

  public static String kafka() {
    return Broker.KAFKA.bootstrapServers();
  }

  public static String registryUrl() {
    return Registry.REGISTRY.url();
  }

  public static KafkaConnection connection() {
    return KafkaConnection.to(kafka()).registry(registryUrl()).insecureLocal();
  }

  /** A topic of its own, not yet created. */
  public static Topic<SensorReading> freshTopic() {
    return Topics.READINGS.named("readings-" + NAMES.incrementAndGet());
  }

  /** A topic of its own that the broker has. */
  public static Topic<SensorReading> createdTopic() {
    Topic<SensorReading> topic = freshTopic();
    TopicAdmin.ensure(connection(), topic);
    return topic;
  }

  public static SensorReading reading(String sensor, double value) {
    return SensorReading.newBuilder()
        .setSensorId(sensor)
        .setMetric("temperature")
        .setUnit("Cel")
        .setEventTime(Instant.ofEpochMilli(1_000))
        .setValue(value)
        .setQuality(Quality.GOOD)
        .setSequence(7L)
        .setTags(Map.of("batch", "b1"))
        .build();
  }
}
