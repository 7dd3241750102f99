package dev.telemetry.flink.window;

import static dev.telemetry.flink.window.Expected.corrected;
import static dev.telemetry.flink.window.Expected.window;
import static dev.telemetry.flink.window.WindowRun.sliding;
import static dev.telemetry.flink.window.WindowRun.tumbling;
import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import dev.telemetry.model.WindowStatistics;
import dev.telemetry.stats.Moments;
import dev.telemetry.testkit.OperatorTest;
import dev.telemetry.testkit.Sensor;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.junit.jupiter.api.Test;

class RollupOperatorTest {
  private static final Sensor OIL = sensor("plant-1/line-2/press-7/oil");
  private static final Sensor AIR = sensor("plant-1/line-2/press-7/air");
  private static final Sensor OVEN = sensor("plant-1/line-2/oven-1/door");
  private static final Sensor HALL = sensor("plant-1/line-2/hall");
  private static final String PRESS = "plant-1/line-2/press-7#temperature[Cel]";
  private static final String OVEN_1 = "plant-1/line-2/oven-1#temperature[Cel]";
  private static final String LINE = "plant-1/line-2#temperature[Cel]";
  private static final String SITE = "plant-1#temperature[Cel]";

  private static RollupRun run(long lateSeconds, Window... kinds) {
    return RollupRun.of(3, new Windows(List.of(kinds), lateSeconds * 1000));
  }

  @Test
  void addsSensorsToTheirMachineLineAndSite() {
    RollupRun test =
        run(0, tumbling(10))
            .reads(OIL.at(1).value(5), AIR.at(2).value(7), OVEN.at(3).value(90))
            .watermark(10);
    test.level(3).emits(window(PRESS, 0, 10, 5, 7), window(OVEN_1, 0, 10, 90));
    test.level(2).emits(window(LINE, 0, 10, 5, 7, 90));
    test.level(1).emits(window(SITE, 0, 10, 5, 7, 90));
    test.leavesNothing();
  }

  @Test
  void slidesOverSharedSlicesOfSeveralKinds() {
    RollupRun test =
        run(0, tumbling(10), sliding(30, 15))
            .reads(OIL.at(3).value(1), AIR.at(8).value(2))
            .watermark(12)
            .reads(OIL.at(16).value(3))
            .watermark(200);
    test.level(3)
        .emits(
            window(PRESS, 0, 10, 1, 2),
            window(PRESS, -15, 15, 1, 2),
            window(PRESS, 10, 20, 3),
            window(PRESS, 0, 30, 1, 2, 3),
            window(PRESS, 15, 45, 3));
    test.leavesNothing();
  }

  @Test
  void keepsMetricsAndUnitsApart() {
    RollupRun test =
        run(0, tumbling(10))
            .reads(OIL.at(1).value(5), AIR.metric("pressure").unit("bar").at(2).value(7))
            .reads(sensor("plant-1/line-2/press-7/core").unit("K").at(3).value(400))
            .watermark(10);
    assertThat(test.level(3).outputs())
        .extracting(
            WindowStatistics::getKey, WindowStatistics::getMetric, WindowStatistics::getUnit)
        .containsExactlyInAnyOrder(
            tuple(PRESS, "temperature", "Cel"),
            tuple("plant-1/line-2/press-7#pressure[bar]", "pressure", "bar"),
            tuple("plant-1/line-2/press-7#temperature[K]", "temperature", "K"));
    assertThat(test.level(1).outputs()).hasSize(3);
  }

  @Test
  void givesAParentOneResultThoughItsChildrenAreOfDifferentDepth() {
    RollupRun test =
        run(0, tumbling(10)).reads(OIL.at(1).value(5), HALL.at(2).value(20)).watermark(10);
    test.level(3).emits(window(PRESS, 0, 10, 5));
    test.level(2).emits(window(LINE, 0, 10, 5, 20));
    test.level(1).emits(window(SITE, 0, 10, 5, 20));
    test.leavesNothing();
  }

  @Test
  void addsDeeperKeysToTheirAncestorOnTheLowestLevel() {
    RollupRun test =
        RollupRun.of(2, new Windows(List.of(tumbling(10)), 0))
            .reads(OIL.at(1).value(5), OVEN.at(2).value(6))
            .watermark(10);
    test.level(2).emits(window(LINE, 0, 10, 5, 6));
    test.level(1).emits(window(SITE, 0, 10, 5, 6));
  }

  @Test
  void leavesOutWhatHasNoParentAndCountsIt() {
    RollupRun test = run(0, tumbling(10)).reads(sensor("lonely").at(1).value(5)).watermark(10);
    assertThat(test.rollups()).isEmpty();
    assertThat(test.sensors().counter("withoutParent")).isEqualTo(1);
    assertThat(test.sensors().outputs()).hasSize(1);
  }

