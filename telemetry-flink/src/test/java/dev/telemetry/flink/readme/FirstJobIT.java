package dev.telemetry.flink.readme;

import static dev.telemetry.topic.Readings.reading;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.TelemetryConsumer;
import dev.telemetry.kafka.TelemetryProducer;
import dev.telemetry.kafka.TopicAdmin;
import dev.telemetry.model.Anomaly;
import dev.telemetry.testkit.LocalKafka;
import dev.telemetry.testkit.LocalSchemaRegistry;
import dev.telemetry.topic.Topics;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the README's program as a user does: readings in, anomalies out. */
@SuppressWarnings("FutureReturnValueIgnored") // closing the producer says what was not delivered
class FirstJobIT {
  @TempDir Path folder;

  @Test
  void findsTheOverheatedMachine() throws Exception {
    try (LocalKafka broker = LocalKafka.start();
        LocalSchemaRegistry registry = LocalSchemaRegistry.start()) {
      KafkaConnection kafka =
          KafkaConnection.to(broker.bootstrapServers()).registry(registry.url()).insecureLocal();
      TopicAdmin.ensure(kafka, Topics.READINGS, Topics.ANOMALIES);
      Process job = start(broker.bootstrapServers(), registry.url());
      try {
        Instant now = Instant.now();
        produce(kafka, now);
        produceOne(kafka, now);

        assertThat(firstAnomaly(kafka).getExplanation())
            .isEqualTo("92.3 Cel is above 90 Cel for 30 s");
      } finally {
        job.destroyForcibly().waitFor(10, TimeUnit.SECONDS);
      }
    }
  }

  private Process start(String brokers, String registry) throws IOException {
    Path log = folder.resolve("job.log");
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-XX:TieredStopAtLevel=1",
            "-Xmx400m",
            "-Djava.io.tmpdir=" + folder,
            "-classpath",
            System.getProperty("java.class.path"),
            FirstJob.class.getName(),
            "--kafka",
            brokers,
            "--registry",
            registry,
            "--insecure-local")
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  private static void produce(KafkaConnection kafka, Instant now) {
    try (var readings = TelemetryProducer.to(Topics.READINGS).connection(kafka).build()) {
      for (int second = -120; second < 0; second++) {
        double value = second < -60 ? 70 : 92.3;
        Instant time = now.plusSeconds(second);
        readings.send(reading("plant-1/line-2/press-7/oil", "temperature", "Cel", time, value));
      }
    }
  }

  private static void produceOne(KafkaConnection kafka, Instant now) {
    try (var readings = TelemetryProducer.to(Topics.READINGS).connection(kafka).build()) {
      readings.send(reading("plant-1/line-2/press-7/oil", "temperature", "Cel", now, 92.3));
    }
  }

  private static Anomaly firstAnomaly(KafkaConnection kafka) {
    List<Anomaly> found = new ArrayList<>();
    try (var anomalies =
        TelemetryConsumer.from(Topics.ANOMALIES).connection(kafka).everyPartition().build()) {
      await()
          .atMost(Duration.ofSeconds(90))
          .until(
              () -> {
                anomalies
                    .poll(Duration.ofMillis(200))
                    .records()
                    .forEach(received -> found.add(received.value()));
                return !found.isEmpty();
              });
    }
    return found.get(0);
  }
}
