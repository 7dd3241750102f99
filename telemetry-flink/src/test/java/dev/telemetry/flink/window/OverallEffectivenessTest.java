package dev.telemetry.flink.window;

import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static java.time.Instant.ofEpochSecond;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.tuple;

import dev.telemetry.flink.Collected;
import dev.telemetry.flink.TestJob;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Course;
import dev.telemetry.model.Effectiveness;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.testkit.OperatorTest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(120)
class OverallEffectivenessTest {
  private static final String PRESS = "plant-1/press-7";

  private static EffectivenessRules rules(Duration lateness) {
    return new EffectivenessRules(
        "state",
        "good",
        "bad",
        machine -> ofMillis(500),
        (machine, start, end) -> Duration.between(start, end),
        result -> result.getKey().substring(0, result.getKey().lastIndexOf('/')),
        result -> result.getKey().substring(result.getKey().lastIndexOf('/') + 1),
        lateness.toMillis());
  }

  private static OperatorTest<WindowStatistics, Effectiveness> joining(Duration lateness) {
    EffectivenessRules rules = rules(lateness);
    return OperatorTest.of(new EffectivenessFunction(rules, "oee"))
        .keyedBy(rules::keyOf, Types.TUPLE(Types.STRING, Types.LONG))
        .timestampedBy(result -> result.getWindowEnd().toEpochMilli() - 1);
  }

  private static WindowStatistics state(long start, double ran, double covered) {
    return part(PRESS + "/state", start, new Course(0.0, null, null, null, covered, ran, 0L, 0.0));
  }

  private static WindowStatistics counter(String name, long start, double increase) {
    return part(
        PRESS + "/" + name, start, new Course(increase, null, null, null, 10.0, 0.0, 0L, increase));
  }

  private static WindowStatistics part(String key, long start, @Nullable Course course) {
    return new WindowStatistics(
        "statistics",
        key,
        "",
        "",
        ofEpochSecond(start),
        ofEpochSecond(start + 10),
        1L,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0.0,
        0,
        null,
        null,
        course);
  }

  private static WindowStatistics corrected(int revision, WindowStatistics part) {
    part.setRevision(revision);
    return part;
  }

  private static Effectiveness complete(
      int revision, double ran, double covered, double good, double bad) {
    return result(
        revision,
        ran,
        covered,
        good,
        bad,
        ran / 10,
        0.5 * (good + bad) / ran,
        good / (good + bad),
        0.5 * good / 10);
  }

  private static Effectiveness result(
      int revision,
      @Nullable Double ran,
      @Nullable Double covered,
      @Nullable Double good,
      @Nullable Double bad,
      @Nullable Double availability,
      @Nullable Double performance,
      @Nullable Double quality,
      @Nullable Double effectiveness,
      String... missing) {
    return new Effectiveness(
        "oee",
        PRESS,
        ofEpochSecond(0),
        ofEpochSecond(10),
        10.0,
        ran,
        covered,
        good,
        bad,
        0.5,
        availability,
        performance,
        quality,
        effectiveness,
        List.of(missing),
        revision);
  }

  @Test
  void joinsTheSensorsOfAMachineAtTheEndOfTheWindow() {
    OperatorTest<WindowStatistics, Effectiveness> test =
        joining(Duration.ZERO)
            .reads(state(0, 8, 10), counter("bad", 0, 2), counter("good", 0, 12))
            .emitsNothing()
            .watermark(10)
            .emits(complete(0, 8, 10, 12, 2))
            .leavesNoTimers()
            .leavesNoState();
    assertThat(test.counter("joined")).isEqualTo(3);
    assertThat(test.counter("results")).isEqualTo(1);
    assertThat(test.counter("incomplete")).isZero();
  }

  @Test
  void keepsMachinesAndWindowsApart() {
    WindowStatistics other = part("plant-1/press-8/state", 0, state(0, 5, 10).getCourse());
    WindowStatistics next = state(10, 3, 10);
    WindowStatistics longer = state(0, 6, 20);
    longer.setWindowEnd(ofEpochSecond(20));
    OperatorTest<WindowStatistics, Effectiveness> test =
        joining(Duration.ZERO).reads(state(0, 8, 10), other, next, longer).watermark(20);
    assertThat(test.outputs())
        .extracting(Effectiveness::getMachine, Effectiveness::getRunSeconds)
        .containsExactlyInAnyOrder(
            tuple(PRESS, 8.0), tuple("plant-1/press-8", 5.0), tuple(PRESS, 3.0), tuple(PRESS, 6.0));
    test.leavesNoTimers().leavesNoState();
  }

