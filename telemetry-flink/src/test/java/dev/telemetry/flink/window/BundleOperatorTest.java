package dev.telemetry.flink.window;

import static dev.telemetry.flink.window.WindowRun.sliding;
import static dev.telemetry.flink.window.WindowRun.tumbling;
import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.telemetry.flink.type.Measure;
import dev.telemetry.model.SensorReading;
import dev.telemetry.testkit.Sensor;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What goes on before the shuffle, and when. */
@SuppressWarnings("try") // Flink's close() may be interrupted
class BundleOperatorTest {
  private static final Sensor PUMP = sensor("pump-1");
  private static final Sensor FAN = sensor("fan-1");
  private static final Windows WINDOWS = new Windows(List.of(tumbling(5), sliding(8, 2)), 0);

  private OneInputStreamOperatorTestHarness<SensorReading, Bundle<String, SensorReading>> harness;

  @BeforeEach
  void start() throws Exception {
    harness = harness(WINDOWS);
    harness.open();
  }

  private static OneInputStreamOperatorTestHarness<SensorReading, Bundle<String, SensorReading>>
      harness(Windows windows) throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<SensorReading, Bundle<String, SensorReading>>(
            new BundleOperator<>(SensorReading::getSensorId, Measure.OF_READING, windows));
    harness.setup(Subtasks.bundles());
    return harness;
  }

  private void restartWith(Windows windows, OperatorSubtaskState state) throws Exception {
    harness.getOutput().clear();
    harness.close();
    harness = harness(windows);
    harness.initializeState(state);
    harness.open();
  }

  @AfterEach
  void stop() throws Exception {
    harness.close();
  }

  private void reads(SensorReading... readings) throws Exception {
    for (SensorReading reading : readings) {
      harness.processElement(reading, reading.getEventTime().toEpochMilli());
    }
  }

  private void watermark(long seconds) throws Exception {
    harness.processWatermark(seconds * 1000);
  }

  /** What went on since: "pump-1[1.0, 2.0]", "whole pump-1[1.0]", "+1" for ignored, "@9000". */
  private List<String> goesOn() {
    List<String> all = new ArrayList<>();
    for (Object each = harness.getOutput().poll();
        each != null;
        each = harness.getOutput().poll()) {
      all.add(each instanceof StreamRecord<?> record ? text(record) : text(each));
    }
    return all;
  }

  private static String text(Object other) {
    return other instanceof Watermark mark ? "@" + mark.getTimestamp() : other.toString();
  }

  @SuppressWarnings("unchecked") // nothing else goes on
  private static String text(StreamRecord<?> record) {
    var bundle = (Bundle<String, SensorReading>) record.getValue();
    List<Double> values = new ArrayList<>();
    for (int i = 0; i < bundle.readings.size(); i++) {
      values.add(bundle.readings.value(i));
    }
    if (bundle.readings.size() > 0) {
      assertThat(record.getTimestamp()).isEqualTo(bundle.readings.earliest());
    }
    return (bundle.record == null ? "" : "whole ")
        + bundle.key()
        + (values.size() > 9 ? "x" + values.size() : values)
        + (bundle.ignored == 0 ? "" : "+" + bundle.ignored)
        + (bundle.head.unit.equals("Cel") ? "" : bundle.head.unit);
  }

  @Test
  void holdsReadingsAndWatermarksUntilAWindowMayClose() throws Exception {
    harness.processWatermark(-1);
    assertThat(goesOn()).containsExactly("@-1");
    reads(PUMP.at(2).value(1), FAN.at(0).value(7), PUMP.at(0).value(2), PUMP.at(1).value(3));
    harness.processWatermark(998);
    assertThat(goesOn()).isEmpty();
    harness.processWatermark(999);
    assertThat(goesOn()).containsExactly("pump-1[2.0]", "fan-1[7.0]", "@999");
    reads(FAN.at(2).value(4));
    harness.processWatermark(1_998);
    assertThat(goesOn()).isEmpty();
    harness.processWatermark(3_100);
    assertThat(goesOn()).containsExactly("pump-1[3.0, 1.0]", "fan-1[4.0]", "@2999");
  }

  @Test
  void takesAWatermarkBetweenTwoEndsOfWindowsForTheEarlier() throws Exception {
    harness.processWatermark(2_400);
    assertThat(goesOn()).containsExactly("@1999");
    Instant later = Instant.ofEpochMilli(2_300);
    reads(PUMP.at(Instant.ofEpochMilli(1_999)).value(1), PUMP.at(later).value(2));
    assertThat(goesOn()).containsExactly("whole pump-1[1.0]");
    harness.processWatermark(2_999);
    assertThat(goesOn()).containsExactly("pump-1[2.0]", "@2999");
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 15, 16, 17, 40, 1_000})
  void holdsReadingsForTheirSecondHoweverFarAhead(long second) throws Exception {
    harness.processWatermark(-1);
    reads(PUMP.at(second).value(1), FAN.at(0).value(2));
    List<String> all = new ArrayList<>();
    for (long end = 1; end <= second + 1; end++) {
      harness.processWatermark(1_000 * end - 1);
      all.addAll(goesOn());
      // far ahead, it goes on with the others
      long due = second < 16 ? second : 0;
      assertThat(all.contains("pump-1[1.0]")).isEqualTo(end > due);
    }
    assertThat(all).containsOnlyOnce("pump-1[1.0]", "fan-1[2.0]");
  }

  @Test
  void holdsReadingsOverAGapOfEventTime() throws Exception {
    harness.processWatermark(-1);
    reads(PUMP.at(1).value(1), PUMP.at(2).value(2), FAN.at(14).value(3), PUMP.at(3).value(4));
    harness.processWatermark(2_999);
    assertThat(goesOn()).containsExactly("@-1", "pump-1[1.0, 2.0]", "@2999");
    reads(PUMP.at(18).value(5));
    harness.processWatermark(17_999);
    assertThat(goesOn()).containsExactly("pump-1[4.0]", "fan-1[3.0]", "@17999");
    reads(PUMP.at(100).value(6));
    harness.processWatermark(99_999);
    assertThat(goesOn()).containsExactly("pump-1[6.0, 5.0]", "@99999");
  }

  @Test
  void passesTheWatermarkWithWhichAWindowClosesForGood() throws Exception {
    stop();
    harness = harness(new Windows(List.of(tumbling(9)), 6_000));
    harness.open();
    watermark(0);
    goesOn();
    harness.processWatermark(2_998);
    assertThat(goesOn()).isEmpty();
    harness.processWatermark(2_999);
    assertThat(goesOn()).containsExactly("@2999");
  }

  @Test
  void passesAWatermarkEveryTenSecondsIfNoWindowCloses() throws Exception {
    stop();
    harness = harness(new Windows(List.of(tumbling(3_600)), 0));
    harness.open();
    watermark(1);
    reads(PUMP.at(2).value(1));
    harness.processWatermark(10_999);
    assertThat(goesOn()).containsExactly("@1000");
    watermark(11);
    assertThat(goesOn()).containsExactly("pump-1[1.0]", "@11000");
  }

  @Test
  void beginsAnewWithItsKeysWhenMostAreGone() throws Exception {
    harness.processWatermark(-1);
    for (int i = 0; i < 3_000; i++) {
      reads(sensor("s" + i).at(0).value(i));
    }
    harness.processWatermark(999);
    goesOn();
    // as their places are taken by others, those that wait go on before
    reads(PUMP.at(1).value(1), FAN.at(5).value(2));
    harness.processWatermark(1_999);
    assertThat(goesOn()).containsExactly("pump-1[1.0]", "fan-1[2.0]", "@1999");
    reads(FAN.at(5).value(3), PUMP.at(5).value(4));
    harness.processWatermark(5_999);
    assertThat(goesOn()).containsExactly("fan-1[3.0]", "pump-1[4.0]", "@5999");
  }

  @Test
  void passesAllBeforeACheckpointAndAtTheEnd() throws Exception {
    reads(PUMP.at(2).value(1));
    harness.prepareSnapshotPreBarrier(1);
    assertThat(goesOn()).containsExactly("pump-1[1.0]");
    reads(PUMP.at(2).value(2));
    harness.getOperator().finish();
    assertThat(goesOn()).containsExactly("pump-1[2.0]");
  }

  @Test
  void passesAllWhenItFallsIdleAndWholeRecordsFromThenOn() throws Exception {
    reads(PUMP.at(2).value(1));
    harness.processWatermarkStatus(WatermarkStatus.IDLE);
    assertThat(goesOn()).containsExactly("pump-1[1.0]", WatermarkStatus.IDLE.toString());
    harness.processWatermarkStatus(WatermarkStatus.ACTIVE);
    reads(PUMP.at(900).value(2), PUMP.at(901).value(Double.NaN));
    watermark(1_000);
    assertThat(goesOn())
        .containsExactly(
            WatermarkStatus.ACTIVE.toString(), "whole pump-1[2.0]", "pump-1[]+1", "@999999");
  }

  @Test
  void passesWholeAtOnceWhatIsBehindTheWatermarkThatWentOn() throws Exception {
    watermark(9);
    reads(PUMP.at(10).value(1), PUMP.at(8).value(2), PUMP.at(9).value(3));
    assertThat(goesOn()).containsExactly("@8999", "whole pump-1[2.0]");
    watermark(11);
    assertThat(goesOn()).containsExactly("pump-1[3.0, 1.0]", "@10999");
  }

  @Test
  void goesOnFromTheFurthestFrontOfAllSubtasks() throws Exception {
    watermark(9);
    OperatorSubtaskState behind = harness.snapshot(1, 1);
    restartWith(WINDOWS, behind);
    watermark(20);
    OperatorSubtaskState ahead = harness.snapshot(2, 2);

    restartWith(WINDOWS, AbstractStreamOperatorTestHarness.repackageState(behind, ahead));
    reads(PUMP.at(15).value(1), PUMP.at(21).value(2));
    assertThat(goesOn()).containsExactly("whole pump-1[1.0]");
    // a watermark from before the restart changes nothing
    watermark(16);
    reads(PUMP.at(18).value(3));
    assertThat(goesOn()).containsExactly("pump-1[2.0]", "@15999", "whole pump-1[3.0]");
  }

  @Test
  void doesNotTakeTheEndOfTheInputForAFront() throws Exception {
    watermark(9);
    harness.processWatermark(Long.MAX_VALUE);
    OperatorSubtaskState ended = harness.snapshot(1, 1);
    restartWith(WINDOWS, ended);
    reads(PUMP.at(15).value(1));
    watermark(20);
    assertThat(goesOn()).containsExactly("pump-1[1.0]", "@19999");
  }

  @Test
  void splitsWhatIsTooMuchForOneBundle() throws Exception {
    for (int i = 0; i < 2 * 4_096; i++) {
      reads(PUMP.at(1).value(i));
    }
    reads(PUMP.at(1).value(7), PUMP.at(1).value(Double.NaN), FAN.at(1).value(1));
    assertThat(goesOn()).isEmpty();
    watermark(10);
    assertThat(goesOn())
        .containsExactly("pump-1x4096+1", "pump-1x4096", "pump-1[7.0]", "fan-1[1.0]", "@9999");
  }

  @Test
  void passesAllWhenItHoldsTooMuch() throws Exception {
    long sum = 0;
    for (int i = 0; i < (1 << 22) - 1; i++) {
      reads(sensor("s" + i % 1_000).at(1).value(i));
    }
    assertThat(goesOn()).isEmpty();
    reads(PUMP.at(1).value(1));
    for (String bundle : goesOn()) {
      sum += bundle.contains("x") ? Long.parseLong(bundle.replaceAll(".*x", "")) : 1;
    }
    assertThat(sum).isEqualTo(1 << 22);
  }

  @Test
  void findsEachOfManyKeysAgainInTheOrderInWhichTheyCame() throws Exception {
    for (int round = 0; round < 3; round++) {
      List<String> expected = new ArrayList<>();
      for (int i = 0; i < 5_003; i++) {
        // other orders later
        reads(sensor("s" + i * (2 * round + 1) % 5_003).at(1 + round).value(round));
        expected.add("s" + i + "[" + round + ".0]");
      }
      harness.prepareSnapshotPreBarrier(round);
      assertThat(goesOn()).isEqualTo(expected);
    }
  }

  @Test
  void countsOnceWhatHasNoValue() throws Exception {
    reads(PUMP.at(2).value(Double.NaN), PUMP.at(2).value(5), FAN.at(2).value(Double.NaN));
    watermark(10);
    assertThat(goesOn()).containsExactly("pump-1[5.0]+1", "fan-1[]+1", "@9999");
    watermark(20);
    assertThat(goesOn()).containsExactly("@19999");
  }

  @Test
  void keepsReadingsOfDifferentUnitsApart() throws Exception {
    reads(PUMP.at(2).value(1), PUMP.at(3).unit("K").value(2), PUMP.at(4).unit("K").value(3));
    reads(PUMP.at(5).value(4));
    watermark(10);
    assertThat(goesOn()).containsExactly("pump-1[1.0, 4.0]", "pump-1[2.0, 3.0]K", "@9999");
  }

  @Test
  void refusesRecordsWithoutEventTime() {
    assertThatIllegalStateException()
        .isThrownBy(() -> harness.processElement(new StreamRecord<>(PUMP.at(1).value(1))))
        .withMessageContaining("event time");
  }

  @Test
  void lateRecordsReachTheLateOutputWholeThoughTheOtherChannelIsAhead() throws Exception {
    SensorReading late = PUMP.at(3).sequence(7).tag("batch", "b1").value(2);
    try (Subtasks run = new Subtasks().start(WINDOWS, 2)) {
      run.read(0, PUMP.at(1).value(1)).watermark(0, 100_000).watermark(1, 20_000);
      // within this channel's watermark, but all its windows have closed
      run.read(1, late);
      assertThat(run.late()).containsExactly(late);
      // the other channel holds event time back: in time, whatever channel it comes through
      run.read(0, PUMP.at(19).value(3)).read(1, PUMP.at(23).value(4));
      assertThat(run.late()).hasSize(1);
      assertThat(run.end().results()).extracting("count").contains(2L).hasSizeGreaterThan(4);
    }
  }

  @Test
  void lateRecordsReachTheLateOutputWholeAfterIdleness() throws Exception {
    SensorReading late = PUMP.at(60).sequence(7).value(2);
    try (Subtasks run = new Subtasks().start(WINDOWS, 2)) {
      run.watermark(0, 1_000).watermark(1, 1_000).idle(1).watermark(0, 100_000).active(1);
      run.read(1, late);
      assertThat(run.late()).containsExactly(late);
      assertThat(run.end().results()).isEmpty();
    }
  }
}
