package dev.telemetry.flink.security;

import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.telemetry.flink.TestJob;
import dev.telemetry.flink.sink.JdbcConnection;
import dev.telemetry.flink.sink.PostgresSink;
import dev.telemetry.flink.sink.TelemetrySink;
import dev.telemetry.flink.source.Ingest;
import dev.telemetry.flink.source.TelemetrySource;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.Sasl;
import dev.telemetry.kafka.TelemetryProducer;
import dev.telemetry.kafka.TopicAdmin;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.testkit.Sensors;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every secret is a canary: none may sing in a text that people or machines keep. */
class SecretsIT {
  @TempDir Path folder;

  @Test
  void knowsACanaryAlsoInBase64() {
    assertThat(Canary.linesIn("user=x password=" + Canary.SASL)).hasSize(1);
    assertThat(Canary.linesIn("Basic dGVsZW1ldHJ5OmM0bmFyeS1yZWdpc3RyeQ==")).hasSize(1);
  }

  static Stream<Object> settings() {
    KafkaConnection connection = SecuredStack.as("monitoring");
    return Stream.of(
        connection,
        Sasl.scram("monitoring", Canary.SASL),
        Sasl.plain("monitoring", Canary.SASL),
        connection.registryBearerToken(Canary.REGISTRY),
        connection.schemaRegistry(),
        SecuredStack.database(),
        TelemetrySource.from(Topics.READINGS).connection(connection),
        TelemetrySink.to(Topics.READINGS).connection(connection),
        TelemetryProducer.to(Topics.READINGS).connection(connection),
        PostgresSink.upsert(WindowStatistics.class, SecuredStack.database()));
  }

  @ParameterizedTest
  @MethodSource("settings")
  void areInNoSettingsText(Object settings) {
    assertThat(Canary.linesIn(settings.toString())).isEmpty();
  }

  static Stream<ThrowingCallable> failures() {
    KafkaConnection good = SecuredStack.as("admin");
    Topic<SensorReading> topic = SecuredStack.created(Topics.READINGS);
    return Stream.of(
        () -> admin(good.sasl(Sasl.scram("admin", Canary.WRONG))).ensure(topic),
        () -> admin(good.sasl(Sasl.plain("admin", Canary.WRONG))).ensure(topic),
        () -> send(good.registryBasicAuth("telemetry", Canary.WRONG), topic),
        () -> send(good.registryBearerToken(Canary.WRONG), topic),
        () -> send(good.registryBearerToken(Canary.WRONG + "\n"), topic),
        () -> good.registry("https://telemetry:" + Canary.WRONG + "@registry:8081"),
        () -> admin(good.tls(Path.of("no-such-store"), Canary.WRONG)).ensure(topic),
        () -> KafkaConnection.to("nowhere").sasl(Sasl.plain("admin", Canary.SASL)).schemaRegistry(),
        () -> KafkaConnection.fromArgs("--sasl-password", Canary.SASL, "--no-such"),
        () -> JdbcConnection.to("jdbc:postgresql://u:" + Canary.DATABASE + "@db/x", "u", "p"));
  }

  private static TopicAdmin admin(KafkaConnection connection) {
    return TopicAdmin.on(connection);
  }

  static void send(KafkaConnection connection, Topic<SensorReading> topic) {
    try (TelemetryProducer<SensorReading> producer =
        TelemetryProducer.to(topic).connection(connection).deliveryTimeout(ofSeconds(5)).build()) {
      producer.send(Sensors.sensor("pump-1").at(Instant.now()).value(7)).join();
    }
  }

  @ParameterizedTest
  @MethodSource("failures")
  void areInNoErrorAndInNoLogOfIt(ThrowingCallable failing) {
    try (CapturedLogs logs = new CapturedLogs()) {
      Throwable failure = catchThrowable(failing);
      StringWriter trace = new StringWriter();
      assertThat(failure).isNotNull();
      failure.printStackTrace(new PrintWriter(trace));
      assertThat(Canary.linesIn(trace.toString())).isEmpty();
      assertThat(Canary.linesIn(logs.text())).isEmpty();
    }
  }

  @Test
  void areInNoLogPlanOrSettingOfAJobThatRuns() throws Exception {
    KafkaConnection connection = SecuredStack.as("admin");
    Topic<SensorReading> in = SecuredStack.created(Topics.READINGS);
    Topic<SensorReading> out = SecuredStack.created(Topics.READINGS);
    try (CapturedLogs logs = new CapturedLogs()) {
      send(connection, in);
      StreamExecutionEnvironment env = TestJob.in(folder).environment(1);
      wire(env, connection, in, out);
      assertThat(Canary.linesIn(env.getExecutionPlan())).isEmpty();
      assertThat(Canary.linesIn(env.getConfiguration().toString())).isEmpty();
      env.execute();
      assertThat(logs.text()).contains("sasl.jaas.config = [hidden]");
      assertThat(Canary.linesIn(logs.text())).isEmpty();
    }
  }

  static void wire(
      StreamExecutionEnvironment env,
      KafkaConnection connection,
      Topic<SensorReading> in,
      Topic<SensorReading> out) {
    Ingest<SensorReading> ingest =
        TelemetrySource.from(in)
            .connection(connection)
            .group("secrets")
            .idleAfter(Duration.ofSeconds(5))
            .bounded()
            .attach(env, "readings");
    ingest
        .readings()
        .sinkTo(TelemetrySink.to(out).connection(connection).exactlyOnce("secrets").build())
        .uid("topic");
    env.fromData(List.of(row()), RecordTypeInfo.ofRecord(WindowStatistics.class))
        .uid("rows")
        .sinkTo(
            PostgresSink.upsert(WindowStatistics.class, SecuredStack.database())
                .createTable()
                .build())
        .uid("table");
  }

  private static WindowStatistics row() {
    Instant start = Instant.ofEpochSecond(0);
    return new WindowStatistics(
        "secrets",
        "pump-1",
        "temperature",
        "Cel",
        start,
        start.plusSeconds(10),
        3L,
        20.0,
        0.5,
        19.0,
        21.0,
        20.0,
        20.0,
        60.0,
        0,
        null,
        null,
        null);
  }
}
