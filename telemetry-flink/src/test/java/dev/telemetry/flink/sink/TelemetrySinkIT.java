package dev.telemetry.flink.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.telemetry.flink.FailsOnce;
import dev.telemetry.flink.TestJob;
import dev.telemetry.flink.TestStack;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.kafka.Batch;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.kafka.Received;
import dev.telemetry.kafka.TelemetryConsumer;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.testkit.Sensors;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class TelemetrySinkIT {
  private static final int RECORDS = 1_000;
  private static final int PER_SECOND = 800;

  @TempDir Path folder;

  @Test
  void writesEachRecordAtLeastOnceThroughAFailure() throws Exception {
    Topic<Anomaly> topic = TestStack.created(Topics.ANOMALIES);
    FailsOnce<Anomaly> failure = new FailsOnce<>(RECORDS / 2);
    runNumbered(failure, TelemetrySink.to(topic).connection(TestStack.kafka()).build());
    List<Received<Anomaly>> received = read(topic, RECORDS);
    assertThat(failure.failures()).isEqualTo(1);
    assertThat(received).extracting(each -> each.value().getId()).containsAll(ids());
    assertThat(received).allSatisfy(each -> assertThat(each.key()).isEqualTo("pump-1"));
  }

  @Test
  void writesEachRecordExactlyOnceThroughAFailure() throws Exception {
    Topic<Anomaly> topic = TestStack.created(Topics.ANOMALIES);
    FailsOnce<Anomaly> failure = new FailsOnce<>(RECORDS / 2);
    runNumbered(
        failure,
        TelemetrySink.to(topic).connection(TestStack.kafka()).exactlyOnce("sink-test").build());
    assertThat(failure.failures()).isEqualTo(1);
    assertThat(read(topic, RECORDS))
        .extracting(each -> each.value().getId())
        .containsExactlyElementsOf(ids());
  }

  private void runNumbered(FailsOnce<Anomaly> failure, Sink<Anomaly> sink) throws Exception {
    TestJob job = TestJob.in(folder);
    StreamExecutionEnvironment env = job.environment(1);
    var source =
        new DataGeneratorSource<>(
            index -> Results.opening("pump-1", index, 95),
            RECORDS,
            RateLimiterStrategy.perSecond(PER_SECOND),
            RecordTypeInfo.ofRecord(Anomaly.class));
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "numbers")
        .uid("numbers")
        .map(failure)
        .uid("failure")
        .sinkTo(sink)
        .uid("out");
    env.execute();
  }

  private static List<String> ids() {
    List<String> ids = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      ids.add(Results.opening("pump-1", i, 95).getId());
    }
    return ids;
  }

  /** All committed records; waits for as many as are expected, and a little for more. */
  private static <T extends SpecificRecord> List<Received<T>> read(Topic<T> topic, int expected) {
    List<Received<T>> all = new ArrayList<>();
    try (TelemetryConsumer<T> consumer =
        TelemetryConsumer.from(topic)
            .connection(TestStack.kafka())
            .everyPartition()
            .fromEarliest()
            .build()) {
      await()
          .atMost(ofSeconds(30))
          .until(
              () -> {
                Batch<T> batch = consumer.poll(ofMillis(300));
                assertThat(batch.quarantined()).isEmpty();
                all.addAll(batch.records());
                return all.size() >= expected && batch.isEmpty();
              });
    }
    return all;
  }

  @Test
  void refusesTransactionsThatTheBrokerWouldNotKeepThatLong() {
    TelemetrySink<Anomaly> tooLong =
        TelemetrySink.to(Topics.ANOMALIES)
            .connection(TestStack.kafka())
            .exactlyOnce("sink-test")
            .transactionTimeout(Duration.ofMinutes(16));
    assertThatThrownBy(tooLong::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("transactionTimeout is 960000 ms")
        .hasMessageContaining("transaction.max.timeout.ms=900000");
    assertThat(tooLong.transactionTimeout(Duration.ofMinutes(15)).build()).isNotNull();
  }

  @Test
  void saysThatTheBrokerDoesNotAnswer() {
    TelemetrySink<Anomaly> sink =
        TelemetrySink.to(Topics.ANOMALIES)
            .connection(
                KafkaConnection.to("127.0.0.1:1")
                    .registry("http://127.0.0.1:2")
                    .insecureLocal()
                    .property("default.api.timeout.ms", "1000")
                    .property("request.timeout.ms", "500"))
            .exactlyOnce("sink-test");
    assertThatThrownBy(sink::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith("the broker did not say its transaction.max.timeout.ms");
  }

  @Test
  void keepsWhereAQuarantinedRecordCameFromInItsHeaders() throws Exception {
    Topic<Quarantined> topic = TestStack.created(Topics.QUARANTINE);
    byte[] large = new byte[1 << 20];
    large[large.length - 1] = 7;
    Quarantined record =
        new Quarantined(
            "readings",
            3,
            42L,
            Instant.ofEpochMilli(1_234),
            null,
            ByteBuffer.wrap(large),
            "dev.telemetry.Undecodable",
            "no magic byte");
    run(record, topic);

    ConsumerRecord<byte[], byte[]> raw = readRaw(topic);
    assertThat(headers(raw).keySet())
        .containsExactly(
            "kafka_dlt-original-topic",
            "kafka_dlt-original-partition",
            "kafka_dlt-original-offset",
            "kafka_dlt-original-timestamp",
            "kafka_dlt-exception-fqcn",
            "kafka_dlt-exception-message");
    assertThat(headers(raw).get("kafka_dlt-original-topic")).isEqualTo("readings".getBytes(UTF_8));
    assertThat(headers(raw).get("kafka_dlt-original-partition")).isEqualTo(new byte[] {0, 0, 0, 3});
    assertThat(ByteBuffer.wrap(headers(raw).get("kafka_dlt-original-offset")).getLong())
        .isEqualTo(42);
    assertThat(ByteBuffer.wrap(headers(raw).get("kafka_dlt-original-timestamp")).getLong())
        .isEqualTo(1_234);
    assertThat(headers(raw).get("kafka_dlt-exception-fqcn"))
        .isEqualTo("dev.telemetry.Undecodable".getBytes(UTF_8));
    assertThat(headers(raw).get("kafka_dlt-exception-message"))
        .isEqualTo("no magic byte".getBytes(UTF_8));
    assertThat(raw.key()).isEqualTo("readings-3".getBytes(UTF_8));
    assertThat(raw.value()).hasSizeGreaterThan(large.length);
  }

  @Test
  void keepsTheReasonOfARejectedReadingInItsHeaders() throws Exception {
    Topic<Rejected> topic = TestStack.created(Topics.REJECTED);
    run(
        new Rejected(
            Sensors.sensor("pump-1").value(Double.NaN),
            RejectionReason.NOT_FINITE,
            "the value is NaN"),
        topic);

    ConsumerRecord<byte[], byte[]> raw = readRaw(topic);
    assertThat(headers(raw).get("kafka_dlt-exception-fqcn"))
        .isEqualTo("NOT_FINITE".getBytes(UTF_8));
    assertThat(headers(raw).get("kafka_dlt-exception-message"))
        .isEqualTo("the value is NaN".getBytes(UTF_8));
    assertThat(raw.key()).isEqualTo("pump-1".getBytes(UTF_8));
  }

  private <T extends SpecificRecord> void run(T record, Topic<T> topic) throws Exception {
    StreamExecutionEnvironment env = TestJob.in(folder).environment(1);
    env.fromData(List.of(record), RecordTypeInfo.ofRecord(topic.type()))
        .uid("one")
        .sinkTo(TelemetrySink.to(topic).connection(TestStack.kafka()).build())
        .uid("out");
    env.execute();
  }

  private static Map<String, byte[]> headers(ConsumerRecord<byte[], byte[]> record) {
    Map<String, byte[]> headers = new LinkedHashMap<>();
    record.headers().forEach(header -> headers.put(header.key(), header.value()));
    return headers;
  }

  private static ConsumerRecord<byte[], byte[]> readRaw(Topic<?> topic) {
    List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
    try (var consumer =
        new KafkaConsumer<>(
            TestStack.kafka().clientProperties(),
            new ByteArrayDeserializer(),
            new ByteArrayDeserializer())) {
      var partition = new TopicPartition(topic.name(), 0);
      consumer.assign(List.of(partition));
      consumer.seekToBeginning(List.of(partition));
      await()
          .atMost(ofSeconds(30))
          .until(
              () -> {
                consumer.poll(ofMillis(300)).forEach(records::add);
                return !records.isEmpty();
              });
    }
    assertThat(records).hasSize(1);
    return records.get(0);
  }
}
