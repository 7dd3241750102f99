package dev.telemetry.flink.window;

import static dev.telemetry.flink.window.Expected.corrected;
import static dev.telemetry.flink.window.Expected.window;
import static dev.telemetry.flink.window.WindowRun.LATE;
import static dev.telemetry.flink.window.WindowRun.sliding;
import static dev.telemetry.flink.window.WindowRun.tumbling;
import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.model.SensorReading;
import dev.telemetry.testkit.Sensor;
import java.time.Duration;
import java.util.List;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.junit.jupiter.api.Test;

class LateReadingsTest {
  private static final Sensor PUMP = sensor("pump-1");

  @Test
  void handsOutWholeWhatComesAfterItsLastWindow() {
    SensorReading late = PUMP.at(3).sequence(7).tag("batch", "b1").value(2);
    WindowRun test =
        WindowRun.of(tumbling(10))
            .reads(PUMP.at(1).value(1))
            .watermark(10)
            .emits(window("pump-1", 0, 10, 1))
            .reads(late)
            .emitsNothing()
            .emitsOn(LATE, late)
            .leavesNoTimers()
            .leavesNoState();
    assertThat(test.counter("late")).isEqualTo(1);
    assertThat(test.counter("aggregated")).isEqualTo(1);
  }

  @Test
  void countsWhatIsBehindTheWatermarkInAWindowThatIsOpen() {
    WindowRun test =
        WindowRun.of(tumbling(10))
            .reads(PUMP.at(1).value(1))
            .watermark(8)
            .reads(PUMP.at(3).value(2))
            .watermark(10)
            .emits(window("pump-1", 0, 10, 1, 2))
            .leavesNoTimers()
            .leavesNoState();
    assertThat(test.counter("aggregated")).isEqualTo(2);
    assertThat(test.counter("corrections")).isZero();
  }

  @Test
  void correctsAClosedWindowWithTheNextRevision() {
    WindowRun test =
        WindowRun.lateWithin(60, tumbling(10))
            .reads(PUMP.at(1).value(1))
            .watermark(20)
            .emits(window("pump-1", 0, 10, 1))
            .reads(PUMP.at(3).value(2))
            .emits(corrected(1, "pump-1", 0, 10, 1, 2))
            .reads(PUMP.at(0).value(0))
            .emits(corrected(2, "pump-1", 0, 10, 0, 1, 2))
            .emitsNothingOn(LATE);
    assertThat(test.counter("corrections")).isEqualTo(2);
    assertThat(test.counter("aggregated")).isEqualTo(3);
  }

