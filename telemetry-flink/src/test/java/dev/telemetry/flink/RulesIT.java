package dev.telemetry.flink;

import static dev.telemetry.testkit.Sensors.sensor;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telemetry.flink.detect.RuledDetection;
import dev.telemetry.flink.detect.RuledStreams;
import dev.telemetry.flink.source.CompactedSource;
import dev.telemetry.flink.source.TelemetrySource;
import dev.telemetry.kafka.TelemetryProducer;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.RuleRejection;
import dev.telemetry.model.SensorReading;
import dev.telemetry.testkit.Sensor;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.StateRecoveryOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Rules are changed, broken, tried in shadow, rolled back and removed on a running job. */
@Timeout(240)
class RulesIT {
  private static final Duration LONG_ENOUGH = ofSeconds(60);
  private static final Sensor BEARING = sensor("plant-1/line-2/press-7/bearing");

  @TempDir Path folder;

  private final Topic<DetectorRule> ruleTopic = TestStack.created(Topics.RULES);
  private final Topic<SensorReading> readingTopic =
      TestStack.created(Topics.READINGS.partitions(1));
  private final Collected<Anomaly> anomalies = new Collected<>();
  private final Collected<Anomaly> shadows = new Collected<>();
  private final Collected<RuleRejection> rejections = new Collected<>();
  private Instant next = Instant.now().minusSeconds(3_600);

  private JobClient start(TestJob job, int parallelism) throws Exception {
    StreamExecutionEnvironment env = job.environment(parallelism);
    DataStream<DetectorRule> rules =
        CompactedSource.from(ruleTopic, RuledDetection::removalOf)
            .connection(TestStack.kafka())
            .attach(env, "rules")
            .readings();
    DataStream<SensorReading> readings =
        TelemetrySource.from(readingTopic)
            .connection(TestStack.kafka())
            .group("rules-test")
            .disorder(ofSeconds(0))
            .idleAfter(ofMillis(300)) // so that the sensors pause in between
            .attach(env, "readings")
            .readings();
    RuledStreams<SensorReading> found =
        RuledDetection.otherwise()
            .attach(readings.keyBy(SensorReading::getSensorId), rules, "anomalies");
    found.anomalies().sinkTo(anomalies).uid("anomalies-out");
    found.shadows().sinkTo(shadows).uid("shadows-out");
    found.rejectedRules().sinkTo(rejections).uid("rejections-out");
    return env.executeAsync();
  }

  private static DetectorRule rule(String id, int version, String limit) {
    return DetectorRule.newBuilder()
        .setId(id)
        .setVersion(version)
        .setDetector("threshold")
        .setParameters(Map.of("above", limit))
        .setChangedAt(Instant.now())
        .build();
  }

  private void publish(DetectorRule rule) throws Exception {
    try (var producer = TelemetryProducer.to(ruleTopic).connection(TestStack.kafka()).build()) {
      producer.send(rule).get();
    }
  }

  private void remove(String id) throws Exception {
    try (var producer =
        new KafkaProducer<>(
            TestStack.kafka().clientProperties(),
            new ByteArraySerializer(),
            new ByteArraySerializer())) {
      byte[] key = id.getBytes(StandardCharsets.UTF_8);
      producer.send(new ProducerRecord<>(ruleTopic.name(), key, null)).get();
    }
  }

  /** The value is judged as soon as the second reading has moved the watermark past the first. */
  private void say(double value) throws Exception {
    try (var producer = TelemetryProducer.to(readingTopic).connection(TestStack.kafka()).build()) {
      for (int i = 0; i < 2; i++) {
        next = next.plusSeconds(1);
        producer.send(BEARING.at(next).value(value)).get();
      }
    }
  }

  private Anomaly awaitAnomaly(int count) {
    await()
        .atMost(LONG_ENOUGH)
        .pollInterval(ofMillis(100))
        .untilAsserted(() -> assertThat(anomalies.records()).hasSize(count));
    return anomalies.records().get(count - 1);
  }

  private static void awaitTaken(TestJob job, int count) {
    await().atMost(LONG_ENOUGH).until(() -> job.counters().sum("anomalies", "rulesTaken") == count);
  }

  private static void assertEdge(Anomaly edge, EpisodePhase phase, int version) {
    assertThat(edge.getPhase()).isEqualTo(phase);
    assertThat(edge.getRule()).isEqualTo("hot");
    assertThat(edge.getRuleVersion()).isEqualTo(version);
  }

  @Test
  void followsItsRulesWithoutARestart() throws Exception {
    publish(rule("hot", 1, "90"));
    TestJob job = TestJob.in(folder);
    JobClient running = start(job, 1);

    say(95);
    assertEdge(awaitAnomaly(1), EpisodePhase.OPENED, 1);

    publish(rule("hot", 2, "100"));
    awaitTaken(job, 2);
    say(95);
    assertEdge(awaitAnomaly(2), EpisodePhase.CLOSED, 2);

    publish(rule("hot", 3, "ninety"));
    await().atMost(LONG_ENOUGH).until(() -> !rejections.records().isEmpty());
    assertThat(rejections.records().get(0).getReason()).contains("above", "\"ninety\"");
    assertThat(rejections.records().get(0).getVersionInForce()).isEqualTo(2);
    say(105);
    assertEdge(awaitAnomaly(3), EpisodePhase.OPENED, 2);

    DetectorRule trial = rule("trial", 1, "50");
    trial.setShadow(true);
    publish(trial);
    awaitTaken(job, 3);
    say(60);
    assertEdge(awaitAnomaly(4), EpisodePhase.CLOSED, 2);
    await().atMost(LONG_ENOUGH).until(() -> shadows.records().size() == 1);
    assertThat(shadows.records().get(0).getShadow()).isTrue();

    publish(rule("hot", 4, "90"));
    awaitTaken(job, 4);
    say(95);
    assertEdge(awaitAnomaly(5), EpisodePhase.OPENED, 4);

    remove("hot");
    Anomaly last = awaitAnomaly(6);
    assertEdge(last, EpisodePhase.CLOSED, 4);
    assertThat(last.getExplanation()).isEqualTo("rule removed");
    assertThat(job.counters().attempts()).isEqualTo(1);
    running.cancel().get();
  }

  @Test
  void findsOutWhatChangedWhileItWasDown() throws Exception {
    publish(rule("hot", 1, "90"));
    publish(rule("warm", 1, "70"));
    TestJob job = TestJob.in(folder);
    JobClient running = start(job, 1);
    awaitTaken(job, 2);
    say(95);
    assertEdge(awaitAnomaly(1), EpisodePhase.OPENED, 1);
    String savepoint =
        running
            .stopWithSavepoint(
                false, folder.resolve("saved").toUri().toString(), SavepointFormatType.CANONICAL)
            .get();

    remove("hot");
    publish(rule("warm", 2, "99"));
    Configuration recovery = new Configuration();
    recovery.set(StateRecoveryOptions.SAVEPOINT_PATH, savepoint);
    TestJob again = TestJob.in(folder, recovery);
    JobClient restarted = start(again, 2);

    assertEdge(awaitAnomaly(2), EpisodePhase.CLOSED, 1);
    awaitTaken(again, 2);
    say(98);
    say(100);
    assertThat(awaitAnomaly(3).getRule()).isEqualTo("warm");
    restarted.cancel().get();
  }
}
