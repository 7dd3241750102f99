package dev.telemetry.flink.window;

import static dev.telemetry.flink.window.WindowRun.tumbling;
import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** An unaligned checkpoint may catch subtasks at different watermarks. */
@SuppressWarnings("try") // Flink's close() may be interrupted
class UnevenFrontsTest {
  private static final int MOST = 8;
  private static final Windows WINDOWS = new Windows(List.of(tumbling(10)), 60_000);

  private static KeyedOneInputStreamOperatorTestHarness<
          String, Bundle<String, SensorReading>, WindowStatistics>
      start(int subtasks, int index, OperatorSubtaskState state) throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new WindowOperator<String, SensorReading>(WINDOWS, "statistics", WindowRun.LATE, null),
            Bundle::key,
            Types.STRING,
            MOST,
            subtasks,
            index);
    harness.setup(
        RecordTypeInfo.ofRecord(WindowStatistics.class)
            .createSerializer(new SerializerConfigImpl()));
    harness.initializeState(state);
    harness.open();
    return harness;
  }

  private static Bundle<String, SensorReading> whole(long seconds, double value) {
    Bundle<String, SensorReading> bundle =
        new Bundle<>(new Bundle.Head<>("pump-1", "temperature", "Cel"));
    bundle.record = sensor("pump-1").at(seconds).value(value);
    bundle.readings.add(seconds * 1000, value);
    return bundle;
  }

  @Test
  void correctsAWindowThatHadClosedThoughAnotherSubtaskWasBehind() throws Exception {
    int own = KeyGroupRangeAssignment.assignKeyToParallelOperator("pump-1", MOST, 2);
    OperatorSubtaskState[] states = new OperatorSubtaskState[2];
    for (int index = 0; index < 2; index++) {
      try (var before = start(2, index, null)) {
        if (index == own) {
          before.processElement(whole(1, 1), 1_000);
        }
        before.processWatermark(index == own ? 20_000 : 5_000);
        states[index] = before.snapshot(1, 1);
      }
    }
    try (var after =
        start(
            1,
            0,
            AbstractStreamOperatorTestHarness.repartitionOperatorState(
                AbstractStreamOperatorTestHarness.repackageState(states), MOST, 2, 1, 0))) {
      after.processElement(whole(7, 3), 7_000);
      after.processWatermark(30_000);
      assertThat(after.extractOutputValues()).hasSize(1);
      WindowStatistics corrected = after.extractOutputValues().get(0);
      assertThat(corrected.getRevision()).isEqualTo(1);
      assertThat(corrected.getMean()).isEqualTo(2);
    }
  }
}
