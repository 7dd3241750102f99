package dev.telemetry.flink.window;

import static dev.telemetry.flink.window.Expected.window;
import static dev.telemetry.flink.window.WindowRun.LATE;
import static dev.telemetry.flink.window.WindowRun.sliding;
import static dev.telemetry.flink.window.WindowRun.tumbling;
import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.testkit.Sensor;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

class WindowOperatorTest {
  private static final Sensor PUMP = sensor("pump-1");

  @Test
  void givesAWindowWhenTheWatermarkPassesItsEnd() {
    WindowRun.of(tumbling(10))
        .reads(PUMP.at(1).value(5), PUMP.at(4).value(2), PUMP.at(9).value(11))
        .watermark(Instant.ofEpochMilli(9_998))
        .emitsNothing()
        .watermark(Instant.ofEpochMilli(9_999))
        .emits(window("pump-1", 0, 10, 5, 2, 11))
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void putsTheStartInsideAndTheEndOutside() {
    Instant lastMoment = Instant.ofEpochMilli(9_999);
    WindowRun.of(tumbling(10))
        .reads(PUMP.at(0).value(1), PUMP.at(lastMoment).value(2), PUMP.at(10).value(3))
        .watermark(100)
        .emits(window("pump-1", 0, 10, 1, 2), window("pump-1", 10, 20, 3))
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void givesEveryWindowWhenTheWatermarkJumps() {
    WindowRun.of(sliding(30, 10))
        .reads(PUMP.at(5).value(1), PUMP.at(12).value(2), PUMP.at(55).value(3))
        .watermark(10_000)
        .emits(
            window("pump-1", -20, 10, 1),
            window("pump-1", -10, 20, 1, 2),
            window("pump-1", 0, 30, 1, 2),
            window("pump-1", 10, 40, 2),
            window("pump-1", 30, 60, 3),
            window("pump-1", 40, 70, 3),
            window("pump-1", 50, 80, 3))
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void slidesStepByStep() {
    WindowRun.of(sliding(20, 10))
        .reads(PUMP.at(5).value(1))
        .watermark(10)
        .emits(window("pump-1", -10, 10, 1))
        .reads(PUMP.at(15).value(2))
        .watermark(20)
        .emits(window("pump-1", 0, 20, 1, 2))
        .watermark(30)
        .emits(window("pump-1", 10, 30, 2))
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void runsSeveralKindsOverSharedSlices() {
    WindowRun.of(tumbling(10), sliding(30, 15))
        .reads(PUMP.at(3).value(1), PUMP.at(8).value(2), PUMP.at(16).value(3))
        .watermark(200)
        .emits(
            window("pump-1", 0, 10, 1, 2),
            window("pump-1", -15, 15, 1, 2),
            window("pump-1", 10, 20, 3),
            window("pump-1", 0, 30, 1, 2, 3),
            window("pump-1", 15, 45, 3))
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void skipsEmptyWindowsOfAGap() {
    WindowRun.of(sliding(20, 10))
        .reads(PUMP.at(5).value(1), PUMP.at(1_000).value(2))
        .watermark(50)
        .emits(window("pump-1", -10, 10, 1), window("pump-1", 0, 20, 1))
        .watermark(1_000)
        .emitsNothing()
        .watermark(2_000)
        .emits(window("pump-1", 990, 1_010, 2), window("pump-1", 1_000, 1_020, 2))
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void keepsNothingOfAKeyThatFellSilent() {
    WindowRun.of(tumbling(10))
        .reads(PUMP.at(1).value(1), sensor("pump-2").at(95).value(2))
        .watermark(90)
        .emits(window("pump-1", 0, 10, 1))
        .watermark(100)
        .emits(window("pump-2", 90, 100, 2))
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void worksBefore1970() {
    WindowRun.of(sliding(20, 10))
        .reads(PUMP.at(-15).value(1), PUMP.at(-1).value(2))
        .watermark(100)
        .emits(
            window("pump-1", -30, -10, 1),
            window("pump-1", -20, 0, 1, 2),
            window("pump-1", -10, 10, 2))
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void ordersReadingsOfOneMomentByValue() {
    SensorReading low = PUMP.at(3).value(1);
    SensorReading high = PUMP.at(3).value(9);
    WindowRun.of(tumbling(10)).reads(low, high).watermark(10).emits(window("pump-1", 0, 10, 1, 9));
    WindowRun.of(tumbling(10)).reads(high, low).watermark(10).emits(window("pump-1", 0, 10, 1, 9));
  }

  @Test
  void takesTheSameLabelWhateverTheOrderOfArrival() {
    SensorReading celsius = PUMP.at(3).value(1);
    SensorReading kelvin = PUMP.at(3).unit("K").value(1);
    assertThat(WindowRun.of(tumbling(10)).reads(celsius, kelvin).watermark(10).outputs())
        .isEqualTo(WindowRun.of(tumbling(10)).reads(kelvin, celsius).watermark(10).outputs())
        .hasSize(1);
  }

  @Test
  void takesTheLabelOfTheLatestReadingEvenIfAnEarlierOneComesAfterIt() {
    SensorReading first = PUMP.at(1).value(1);
    SensorReading kelvin = PUMP.at(2).unit("K").value(2);
    SensorReading latest = PUMP.at(3).value(3);
    List<WindowStatistics> inOrder =
        WindowRun.of(tumbling(10)).reads(first, kelvin, latest).watermark(10).outputs();
    assertThat(inOrder).singleElement().extracting(WindowStatistics::getUnit).isEqualTo("Cel");
    assertThat(
            WindowRun.of(tumbling(10))
                .reads(first)
                .snapshotAndRestore()
                .reads(latest)
                .snapshotAndRestore()
                .reads(kelvin)
                .watermark(10)
                .outputs())
        .isEqualTo(inOrder);
  }

  @Test
  void doesNotCareForDisorderAheadOfTheWatermark() {
    WindowRun.of(tumbling(10))
        .reads(PUMP.at(17).value(4), PUMP.at(9).value(3), PUMP.at(2).value(1))
        .watermark(1)
        .reads(PUMP.at(5).value(2))
        .watermark(20)
        .emits(window("pump-1", 0, 10, 1, 2, 3), window("pump-1", 10, 20, 4))
        .leavesNoState();
  }

  @Test
  void ignoresWhatHasNoValueAndCountsIt() {
    WindowRun test =
        WindowRun.of(tumbling(10))
            .reads(PUMP.at(1).value(Double.NaN), PUMP.at(2).value(Double.POSITIVE_INFINITY))
            .reads(PUMP.at(3).quality(Quality.BAD).value(99), PUMP.at(4).value(1))
            .watermark(10)
            .emits(window("pump-1", 0, 10, 1))
            .leavesNoState();
    assertThat(test.counter("ignored")).isEqualTo(3);
    assertThat(test.counter("aggregated")).isEqualTo(1);
    assertThat(test.counter("results")).isEqualTo(1);
  }

  @Test
  void leavesNoStateForReadingsWithoutValue() {
    WindowRun.of(tumbling(10))
        .reads(PUMP.at(1).value(Double.NaN))
        .emitsNothingOn(LATE)
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void givesAllThatIsLeftAtTheEndOfTheInput() {
    WindowRun.of(tumbling(10), sliding(30, 10))
        .reads(PUMP.at(5).value(1), PUMP.at(12).value(2))
        .watermark(9)
        .emitsNothing()
        .watermark(11)
        .emits(window("pump-1", 0, 10, 1), window("pump-1", -20, 10, 1))
        .endOfInput()
        .emits(
            window("pump-1", 10, 20, 2),
            window("pump-1", -10, 20, 1, 2),
            window("pump-1", 0, 30, 1, 2),
            window("pump-1", 10, 40, 2))
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void goesOnAfterARestoreInTheMiddleOfAWindow() {
    WindowRun.of(tumbling(10), sliding(20, 10))
        .reads(PUMP.at(1).value(1), PUMP.at(6).value(2))
        .watermark(5)
        .snapshotAndRestore()
        .reads(PUMP.at(8).value(3), PUMP.at(14).value(4))
        .watermark(12)
        .emits(window("pump-1", 0, 10, 1, 2, 3), window("pump-1", -10, 10, 1, 2, 3))
        .snapshotAndRestore()
        .watermark(100)
        .emits(
            window("pump-1", 10, 20, 4),
            window("pump-1", 0, 20, 1, 2, 3, 4),
            window("pump-1", 10, 30, 4))
        .leavesNoTimers()
        .leavesNoState();
  }
}
