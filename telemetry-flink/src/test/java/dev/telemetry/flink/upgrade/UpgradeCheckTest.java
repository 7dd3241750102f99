package dev.telemetry.flink.upgrade;

import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.awaitility.Awaitility.await;

import dev.telemetry.detect.Flatline;
import dev.telemetry.flink.TestJob;
import dev.telemetry.flink.detect.DetectAnomalies;
import dev.telemetry.flink.quality.Duplicates;
import dev.telemetry.flink.upgrade.UpgradeFinding.Kind;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.SensorReading;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.core.execution.JobClient;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.graph.StreamGraphHasherV2;
import org.apache.flink.util.Collector;
import org.apache.flink.util.StringUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The golden savepoint beside jobs that are like the one that wrote it, but for one thing. */
@Timeout(240)
class UpgradeCheckTest {
  @TempDir Path folder;

  private String savepoint;

  @BeforeEach
  void unpack() throws IOException {
    savepoint = GoldenSavepoint.current("hashmap").unpack(folder);
  }

  private StreamExecutionEnvironment environment(Configuration how) {
    return TestJob.in(folder, how).environment(2);
  }

  private StreamExecutionEnvironment job(Consumer<CanonicalJob> change) {
    StreamExecutionEnvironment env = environment(new Configuration());
    CanonicalJob job = new CanonicalJob(CanonicalInput.withoutPause());
    change.accept(job);
    job.attach(env);
    return env;
  }

  private StreamExecutionEnvironment sameJob() {
    return job(unchanged -> {});
  }

  static List<GoldenSavepoint> releases() throws IOException {
    return GoldenSavepoint.all().stream().filter(each -> each.backend().equals("hashmap")).toList();
  }

  @ParameterizedTest
  @MethodSource("releases")
  void findsNothingBetweenAJobAndItsOwnSavepoint(GoldenSavepoint golden) throws Exception {
    String own = golden.unpack(folder);
    Path checkpoints = folder.resolve("checkpoints");
    Configuration how = new Configuration();
    how.set(CheckpointingOptions.CHECKPOINTS_DIRECTORY, checkpoints.toUri().toString());
    StreamExecutionEnvironment env = environment(how);
    new CanonicalJob(CanonicalInput.withoutPause()).attach(env);

    UpgradeReport report = UpgradeCheck.of(env).against(own);

    assertThat(report.problems()).isEmpty();
    assertThat(report.isSafe()).isTrue();
    assertThat(report.toString()).startsWith("savepoint " + own + ": all state of it is restored");
    assertThat(checkpoints).as("nothing is left behind").doesNotExist();
    env.execute(); // the job is as it was
  }

  @Test
  void namesWhatARenamedUidLoses() throws IOException {
    var env = job(each -> each.withUidOfAnomalies("anomalies-v2"));

    UpgradeReport report = UpgradeCheck.of(env).metadataOnly().against(savepoint);

    assertThat(report.lost()).containsExactly("anomalies");
    assertThat(report.fresh()).containsExactly("anomalies-v2");
    assertThat(report.isSafe()).isFalse();
    assertThat(report.problems().get(0).explanation())
        .contains("no operator of the job has its uid", "pending-values", "detector-");
  }

  @Test
  void followsAHashThatWasSetByHand() throws IOException {
    String hash =
        StringUtils.byteToHexString(StreamGraphHasherV2.generateUserSpecifiedHash("duplicates"));
    StreamExecutionEnvironment env = environment(new Configuration());
    new CanonicalInput()
        .readings(env)
        .keyBy(SensorReading::getSensorId)
        .process(Duplicates.bySequence())
        .uid("unique")
        .setUidHash(hash)
        .print()
        .uid("rows");

    UpgradeReport report = UpgradeCheck.of(env).against(savepoint);

    assertThat(report.lost()).contains("anomalies").doesNotContain("duplicates", "unique");
    assertThat(report.incompatible()).isEmpty();
    assertThat(report.fresh()).isEmpty();
  }

  @Test
  void namesWhatADroppedOperatorLoses() throws IOException {
    StreamExecutionEnvironment env = environment(new Configuration());
    new CanonicalInput().readings(env).print().uid("rows");

    UpgradeReport report = UpgradeCheck.of(env).metadataOnly().against(savepoint);

    assertThat(report.lost())
        .contains("duplicates", "statistics", "grid", "alarms", "silence", "rules")
        .doesNotContain("readings", "gate", "measured");
  }

