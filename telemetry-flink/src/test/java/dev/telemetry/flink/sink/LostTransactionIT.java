package dev.telemetry.flink.sink;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.telemetry.flink.TestJob;
import dev.telemetry.flink.TestStack;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.kafka.TelemetryConsumer;
import dev.telemetry.model.Anomaly;
import dev.telemetry.topic.Topic;
import dev.telemetry.topic.Topics;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTransactionsOptions;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The broker ends a transaction between a checkpoint and its commit. */
@Timeout(120)
class LostTransactionIT {
  private static final int RECORDS = 400;
  private static final int PER_SECOND = 400;

  @TempDir Path folder;
  private TestJob job;
  private Topic<Anomaly> topic;

  @BeforeEach
  void makeTopic() {
    job = TestJob.in(folder);
    topic = TestStack.created(Topics.ANOMALIES);
  }

  @Test
  void countsATransactionThatExpiredAndGoesOn() throws Exception {
    HeldCheckpoint<Anomaly> held = new HeldCheckpoint<>(RECORDS / 4);
    JobClient running = start(held, sink().transactionTimeout(ofSeconds(8)).build());
    held.await();
    assertThat(open()).hasSize(1);
    await().atMost(ofSeconds(40)).until(() -> open().isEmpty());
    held.release();
    running.getJobExecutionResult().get();
    assertThat(job.counters().sum("lostTransactions")).isEqualTo(1);
    assertThat(job.counters().attempts()).isEqualTo(1);
    assertThat(committed()).doesNotHaveDuplicates().hasSizeBetween(1, RECORDS - 1);
  }

  @Test
  void failsTheJobForGoodWhenToldTo() throws Exception {
    HeldCheckpoint<Anomaly> held = new HeldCheckpoint<>(RECORDS / 4);
    JobClient running = start(held, sink().failOnLostTransaction().build());
    held.await();
    String id = open().get(0);
    try (Admin admin = Admin.create(TestStack.kafka().clientProperties())) {
      admin.fenceProducers(List.of(id)).all().get();
    }
    held.release();
    assertThatThrownBy(() -> running.getJobExecutionResult().get())
        .isInstanceOf(ExecutionException.class)
        .hasStackTraceContaining(TransactionLostException.class.getName())
        .hasStackTraceContaining("The transaction " + id);
    assertThat(job.counters().sum("lostTransactions")).isEqualTo(1);
    assertThat(job.counters().attempts()).isEqualTo(1);
  }

  @Test
  void saysWhatTheBrokerAllowsWhenItRefusesAWriterAtRunTime() throws Exception {
    Configuration noRestart = new Configuration();
    noRestart.set(RestartStrategyOptions.RESTART_STRATEGY, "none");
    job = TestJob.in(folder, noRestart);
    Sink<Anomaly> tooLong =
        sink().transactionTimeout(Duration.ofMinutes(16)).unchecked(TestStack.kafka(), "limit|");
    JobClient running = start(new HeldCheckpoint<>(RECORDS), tooLong);
    assertThatThrownBy(() -> running.getJobExecutionResult().get())
        .hasStackTraceContaining("transactionTimeout is 960000 ms")
        .hasStackTraceContaining("transaction.max.timeout.ms=900000");
  }

  @Test
  void refusesTwoSinksThatWouldEndEachOthersTransactions() {
    StreamExecutionEnvironment env = job.environment(1);
    var records =
        env.fromData(
                List.of(Results.opening("pump-1", 0, 95)), RecordTypeInfo.ofRecord(Anomaly.class))
            .uid("one");
    records.sinkTo(sink().build()).uid("out");
    records.sinkTo(sink().build()).uid("out-too");
    assertThatThrownBy(env::getStreamGraph)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageStartingWith(
            "two sinks have the transactions default/lost-test/" + topic.name());
  }

  private TelemetrySink<Anomaly> sink() {
    return TelemetrySink.to(topic).connection(TestStack.kafka()).exactlyOnce("lost-test");
  }

  private JobClient start(HeldCheckpoint<Anomaly> held, Sink<Anomaly> sink) throws Exception {
    StreamExecutionEnvironment env = job.environment(1);
    var source =
        new DataGeneratorSource<>(
            index -> Results.opening("pump-1", index, 95),
            RECORDS,
            RateLimiterStrategy.perSecond(PER_SECOND),
            RecordTypeInfo.ofRecord(Anomaly.class));
    env.fromSource(source, WatermarkStrategy.noWatermarks(), "numbers")
        .uid("numbers")
        .map(held)
        .uid("held")
        .sinkTo(sink)
        .uid("out");
    return env.executeAsync();
  }

  /** The ids of our transactions that hold records and are neither committed nor aborted. */
  private List<String> open() throws Exception {
    var ongoing = new ListTransactionsOptions().filterStates(List.of(TransactionState.ONGOING));
    try (Admin admin = Admin.create(TestStack.kafka().clientProperties())) {
      return admin.listTransactions(ongoing).all().get().stream()
          .map(TransactionListing::transactionalId)
          .filter(id -> id.startsWith("default/lost-test/" + topic.name() + "|"))
          .toList();
    }
  }

  private List<String> committed() {
    String last = Results.opening("pump-1", RECORDS - 1, 95).getId();
    List<String> ids = new ArrayList<>();
    try (TelemetryConsumer<Anomaly> consumer =
        TelemetryConsumer.from(topic)
            .connection(TestStack.kafka())
            .everyPartition()
            .fromEarliest()
            .build()) {
      await()
          .atMost(ofSeconds(30))
          .until(
              () -> {
                consumer
                    .poll(ofMillis(300))
                    .records()
                    .forEach(each -> ids.add(each.value().getId()));
                return ids.contains(last);
              });
    }
    return ids;
  }
}
