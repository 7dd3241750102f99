package dev.telemetry.flink.window;

import static dev.telemetry.flink.window.Resample.LATE;
import static dev.telemetry.flink.window.ResampleRun.point;
import static dev.telemetry.model.PointOrigin.HELD;
import static dev.telemetry.model.PointOrigin.INTERPOLATED;
import static dev.telemetry.model.PointOrigin.MEASURED;
import static dev.telemetry.model.PointOrigin.MISSING;
import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.telemetry.flink.type.GridPointSerializer;
import dev.telemetry.model.GridPoint;
import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import dev.telemetry.stats.Resampling;
import dev.telemetry.stats.Resampling.Filling;
import dev.telemetry.testkit.OperatorTest;
import dev.telemetry.testkit.Sensor;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

@SuppressWarnings("try") // Flink's close() may be interrupted
class ResampleFunctionTest {
  private static final Sensor PUMP = sensor("pump-1");
  private static final Resampling LAST = every10Seconds(Filling.LAST_VALUE, 25, 45, false);
  private static final Resampling LINE = every10Seconds(Filling.LINEAR, 25, 45, false);

  private static Resampling every10Seconds(
      Filling filling, long hold, long forget, boolean skipping) {
    return new Resampling(filling, 10_000, hold * 1_000, forget * 1_000, skipping);
  }

  @Test
  void holdsTheLastValueBehindTheWatermark() {
    ResampleRun.of(LAST)
        .reads(PUMP.at(3).value(1), PUMP.at(20).value(2))
        .watermark(9)
        .emitsNothing()
        .watermark(20)
        .emits(point("pump-1", 10, HELD, 1.0, 7), point("pump-1", 20, MEASURED, 2.0, 0))
        .watermark(40)
        .emits(point("pump-1", 30, HELD, 2.0, 10), point("pump-1", 40, HELD, 2.0, 20));
  }

  @Test
  void forgetsAKeyThatFellSilent() {
    OperatorTest<SensorReading, GridPoint> test =
        ResampleRun.of(LAST)
            .reads(PUMP.at(4).value(1))
            .watermark(48)
            .emits(
                point("pump-1", 10, HELD, 1.0, 6),
                point("pump-1", 20, HELD, 1.0, 16),
                point("pump-1", 30, MISSING, null, 26),
                point("pump-1", 40, MISSING, null, 36))
            .watermark(49)
            .emitsNothing()
            .leavesNoTimers()
            .leavesNoState();
    assertThat(test.counter("expired")).isEqualTo(1);
    assertThat(test.counter("points")).isEqualTo(4);
    assertThat(test.counter("missing")).isEqualTo(2);
  }