  @Test
  void namesTheSensorsThatSaidNothing() {
    OperatorTest<WindowStatistics, Effectiveness> test =
        joining(Duration.ZERO)
            .reads(state(0, 8, 10), counter("good", 0, 12))
            .watermark(10)
            .emits(result(0, 8.0, 10.0, 12.0, null, 0.8, null, null, null, "bad"))
            .leavesNoState();
    assertThat(test.counter("incomplete")).isEqualTo(1);
  }

  @Test
  void namesTheSensorsWhoseStatisticsHaveNoCourseOrLimit() {
    WindowStatistics withoutLimit = state(0, 8, 10);
    withoutLimit.getCourse().setSecondsAbove(null);
    joining(Duration.ZERO)
        .reads(withoutLimit, part(PRESS + "/good", 0, null), counter("bad", 0, 2))
        .watermark(10)
        .emits(result(0, null, 10.0, null, 2.0, null, null, null, null, "state", "good"));
  }

  @Test
  void isZeroWhereTheMachineStood() {
    joining(Duration.ZERO)
        .reads(state(0, 0, 10), counter("good", 0, 0), counter("bad", 0, 0))
        .watermark(10)
        .emits(result(0, 0.0, 10.0, 0.0, 0.0, 0.0, null, null, 0.0));
  }

  @Test
  void correctsAResultWhileItsWindowMayStillChange() {
    OperatorTest<WindowStatistics, Effectiveness> test =
        joining(ofMinutes(1))
            .reads(state(0, 8, 10), counter("good", 0, 12))
            .watermark(20)
            .emits(result(0, 8.0, 10.0, 12.0, null, 0.8, null, null, null, "bad"))
            .reads(counter("bad", 0, 2))
            .emits(complete(1, 8, 10, 12, 2))
            .reads(corrected(1, counter("good", 0, 14)))
            .emits(complete(2, 8, 10, 14, 2))
            .watermark(70)
            .emitsNothing()
            .leavesNoTimers()
            .leavesNoState();
    assertThat(test.counter("results")).isEqualTo(1);
    assertThat(test.counter("corrections")).isEqualTo(2);
    assertThat(test.counter("incomplete")).isEqualTo(1);
  }

  @Test
  void isNotRepeatedForWhatChangesNothing() {
    OperatorTest<WindowStatistics, Effectiveness> test =
        joining(ofMinutes(1))
            .reads(state(0, 8, 10), corrected(2, counter("good", 0, 12)), counter("bad", 0, 2))
            .watermark(20)
            .emits(complete(0, 8, 10, 12, 2))
            .reads(state(0, 8, 10), corrected(1, state(0, 8, 10)))
            .reads(corrected(1, counter("good", 0, 3)))
            .emitsNothing();
    assertThat(test.counter("joined")).isEqualTo(3);
    assertThat(test.counter("repeated")).isEqualTo(3);
  }

  @Test
  void leavesOutAndCountsWhatComesAfterTheWindowClosedForGood() {
    OperatorTest<WindowStatistics, Effectiveness> test =
        joining(ofSeconds(5))
            .reads(state(0, 8, 10), counter("good", 0, 12), counter("bad", 0, 2))
            .watermark(15)
            .emits(complete(0, 8, 10, 12, 2))
            .reads(corrected(1, counter("good", 0, 14)))
            .emitsNothing()
            .leavesNoTimers()
            .leavesNoState();
    assertThat(test.counter("late")).isEqualTo(1);
    assertThat(test.counter("joined")).isEqualTo(3);
  }

  @Test
  void goesOnAfterARestore() {
    OperatorTest<WindowStatistics, Effectiveness> test =
        joining(ofMinutes(1))
            .reads(state(0, 8, 10), counter("good", 0, 12))
            .snapshotAndRestore()
            .reads(counter("bad", 0, 2))
            .emitsNothing()
            .watermark(20)
            .emits(complete(0, 8, 10, 12, 2))
            .snapshotAndRestore()
            .reads(corrected(1, counter("good", 0, 14)))
            .emits(complete(1, 8, 10, 14, 2))
            .watermark(70)
            .snapshotAndRestore()
            .reads(corrected(2, counter("good", 0, 15)))
            .emitsNothing()
            .watermark(70)
            .emitsNothing()
            .leavesNoTimers()
            .leavesNoState();
    assertThat(test.counter("late")).isEqualTo(1);
  }

