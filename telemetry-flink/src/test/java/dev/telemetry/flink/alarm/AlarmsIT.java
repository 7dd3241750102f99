package dev.telemetry.flink.alarm;

import static dev.telemetry.flink.alarm.Edges.acknowledge;
import static dev.telemetry.flink.alarm.Edges.closed;
import static dev.telemetry.flink.alarm.Edges.opened;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.telemetry.flink.Collected;
import dev.telemetry.flink.FailsOnce;
import dev.telemetry.flink.TestJob;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.AlarmCommandRejection;
import dev.telemetry.model.AlarmState;
import dev.telemetry.model.AlarmSummary;
import dev.telemetry.model.Anomaly;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Alarms and their groups in a job on a small cluster. */
class AlarmsIT {
  private static final int SENSORS = 30;
  private static final int ROUNDS = 20;
  private static final int EDGES = 2 * SENSORS * ROUNDS;

  @TempDir Path folder;

  private final Collected<Alarm> alarms = new Collected<>();
  private final Collected<AlarmCommandRejection> rejected = new Collected<>();
  private final Collected<Alarm> called = new Collected<>();
  private final Collected<AlarmSummary> summaries = new Collected<>();

  /** All sensors of the machine raise in one second of each round, and return 50 s later. */
  private static Anomaly scripted(Long index) {
    long round = 1 + index / (2 * SENSORS);
    String key = "press-7/" + index % SENSORS;
    boolean opens = index / SENSORS % 2 == 0;
    return opens ? opened(key, 100 * round) : closed(key, 100 * round, 100 * round + 50);
  }

  /** Every second sensor is acknowledged in each round, twice. */
  private static List<AlarmCommand> commands() {
    List<AlarmCommand> all = new ArrayList<>();
    for (int round = 1; round <= ROUNDS; round++) {
      for (int sensor = 0; sensor < SENSORS; sensor += 2) {
        all.add(acknowledge("press-7/" + sensor, 100L * round + 20));
        all.add(acknowledge("press-7/" + sensor, 100L * round + 30));
      }
    }
    return all;
  }

  private AlarmStreams attach(
      StreamExecutionEnvironment env, boolean commanded, FailsOnce<Anomaly> failing) {
    var source =
        new DataGeneratorSource<>(
            AlarmsIT::scripted,
            EDGES,
            commanded ? RateLimiterStrategy.noOp() : RateLimiterStrategy.perSecond(EDGES / 3.0),
            RecordTypeInfo.ofRecord(Anomaly.class));
    DataStream<Anomaly> anomalies =
        env.fromSource(
                source,
                WatermarkStrategy.<Anomaly>forMonotonousTimestamps()
                    .withTimestampAssigner((edge, unset) -> edge.getEventTime().toEpochMilli()),
                "edges")
            .uid("edges")
            .setParallelism(1)
            .map(failing)
            .returns(RecordTypeInfo.ofRecord(Anomaly.class))
            .uid("failing")
            .setParallelism(1);
    DataStream<AlarmCommand> commands =
        env.fromData(commands(), RecordTypeInfo.ofRecord(AlarmCommand.class))
            .uid("commands")
            .filter(any -> commanded)
            .uid("commanded");
    return Alarms.of(anomalies, commands).attach("alarms");
  }

  private void collect(AlarmStreams streams) {
    streams.alarms().sinkTo(alarms).uid("alarms-out");
    streams.rejectedCommands().sinkTo(rejected).uid("rejected-out");
    AlarmGroupStreams groups =
        AlarmGroups.of(streams.alarms(), Alarm::getMachine)
            .stormAt(10, Duration.ofMinutes(1))
            .attach("alarm-groups");
    groups.alarms().sinkTo(called).uid("called-out");
    groups.summaries().sinkTo(summaries).uid("summaries-out");
  }

  @Test
  void obeysEveryCommandInItsTimeInBatchExecution() throws Exception {
    TestJob job = TestJob.in(folder);
    StreamExecutionEnvironment env = job.environment(2);
    env.setRuntimeMode(RuntimeExecutionMode.BATCH);
    collect(attach(env, true, new FailsOnce<>(EDGES)));
    env.execute("alarms");

    int commanded = SENSORS / 2 * ROUNDS;
    assertThat(alarms.records()).hasSize(3 * commanded + 2 * commanded).doesNotHaveDuplicates();
    assertThat(alarms.records().stream().filter(each -> each.getState() == AlarmState.NORMAL))
        .hasSize(commanded);
    assertThat(rejected.records()).hasSize(commanded);
    assertThat(job.counters().sum("alarms", "edges")).isEqualTo(EDGES);
    assertThat(job.counters().sum("alarms", "commands")).isEqualTo(commanded);
    assertThat(job.counters().sum("alarms", "refused")).isEqualTo(commanded);
    assertThat(job.counters().sum("alarms", "late")).isZero();
    assertThat(job.counters().sum("alarms", "told")).isEqualTo(alarms.records().size());
    assertSummaries(SENSORS * ROUNDS);
  }

  private void assertSummaries(long raised) {
    Set<AlarmSummary> once = Set.copyOf(summaries.records());
    assertThat(once).isNotEmpty();
    assertThat(once).allMatch(each -> each.getRaised() == each.getEmitted() + each.getHeldBack());
    assertThat(once.stream().mapToLong(AlarmSummary::getRaised).sum()).isEqualTo(raised);
  }

  @Test
  void givesTheSameAlarmsThroughAFailureAndInBatchExecution() throws Exception {
    FailsOnce<Anomaly> failing = new FailsOnce<>(EDGES / 2);
    StreamExecutionEnvironment env = TestJob.in(folder).environment(2);
    collect(attach(env, false, failing));
    env.execute("alarms");
    assertThat(failing.failures()).isOne();
    assertSummaries(SENSORS * ROUNDS);

    Collected<Alarm> inBatch = new Collected<>();
    StreamExecutionEnvironment batch = TestJob.in(folder).environment(1);
    batch.setRuntimeMode(RuntimeExecutionMode.BATCH);
    attach(batch, false, new FailsOnce<>(EDGES)).alarms().sinkTo(inBatch).uid("alarms-out");
    batch.execute("alarms in batch execution");
    assertThat(inBatch.records()).hasSize(EDGES);
    assertThat(Set.copyOf(alarms.records())).isEqualTo(Set.copyOf(inBatch.records()));
  }

  @Test
  void refusesAStormLimitThatMeansNothing() {
    AlarmStreams streams = attach(TestJob.in(folder).environment(1), true, new FailsOnce<>(EDGES));
    AlarmGroups groups = AlarmGroups.of(streams.alarms(), Alarm::getMachine);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> groups.stormAt(0, Duration.ofMinutes(1)))
        .withMessageContaining("mostRaises");
    assertThatIllegalArgumentException().isThrownBy(() -> groups.stormAt(1, Duration.ZERO));
  }
}
