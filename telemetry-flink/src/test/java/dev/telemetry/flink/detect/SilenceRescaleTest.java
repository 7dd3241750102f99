package dev.telemetry.flink.detect;

import static dev.telemetry.testkit.Sensors.sensor;
import static java.time.Duration.ofMinutes;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.SensorReading;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

/** Each expected sensor is watched once, wherever it moves. */
@SuppressWarnings("try") // Flink's close() may be interrupted
class SilenceRescaleTest {
  private static final int MOST_SUBTASKS = 8;
  private static final List<String> EXPECTED =
      IntStream.range(0, 100).mapToObj(i -> "sensor-" + i).collect(toList());

  private final List<Anomaly> anomalies = new ArrayList<>();
  private final List<KeyedOneInputStreamOperatorTestHarness<String, SensorReading, Anomaly>>
      subtasks = new ArrayList<>();

  @Test
  void watchesEachExpectedSensorOnceThroughOneThreeAndTwoSubtasks() throws Exception {
    start(1, null, 0);
    OperatorSubtaskState state = stop(1, 100_000);
    start(3, repartitioned(state, 1, 3), 200_000);
    for (String speaks : EXPECTED.subList(0, 40)) {
      read(sensor(speaks).at(200).value(1), 3);
    }
    state = stop(3, 400_000);
    assertThat(anomalies).isEmpty();

    start(2, repartitioned(state, 3, 2), 450_000);
    stop(2, 750_000);

    assertThat(anomalies).extracting(Anomaly::getKey).containsExactlyInAnyOrderElementsOf(EXPECTED);
    assertThat(anomalies)
        .filteredOn(anomaly -> anomaly.getExplanation().contains("none ever"))
        .hasSize(60)
        .allMatch(anomaly -> anomaly.getOpenedAt().toEpochMilli() == 0);
  }

  private static List<OperatorSubtaskState> repartitioned(
      OperatorSubtaskState state, int from, int to) {
    return IntStream.range(0, to)
        .mapToObj(
            i ->
                AbstractStreamOperatorTestHarness.repartitionOperatorState(
                    state, MOST_SUBTASKS, from, to, i))
        .collect(toList());
  }

  private void start(int parallelism, List<OperatorSubtaskState> states, long clock)
      throws Exception {
    for (int i = 0; i < parallelism; i++) {
      var subtask =
          new KeyedOneInputStreamOperatorTestHarness<>(
              SilenceTest.operator(Silence.longerThan(ofMinutes(5)).expecting(EXPECTED)),
              SensorReading::getSensorId,
              Types.STRING,
              MOST_SUBTASKS,
              parallelism,
              i);
      subtask.setup(
          RecordTypeInfo.ofRecord(Anomaly.class).createSerializer(new SerializerConfigImpl()));
      subtask.setProcessingTime(clock);
      subtask.initializeState(states == null ? null : states.get(i));
      subtask.open();
      subtasks.add(subtask);
    }
  }

  private void read(SensorReading reading, int parallelism) throws Exception {
    int subtask =
        KeyGroupRangeAssignment.assignKeyToParallelOperator(
            reading.getSensorId(), MOST_SUBTASKS, parallelism);
    subtasks.get(subtask).processElement(reading, reading.getEventTime().toEpochMilli());
  }

  /** At this time of the wall clock. */
  private OperatorSubtaskState stop(int parallelism, long clock) throws Exception {
    OperatorSubtaskState[] states = new OperatorSubtaskState[parallelism];
    for (int i = 0; i < parallelism; i++) {
      subtasks.get(i).setProcessingTime(clock);
      states[i] = subtasks.get(i).snapshot(clock, clock);
      anomalies.addAll(subtasks.get(i).extractOutputValues());
      subtasks.get(i).close();
    }
    subtasks.clear();
    return AbstractStreamOperatorTestHarness.repackageState(states);
  }
}