  @Test
  void issuesWhatIsOpenAtTheEndOfTheInput() {
    joining(ofMinutes(1))
        .reads(state(0, 8, 10), counter("good", 0, 12), counter("bad", 0, 2))
        .endOfInput()
        .emits(complete(0, 8, 10, 12, 2))
        .leavesNoTimers()
        .leavesNoState();
  }

  @ParameterizedTest
  @EnumSource(
      value = RuntimeExecutionMode.class,
      names = {"STREAMING", "BATCH"})
  void runsBehindStatisticsOfManySensors(RuntimeExecutionMode mode, @TempDir Path folder)
      throws Exception {
    StreamExecutionEnvironment env = TestJob.in(folder).environment(2);
    env.setRuntimeMode(mode);
    DataStream<WindowStatistics> statistics =
        env.fromData(
                RecordTypeInfo.ofRecord(WindowStatistics.class),
                part("plant-1/press-7/temperature", 0, null),
                state(0, 8, 10),
                counter("good", 0, 12),
                counter("bad", 0, 2),
                counter("good", 10, 5))
            .uid("statistics")
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<WindowStatistics>forMonotonousTimestamps()
                    .withTimestampAssigner(
                        (result, before) -> result.getWindowEnd().toEpochMilli() - 1))
            .uid("times");
    Collected<Effectiveness> collected = new Collected<>();
    OverallEffectiveness.of(statistics)
        .running("state")
        .good("good")
        .bad("bad")
        .idealCycle(ofMillis(500))
        .planned((machine, start, end) -> ofSeconds(start.getEpochSecond() == 0 ? 10 : 5))
        .attach("oee")
        .map(result -> result)
        .returns(RecordTypeInfo.ofRecord(Effectiveness.class))
        .uid("map")
        .sinkTo(collected)
        .uid("collected");
    env.execute();

    assertThat(collected.records())
        .hasSize(2)
        .contains(complete(0, 8, 10, 12, 2))
        .anySatisfy(
            result -> {
              assertThat(result.getMissing()).containsExactly("state", "bad");
              assertThat(result.getPlannedSeconds()).isEqualTo(5);
            });
  }

  @Test
  void takesNamesFromElsewhere() {
    EffectivenessRules rules =
        rules(Duration.ZERO).withNames(WindowStatistics::getKey, WindowStatistics::getMetric);
    WindowStatistics part = part("press-7", 0, null);
    part.setMetric("bad");

    assertThat(rules.concerns(part)).isTrue();
    assertThat(rules.partOf(part)).isEqualTo(MachineWindow.BAD);
    assertThat(rules.keyOf(part).f0).isEqualTo("press-7");
    assertThat(rules.concerns(part("press-7", 0, null))).isFalse();
  }

  @Test
  void saysWhatIsMissingOrWrong() {
    StreamExecutionEnvironment env = StreamExecutionEnvironment.createLocalEnvironment();
    OverallEffectiveness oee =
        OverallEffectiveness.of(
            env.fromData(
                RecordTypeInfo.ofRecord(WindowStatistics.class), part("press-7/state", 0, null)));

    assertThatIllegalStateException()
        .isThrownBy(() -> oee.running("state").good("good").bad("bad").attach("oee"))
        .withMessageContaining("idealCycle");
    assertThatIllegalStateException()
        .isThrownBy(() -> oee.running("state").idealCycle(ofSeconds(1)).attach("oee"))
        .withMessageContaining("good");
    assertThatIllegalStateException()
        .isThrownBy(
            () -> oee.running("a").good("a").bad("b").idealCycle(ofSeconds(1)).attach("oee"))
        .withMessageContaining("three sensors");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> oee.idealCycle(Duration.ZERO))
        .withMessageContaining("idealCycle");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> oee.lateWithin(ofSeconds(-1)))
        .withMessageContaining("lateWithin");
  }
}
