package dev.telemetry.flink.window;

import static dev.telemetry.testkit.Sensors.sensor;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.type.GridPointSerializer;
import dev.telemetry.model.GridPoint;
import dev.telemetry.model.SensorReading;
import dev.telemetry.stats.Resampling;
import dev.telemetry.stats.Resampling.Filling;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Keys move between subtasks in the middle of a run. */
@SuppressWarnings("try") // Flink's close() may be interrupted
class ResampleRescaleTest {
  private static final int MOST_SUBTASKS = 8;
  private static final int READINGS = 900;
  private static final int DISORDER_MILLIS = 50;

  private final List<GridPoint> points = new ArrayList<>();
  private final List<KeyedOneInputStreamOperatorTestHarness<String, SensorReading, GridPoint>>
      subtasks = new ArrayList<>();
  private int parallelism;

  @ParameterizedTest
  @EnumSource
  void givesTheSamePointsThroughOneThreeAndTwoSubtasks(Filling filling) throws Exception {
    Map<String, List<GridPoint>> expected = run(filling, 1, 1, 1);
    points.clear();
    assertThat(expected).hasSize(10);
    assertThat(run(filling, 1, 3, 2)).isEqualTo(expected);
  }

  private Map<String, List<GridPoint>> run(Filling filling, int... parallelisms) throws Exception {
    Resampling settings = new Resampling(filling, 10, 60, 200, false);
    OperatorSubtaskState state = null;
    int next = 0;
    for (int subtaskCount : parallelisms) {
      start(settings, subtaskCount, state);
      for (int end = next + READINGS / parallelisms.length; next < end; next++) {
        read(scripted(next), next - DISORDER_MILLIS - 1);
      }
      state = snapshot(next);
      if (next == READINGS) {
        watermark(Long.MAX_VALUE);
      }
      stop();
    }
    return points.stream().collect(groupingBy(GridPoint::getKey));
  }

  private void start(Resampling settings, int newParallelism, OperatorSubtaskState state)
      throws Exception {
    for (int i = 0; i < newParallelism; i++) {
      var subtask =
          new KeyedOneInputStreamOperatorTestHarness<>(
              ResampleRun.operator(settings),
              SensorReading::getSensorId,
              Types.STRING,
              MOST_SUBTASKS,
              newParallelism,
              i);
      subtask.setup(new GridPointSerializer());
      subtask.initializeState(
          state == null
              ? null
              : AbstractStreamOperatorTestHarness.repartitionOperatorState(
                  state, MOST_SUBTASKS, parallelism, newParallelism, i));
      subtask.open();
      subtasks.add(subtask);
    }
    parallelism = newParallelism;
  }

  private void read(SensorReading reading, long watermark) throws Exception {
    int subtask =
        KeyGroupRangeAssignment.assignKeyToParallelOperator(
            reading.getSensorId(), MOST_SUBTASKS, parallelism);
    subtasks.get(subtask).processElement(reading, reading.getEventTime().toEpochMilli());
    watermark(watermark);
  }

  private void watermark(long millis) throws Exception {
    for (var subtask : subtasks) {
      subtask.processWatermark(millis);
    }
  }

  private OperatorSubtaskState snapshot(long checkpoint) throws Exception {
    OperatorSubtaskState[] states = new OperatorSubtaskState[parallelism];
    for (int i = 0; i < parallelism; i++) {
      states[i] = subtasks.get(i).snapshot(checkpoint, checkpoint);
    }
    return AbstractStreamOperatorTestHarness.repackageState(states);
  }

  private void stop() throws Exception {
    for (var subtask : subtasks) {
      points.addAll(subtask.extractOutputValues());
      assertThat(subtask.getSideOutput(Resample.LATE)).isNull();
      subtask.close();
    }
    subtasks.clear();
  }

  /** Ten sensors, in disorder, with a gap each. */
  private static SensorReading scripted(int index) {
    int time = index - index * 7919 % DISORDER_MILLIS;
    return sensor("sensor-" + (index % 100 < 50 ? index % 10 : index % 7))
        .at(Instant.ofEpochMilli(time))
        .value(index);
  }
}