  @Test
  void correctsEachLevelByALateReading() {
    RollupRun test =
        run(60, tumbling(10))
            .reads(OIL.at(1).value(1), OVEN.at(2).value(2))
            .watermark(20)
            .reads(AIR.at(3).value(3));
    test.level(3)
        .emits(window(PRESS, 0, 10, 1), window(OVEN_1, 0, 10, 2), corrected(1, PRESS, 0, 10, 1, 3));
    test.level(2).emits(window(LINE, 0, 10, 1, 2), corrected(1, LINE, 0, 10, 1, 2, 3));
    test.level(1).emits(window(SITE, 0, 10, 1, 2), corrected(1, SITE, 0, 10, 1, 2, 3));
    test.watermark(70).leavesNothing();
    assertThat(test.level(1).counter("aggregated")).isEqualTo(3);
    assertThat(test.level(1).counter("corrections")).isEqualTo(1);
  }

  @Test
  void missesTheSameWindowsAsBelow() {
    RollupRun test =
        run(0, sliding(20, 10))
            .reads(OIL.at(11).value(1))
            .watermark(20)
            .reads(AIR.at(15).value(3), AIR.at(5).value(9))
            .watermark(40);
    test.level(3).emits(window(PRESS, 0, 20, 1), window(PRESS, 10, 30, 1, 3));
    test.level(1).emits(window(SITE, 0, 20, 1), window(SITE, 10, 30, 1, 3));
    assertThat(test.level(3).counter("latePartially")).isEqualTo(1);
    assertThat(test.level(3).counter("late")).isZero();
    assertThat(test.sensors().counter("late")).isEqualTo(1);
    test.leavesNothing();
  }

  @Test
  void letsLateValuesWaitUntilEventTimeHasComeAsFarAsBelow() {
    var test = machine(new Windows(List.of(sliding(20, 10)), 0));
    test.watermark(9)
        .emitsNothing()
        .reads(part("oil", SlicePart.IN_TIME, 11), part("air", 20_000, 15))
        .watermark(20)
        .emits(window(PRESS, 0, 20, 11))
        .snapshotAndRestore()
        .watermark(30)
        .emits(window(PRESS, 10, 30, 11, 15))
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void countsWhatComesAfterItsWindowsClosedForGood() {
    var test = machine(new Windows(List.of(tumbling(10)), 5_000));
    test.reads(part("oil", SlicePart.IN_TIME, 1))
        .watermark(12)
        .emits(window(PRESS, 0, 10, 1))
        .reads(part("air", SlicePart.IN_TIME, 2, 3))
        .emits(corrected(1, PRESS, 0, 10, 1, 2, 3))
        .watermark(20)
        .reads(part("ice", SlicePart.IN_TIME, 4, 5))
        .emitsNothing()
        .leavesNoState();
    assertThat(test.counter("late")).isEqualTo(2);
    assertThat(test.counter("aggregated")).isEqualTo(3);
  }

  private static OperatorTest<SlicePart, WindowStatistics> machine(Windows windows) {
    return OperatorTest.of(new RollupOperator(windows, "statistics", null))
        .keyedBy(SlicePart::key, Types.STRING)
        .timestampedBy(SlicePart::firstMillis);
  }

  /** Values that are the seconds of their times. */
  private static SlicePart part(String child, long behind, int... seconds) {
    Moments values = new Moments();
    for (int second : seconds) {
      values.add(second, second * 1000L);
    }
    return new SlicePart(PRESS, child, behind, values);
  }

  @Test
  void takesFirstAndLastOfEqualTimesByTheKeysOfTheChildren() {
    RollupRun test =
        run(0, tumbling(10))
            .reads(OIL.at(1).value(9), OIL.at(8).value(8), AIR.at(8).value(7), AIR.at(1).value(6))
            .watermark(10);
    WindowStatistics press = test.level(3).outputs().get(0);
    assertThat(press.getFirst()).isEqualTo(6);
    assertThat(press.getLast()).isEqualTo(8);
  }

  @Test
  void goesOnAfterARestoreInTheMiddleOfASlice() {
    RollupRun test =
        run(60, sliding(20, 10))
            .reads(OIL.at(1).value(1), AIR.at(2).value(2))
            .watermark(5)
            .snapshotAndRestore()
            .watermark(12)
            .reads(OIL.at(14).value(3))
            .snapshotAndRestore()
            .reads(AIR.at(4).value(4))
            .watermark(40);
    test.level(2)
        .emits(
            window(LINE, -10, 10, 1, 2),
            corrected(1, LINE, -10, 10, 1, 2, 4),
            window(LINE, 0, 20, 1, 2, 4, 3),
            window(LINE, 10, 30, 3));
    test.watermark(100).leavesNothing();
  }

  @Test
  void givesTheSameOnRocksDb() {
    RollupRun test =
        script(
            RollupRun.of(
                3,
                new Windows(List.of(tumbling(10), sliding(40, 10)), 30_000),
                EmbeddedRocksDBStateBackend::new));
    assertThat(test.rollups())
        .isEqualTo(script(run(30, tumbling(10), sliding(40, 10))).rollups())
        .hasSizeGreaterThan(30);
    test.close();
  }

  private static RollupRun script(RollupRun test) {
    for (int i = 0; i < 30; i++) {
      long second = 3L * i;
      test.reads(OIL.at(second).value(i), AIR.at(second + 1).value(-i), OVEN.at(i).value(1e9 + i));
      test.watermark(second - 5);
      if (i % 7 == 6) {
        test.snapshotAndRestore();
      }
    }
    return test.endOfInput();
  }
}