  @Test
  void leavesOutGapsOnDemand() {
    ResampleRun.of(every10Seconds(Filling.LINEAR_OR_LAST_VALUE, 15, 15, true))
        .reads(PUMP.at(4).value(1))
        .watermark(50)
        .emits(point("pump-1", 10, HELD, 1.0, 6))
        .leavesNoTimers()
        .leavesNoState()
        .reads(PUMP.at(65).value(2))
        .watermark(90)
        .emits(point("pump-1", 70, HELD, 2.0, 5), point("pump-1", 80, HELD, 2.0, 15))
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void drawsALineAsSoonAsTheNextReadingIsBehindTheWatermark() {
    ResampleRun.of(LINE)
        .reads(PUMP.at(5).value(10))
        .watermark(22)
        .emitsNothing()
        .reads(PUMP.at(25).value(30))
        .watermark(24)
        .emitsNothing()
        .watermark(25)
        .emits(
            point("pump-1", 10, INTERPOLATED, 15.0, 5),
            point("pump-1", 20, INTERPOLATED, 25.0, 15));
  }

  @Test
  void givesTheLineUpAfterTheHold() {
    ResampleRun.of(LINE)
        .reads(PUMP.at(5).value(10))
        .watermark(29)
        .emitsNothing()
        .watermark(30)
        .emits(
            point("pump-1", 10, MISSING, null, 5),
            point("pump-1", 20, MISSING, null, 15),
            point("pump-1", 30, MISSING, null, 25));
  }

  @Test
  void doesNotCareForDisorderAheadOfTheWatermark() {
    ResampleRun.of(LINE)
        .reads(PUMP.at(35).value(3), PUMP.at(8).value(1))
        .watermark(7)
        .reads(PUMP.at(16).value(2), PUMP.at(20).value(9))
        .watermark(36)
        .emits(
            point("pump-1", 10, INTERPOLATED, 1.25, 2),
            point("pump-1", 20, MEASURED, 9.0, 0),
            point("pump-1", 30, INTERPOLATED, 5.0, 10));
  }

  @Test
  void keepsKeysApart() {
    ResampleRun.of(LAST)
        .reads(PUMP.at(4).value(1), sensor("pump-2").at(14).value(2))
        .watermark(20)
        .emits(
            point("pump-1", 10, HELD, 1.0, 6),
            point("pump-1", 20, HELD, 1.0, 16),
            point("pump-2", 20, HELD, 2.0, 6))
        .watermark(100)
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void handsOutWholeWhatIsBehindTheWatermark() {
    SensorReading late = PUMP.at(12).sequence(7).tag("batch", "b1").value(2);
    OperatorTest<SensorReading, GridPoint> test =
        ResampleRun.of(LAST)
            .reads(PUMP.at(4).value(1))
            .watermark(12)
            .emits(point("pump-1", 10, HELD, 1.0, 6))
            .reads(late)
            .emitsOn(LATE, late)
            .watermark(20)
            .emits(point("pump-1", 20, HELD, 1.0, 16));
    assertThat(test.counter("late")).isEqualTo(1);
    assertThat(test.counter("resampled")).isEqualTo(1);
  }

  @Test
  void takesWhatWasLateForLateRightAfterARestore() {
    SensorReading late = PUMP.at(12).value(2);
    ResampleRun.of(LAST)
        .reads(PUMP.at(4).value(1))
        .watermark(12)
        .emits(point("pump-1", 10, HELD, 1.0, 6))
        .snapshotAndRestore()
        .reads(late)
        .emitsOn(LATE, late)
        .watermark(20)
        .emits(point("pump-1", 20, HELD, 1.0, 16));
  }

  @Test
  void accountsForEveryReading() {
    OperatorTest<SensorReading, GridPoint> test =
        ResampleRun.of(LAST)
            .reads(PUMP.at(1).value(Double.NaN), PUMP.at(2).value(Double.POSITIVE_INFINITY))
            .reads(PUMP.at(3).quality(Quality.BAD).value(99))
            .reads(PUMP.at(Instant.ofEpochMilli(Long.MAX_VALUE)).value(1))
            .leavesNoTimers()
            .leavesNoState()
            .reads(PUMP.at(4).value(1), PUMP.at(5).value(2), PUMP.at(5).value(2))
            .watermark(10)
            .emits(point("pump-1", 10, HELD, 2.0, 5))
            .reads(PUMP.at(10).value(3));
    assertThat(test.counter("ignored")).isEqualTo(4);
    assertThat(test.counter("late")).isEqualTo(1);
    assertThat(test.counter("resampled")).isEqualTo(3);
  }

  @Test
  void goesOnAfterARestoreInTheMiddleOfALine() {
    ResampleRun.of(LINE)
        .reads(PUMP.at(5).value(10))
        .watermark(22)
        .snapshotAndRestore()
        .reads(PUMP.at(25).value(30))
        .watermark(25)
        .emits(
            point("pump-1", 10, INTERPOLATED, 15.0, 5), point("pump-1", 20, INTERPOLATED, 25.0, 15))
        .snapshotAndRestore()
        .watermark(200)
        .emits(
            point("pump-1", 30, MISSING, null, 5),
            point("pump-1", 40, MISSING, null, 15),
            point("pump-1", 50, MISSING, null, 25),
            point("pump-1", 60, MISSING, null, 35),
            point("pump-1", 70, MISSING, null, 45))
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void givesAllThatIsLeftAtTheEndOfTheInput() {
    ResampleRun.of(every10Seconds(Filling.LAST_VALUE, 10, 20, false))
        .reads(PUMP.at(5).value(1), PUMP.at(95).value(2))
        .endOfInput()
        .emits(
            point("pump-1", 10, HELD, 1.0, 5),
            point("pump-1", 20, MISSING, null, 15),
            point("pump-1", 100, HELD, 2.0, 5),
            point("pump-1", 110, MISSING, null, 15))
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void costsLittleAfterAGapOfAYear() {
    OperatorTest<SensorReading, GridPoint> test =
        ResampleRun.of(new Resampling(Filling.LAST_VALUE, 10, 1_000, 11_000, false))
            .reads(PUMP.at(0).value(1), PUMP.at(365L * 24 * 3600).value(2))
            .endOfInput()
            .leavesNoTimers()
            .leavesNoState();
    assertThat(test.outputs()).hasSize(2 * 1_101);
    assertThat(test.counter("expired")).isEqualTo(2);
  }

  @Test
  void hasOneTimerAndOneSmallStateHoweverManyReadingsWait() throws Exception {
    try (var harness = harness(LINE)) {
      for (int i = 0; i < 20_000; i++) {
        SensorReading reading = PUMP.at(Instant.ofEpochMilli(i + 1)).value(i);
        harness.processElement(reading, i + 1);
      }
      assertThat(harness.numEventTimeTimers()).isEqualTo(1);
      assertThat(harness.numKeyedStateEntries()).isEqualTo(1);
      harness.processWatermark(10_000);
      assertThat(harness.numEventTimeTimers()).isEqualTo(1);
    }
  }

  @Test
  void stampsPointsWithTheirTimeAndHoldsTheWatermarkBackForThem() throws Exception {
    try (var harness = harness(LINE)) {
      harness.processElement(PUMP.at(5).value(10), 5_000);
      harness.processWatermark(22_000);
      harness.processElement(PUMP.at(25).value(30), 25_000);
      harness.processWatermark(29_000);
      harness.processWatermark(Long.MAX_VALUE);

      List<Object> output = List.copyOf(harness.getOutput());
      assertThat(output.get(0)).isEqualTo(new Watermark(22_000 - 25_000));
      assertThat(output.subList(1, 3))
          .extracting(element -> ((StreamRecord<?>) element).getTimestamp())
          .containsExactly(10_000L, 20_000L);
      assertThat(output.get(3)).isEqualTo(new Watermark(29_000 - 25_000));
      assertThat(output.get(output.size() - 1)).isEqualTo(Watermark.MAX_WATERMARK);
    }
  }

  private static KeyedOneInputStreamOperatorTestHarness<String, SensorReading, GridPoint> harness(
      Resampling resampling) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            ResampleRun.operator(resampling), SensorReading::getSensorId, Types.STRING);
    harness.setup(new GridPointSerializer());
    harness.open();
    return harness;
  }

  @Test
  void givesTheSameOnRocksDb() {
    try (var test =
        ResampleRun.unkeyed(LINE)
            .on(new EmbeddedRocksDBStateBackend())
            .keyedBy(SensorReading::getSensorId)) {
      test.reads(PUMP.at(35).value(3), PUMP.at(8).value(1))
          .watermark(7)
          .snapshotAndRestore()
          .reads(PUMP.at(16).value(2), PUMP.at(20).value(9))
          .watermark(36)
          .emits(
              point("pump-1", 10, INTERPOLATED, 1.25, 2),
              point("pump-1", 20, MEASURED, 9.0, 0),
              point("pump-1", 30, INTERPOLATED, 5.0, 10))
          .endOfInput()
          .leavesNoTimers();
    }
  }

  @Test
  void worksAsAPlainFunction() {
    OperatorTest.of(ResampleRun.function(LAST))
        .keyedBy(SensorReading::getSensorId)
        .reads(PUMP.at(3).value(1))
        .watermark(10)
        .emits(point("pump-1", 10, HELD, 1.0, 7));
  }

  @Test
  void needsEventTime() throws Exception {
    try (var harness = harness(LAST)) {
      assertThatIllegalStateException()
          .isThrownBy(() -> harness.processElement(new StreamRecord<>(PUMP.at(5).value(10))))
          .withMessageContaining("event time");
    }
  }
}