  /** Takes the place of the anomalies, with a state of the same name and another type. */
  private static final class Counting<K> extends KeyedProcessFunction<K, SensorReading, Long> {
    private static final long serialVersionUID = 1;

    @Override
    public void open(OpenContext context) {
      getRuntimeContext().getState(new ValueStateDescriptor<>("pending-values", Types.LONG));
    }

    @Override
    public void processElement(SensorReading reading, Context context, Collector<Long> out) {
      throw new AssertionError("the rehearsal read " + reading);
    }
  }

  /** Only one operator, in the place of another. */
  private <K> StreamExecutionEnvironment job(
      String uid,
      String backend,
      KeySelector<SensorReading, K> key,
      TypeInformation<K> keyType,
      KeyedProcessFunction<K, SensorReading, ?> function) {
    Configuration how = new Configuration();
    how.set(StateBackendOptions.STATE_BACKEND, backend);
    StreamExecutionEnvironment env = environment(how);
    new CanonicalInput()
        .readings(env)
        .keyBy(key, keyType)
        .process(function)
        .uid(uid)
        .print()
        .uid("rows");
    return env;
  }

  @ParameterizedTest
  @ValueSource(strings = {"hashmap", "rocksdb"})
  void findsAStateOfAnotherType(String backend) throws IOException {
    var env = job("anomalies", backend, SensorReading::getSensorId, Types.STRING, new Counting<>());

    UpgradeReport report = UpgradeCheck.of(env).against(savepoint);

    assertThat(report.incompatible()).containsExactly("anomalies");
    assertThat(report.toString()).contains("new state serializer", "must not be incompatible");
    assertThat(UpgradeCheck.of(env).metadataOnly().against(savepoint).incompatible()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"hashmap", "rocksdb"})
  void findsKeysOfAnotherType(String backend) throws IOException {
    var env = job("anomalies", backend, SensorReading::getSequence, Types.LONG, new Counting<>());

    UpgradeReport report = UpgradeCheck.of(env).against(savepoint);

    assertThat(report.incompatible()).containsExactly("anomalies");
    assertThat(report.toString()).contains("new key serializer");
  }

  @Test
  void readsANativeSavepointOfRocksDb() throws Exception {
    KeyedProcessFunction<String, SensorReading, Anomaly> flatline =
        DetectAnomalies.with(Flatline.lasting(ofMinutes(1))).build();
    var before = job("anomalies", "rocksdb", SensorReading::getSensorId, Types.STRING, flatline);
    String saved = stop(before.executeAsync());

    var same = job("anomalies", "rocksdb", SensorReading::getSensorId, Types.STRING, flatline);
    var other =
        job("anomalies", "rocksdb", SensorReading::getSensorId, Types.STRING, new Counting<>());

    assertThat(UpgradeCheck.of(same).against(saved).findings()).isEmpty();
    assertThat(UpgradeCheck.of(other).against(saved).incompatible()).containsExactly("anomalies");
    assertThat(UpgradeCheck.of(sameJob()).metadataOnly().against(saved).lost()).isEmpty();
  }

  private String stop(JobClient running) {
    String target = folder.resolve("native").toUri().toString();
    return await()
        .atMost(ofMinutes(1))
        .ignoreExceptions() // not all may run yet
        .until(
            () -> running.stopWithSavepoint(false, target, SavepointFormatType.NATIVE).get(),
            path -> true);
  }

  /** Has a timer a second from now for each key. */
  private static final class Timed extends KeyedProcessFunction<String, SensorReading, Long> {
    private static final long serialVersionUID = 1;
    private static final AtomicInteger FIRED = new AtomicInteger();

    @Override
    public void processElement(SensorReading reading, Context context, Collector<Long> out) {
      TimerService timers = context.timerService();
      timers.registerProcessingTimeTimer(timers.currentProcessingTime() + 1_000);
    }

    @Override
    public void onTimer(long millis, OnTimerContext context, Collector<Long> out) {
      FIRED.incrementAndGet();
    }
  }