  @Test
  void takesCorrectionsUpToTheLatenessAndForgetsThen() {
    SensorReading tooLate = PUMP.at(4).value(3);
    WindowRun.lateWithin(60, tumbling(10))
        .reads(PUMP.at(1).value(1))
        .watermark(69)
        .emits(window("pump-1", 0, 10, 1))
        .reads(PUMP.at(3).value(2))
        .emits(corrected(1, "pump-1", 0, 10, 1, 2))
        .watermark(70)
        .reads(tooLate)
        .emitsNothing()
        .emitsOn(LATE, tooLate)
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void issuesAWindowFirstThatWasEmptyWhenItClosed() {
    WindowRun test =
        WindowRun.lateWithin(60, tumbling(10))
            .watermark(20)
            .reads(PUMP.at(3).value(2))
            .emits(window("pump-1", 0, 10, 2))
            .reads(PUMP.at(4).value(3))
            .emits(corrected(1, "pump-1", 0, 10, 2, 3))
            .watermark(70)
            .emitsNothing()
            .leavesNoTimers()
            .leavesNoState();
    assertThat(test.counter("results")).isEqualTo(1);
    assertThat(test.counter("corrections")).isEqualTo(1);
  }

  @Test
  void correctsTheClosedAndWaitsForTheOpenWindows() {
    WindowRun.lateWithin(60, sliding(20, 10))
        .reads(PUMP.at(12).value(2))
        .watermark(20)
        .emits(window("pump-1", 0, 20, 2))
        .reads(PUMP.at(15).value(3))
        .emits(corrected(1, "pump-1", 0, 20, 2, 3))
        .watermark(30)
        .emits(window("pump-1", 10, 30, 2, 3))
        .watermark(100)
        .emitsNothing()
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void countsWhatReachesOnlySomeOfItsWindows() {
    WindowRun test =
        WindowRun.of(sliding(20, 10))
            .watermark(20)
            .reads(PUMP.at(15).value(3))
            .emitsNothing()
            .emitsNothingOn(LATE)
            .watermark(30)
            .emits(window("pump-1", 10, 30, 3))
            .leavesNoTimers()
            .leavesNoState();
    assertThat(test.counter("latePartially")).isEqualTo(1);
    assertThat(test.counter("aggregated")).isEqualTo(1);
    assertThat(test.counter("late")).isZero();
  }

  @Test
  void correctsEachKindOfWindowByItself() {
    WindowRun.lateWithin(5, tumbling(10), tumbling(30))
        .reads(PUMP.at(1).value(1))
        .watermark(12)
        .emits(window("pump-1", 0, 10, 1))
        .reads(PUMP.at(2).value(2))
        .emits(corrected(1, "pump-1", 0, 10, 1, 2))
        .watermark(20)
        .reads(PUMP.at(3).value(3))
        .emitsNothing()
        .watermark(32)
        .emits(window("pump-1", 0, 30, 1, 2, 3))
        .reads(PUMP.at(4).value(4))
        .emits(corrected(1, "pump-1", 0, 30, 1, 2, 3, 4))
        .watermark(100)
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void accountsForEveryReading() {
    WindowRun test =
        WindowRun.lateWithin(5, sliding(20, 10))
            .reads(PUMP.at(1).value(1), PUMP.at(11).value(Double.NaN), PUMP.at(22).value(2))
            .watermark(31)
            .reads(PUMP.at(12).value(3), PUMP.at(2).value(4), PUMP.at(40).value(5))
            .reads(PUMP.at(3).value(Double.NaN))
            .endOfInput();
    assertThat(test.counter("late")).isEqualTo(1);
    assertThat(test.counter("ignored")).isEqualTo(2);
    assertThat(test.counter("aggregated")).isEqualTo(4);
    assertThat(test.sideOutputs(LATE)).hasSize(1);
  }

  /** The window that is due next ends after the moment at which the closed one is forgotten. */
  @Test
  void closesTheNextWindowOfAKeyThatHadToLeaveTheHeap() {
    Windows windows = new Windows(List.of(tumbling(10)), Duration.ofSeconds(10).toMillis());
    WindowRun test =
        WindowRun.over(windows, new EmbeddedRocksDBStateBackend(), 0)
            .watermark(10)
            .reads(PUMP.at(3).value(1))
            .emits(window("pump-1", 0, 10, 1))
            .reads(PUMP.at(25).value(2))
            .watermark(30)
            .emits(window("pump-1", 20, 30, 2));
    test.close();
  }

  @Test
  void countsRevisionsOnThroughARestore() {
    WindowRun.lateWithin(60, tumbling(10))
        .reads(PUMP.at(1).value(1))
        .watermark(20)
        .reads(PUMP.at(3).value(2))
        .emits(window("pump-1", 0, 10, 1), corrected(1, "pump-1", 0, 10, 1, 2))
        .snapshotAndRestore()
        .watermark(20)
        .reads(PUMP.at(4).value(3))
        .emits(corrected(2, "pump-1", 0, 10, 1, 2, 3))
        .watermark(70)
        .leavesNoTimers()
        .leavesNoState();
  }

  @Test
  void takesWhatWasLateForLateRightAfterARestore() {
    SensorReading late = PUMP.at(3).value(2);
    WindowRun.of(tumbling(10))
        .reads(PUMP.at(1).value(1))
        .watermark(20)
        .emits(window("pump-1", 0, 10, 1))
        .snapshotAndRestore()
        .reads(late)
        .emitsOn(LATE, late)
        .watermark(20)
        .emitsNothing()
        .leavesNoTimers()
        .leavesNoState();
  }
}