  @Test
  void firesNoTimerThatIsOverdue() throws Exception {
    var before = job("timed", "hashmap", SensorReading::getSensorId, Types.STRING, new Timed());
    var after = job("timed", "hashmap", SensorReading::getSensorId, Types.STRING, new Timed());
    String saved = stop(before.executeAsync());
    Timed.FIRED.set(0);

    UpgradeReport report =
        await()
            .pollDelay(ofSeconds(1))
            .until(() -> UpgradeCheck.of(after).against(saved), any -> true);

    assertThat(report.isSafe()).isTrue();
    assertThat(Timed.FIRED).hasValue(0);
  }

  @Test
  void findsStatesThatAreNotDeclaredAnyMore() throws IOException {
    KeyedProcessFunction<String, SensorReading, Anomaly> flatline =
        DetectAnomalies.with(Flatline.lasting(ofMinutes(1))).build();
    var env = job("anomalies", "hashmap", SensorReading::getSensorId, Types.STRING, flatline);

    UpgradeReport report = UpgradeCheck.of(env).against(savepoint);

    assertThat(report.incompatible()).isEmpty();
    assertThat(report.toString())
        .contains(
            "LOST anomalies: does not declare"
                + " [detector-cusum, detector-threshold, detector-z-score] any more");
  }

  @Test
  void findsASerializerOfTheFuture() throws IOException {
    String snapshot = "dev.telemetry.flink.quality.SequenceWindowSerializer$Snapshot\0\0\0";
    String future = replaced(snapshot + '\3', snapshot + '\4');

    UpgradeReport report = UpgradeCheck.of(sameJob()).metadataOnly().against(future);

    assertThat(report.incompatible()).containsExactly("duplicates");
    assertThat(report.problems().get(0).explanation()).contains("cannot be read", "4");
  }

  @Test
  void findsASerializerThatIsGone() throws IOException {
    String gone = replaced("SourceTimesSerializer$Snapshot", "SourceTimesSerialized$Snapshot");

    UpgradeReport report = UpgradeCheck.of(sameJob()).metadataOnly().against(gone);

    assertThat(report.incompatible()).containsExactly("alarms");
    assertThat(report.toString())
        .contains("INCOMPATIBLE alarms: its state cannot be read", "SourceTimesSerialized");
  }

  @Test
  void findsAnotherMaxParallelism() throws IOException {
    StreamExecutionEnvironment env = sameJob();
    env.setMaxParallelism(16);

    UpgradeReport report = UpgradeCheck.of(env).metadataOnly().against(savepoint);

    assertThat(report.problems()).allMatch(finding -> finding.kind() == Kind.INCOMPATIBLE);
    assertThat(report.incompatible()).contains("duplicates", "alarms");
    assertThat(report.toString())
        .contains("max parallelism is 8 in the savepoint and 16 in the job");
  }

  @Test
  void warnsOfOperatorsWithoutAUid() throws IOException {
    Configuration lenient = new Configuration();
    lenient.set(PipelineOptions.AUTO_GENERATE_UIDS, true);
    StreamExecutionEnvironment env = environment(lenient);
    new CanonicalJob(CanonicalInput.withoutPause()).attach(env);
    env.fromData(1, 2).uid("numbers").map(number -> -number).name("negated").print().uid("printed");

    UpgradeReport report = UpgradeCheck.of(env).metadataOnly().against(savepoint);

    assertThat(report.unnamed()).containsExactly("negated");
    assertThat(report.fresh()).containsExactly("negated", "numbers", "printed");
    assertThat(report.isSafe()).isTrue();
  }

  @Test
  void saysWhereItFoundNoSavepoint() {
    assertThatIOException()
        .isThrownBy(() -> UpgradeCheck.of(sameJob()).against(folder.toUri() + "nowhere"))
        .withMessageContaining("nowhere");
  }

  /** The savepoint with other bytes of the same length somewhere. */
  private String replaced(String text, String by) throws IOException {
    Path metadata = Path.of(URI.create(savepoint)).resolve("_metadata");
    String bytes = Files.readString(metadata, StandardCharsets.ISO_8859_1);
    assertThat(bytes).contains(text);
    assertThat(by).hasSameSizeAs(text);
    Files.writeString(metadata, bytes.replace(text, by), StandardCharsets.ISO_8859_1);
    return savepoint;
  }
}
