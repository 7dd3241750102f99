package dev.telemetry.flink.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.type.WindowStatisticsSerializer;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.stats.Moments;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Machines move between subtasks while parts of slices wait for the watermark. */
@SuppressWarnings("try") // Flink's close() may be interrupted
class RollupRescaleTest {
  private static final int MOST_SUBTASKS = 8;
  private static final int PARTS = 900;
  private static final int BEHIND_MILLIS = 150;
  private static final Windows WINDOWS =
      new Windows(List.of(new Window(40, 40), new Window(300, 100)), 200);

  private final List<WindowStatistics> results = new ArrayList<>();
  private final List<KeyedOneInputStreamOperatorTestHarness<String, SlicePart, WindowStatistics>>
      subtasks = new ArrayList<>();
  private int parallelism;

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void givesTheSameResultsThroughOneThreeAndTwoSubtasks(boolean onRocksDb) throws Exception {
    List<WindowStatistics> expected = run(false, PARTS);
    assertThat(expected).hasSizeGreaterThan(200);
    assertThat(expected).anyMatch(result -> result.getRevision() > 0);
    results.clear();
    assertThat(run(onRocksDb, PARTS / 3, 2 * PARTS / 3, PARTS)).isEqualTo(expected);
  }

  /** In one, then in three, then in two subtasks, until so many parts each. */
  private List<WindowStatistics> run(boolean onRocksDb, int... ends) throws Exception {
    int[] parallelisms = {1, 3, 2};
    OperatorSubtaskState state = null;
    int next = 0;
    for (int i = 0; i < ends.length; i++) {
      start(onRocksDb, parallelisms[i], state);
      for (; next < ends[i]; next++) {
        read(scripted(next));
        watermark(next - BEHIND_MILLIS);
      }
      state = snapshot(next);
      if (next == PARTS) {
        watermark(Long.MAX_VALUE);
      }
      stop();
    }
    results.sort(
        Comparator.comparing(WindowStatistics::getKey)
            .thenComparing(WindowStatistics::getWindowStart)
            .thenComparing(WindowStatistics::getWindowEnd)
            .thenComparing(WindowStatistics::getRevision));
    return results.stream().toList();
  }

  private void start(boolean onRocksDb, int newParallelism, OperatorSubtaskState state)
      throws Exception {
    for (int i = 0; i < newParallelism; i++) {
      var subtask =
          new KeyedOneInputStreamOperatorTestHarness<>(
              new RollupOperator(WINDOWS, "statistics", null),
              SlicePart::key,
              Types.STRING,
              MOST_SUBTASKS,
              newParallelism,
              i);
      if (onRocksDb) {
        subtask.setStateBackend(new EmbeddedRocksDBStateBackend());
      }
      subtask.setup(new WindowStatisticsSerializer());
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

  private void read(SlicePart part) throws Exception {
    int subtask =
        KeyGroupRangeAssignment.assignKeyToParallelOperator(part.key(), MOST_SUBTASKS, parallelism);
    subtasks.get(subtask).processElement(part, part.firstMillis());
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
      results.addAll(subtask.extractOutputValues());
      subtask.close();
    }
    subtasks.clear();
  }

  /** Five machines of four sensors; every ninth part is late, some of them wait for long. */
  private static SlicePart scripted(int index) {
    boolean isLate = index % 9 == 8;
    long time = isLate ? index - 3L * BEHIND_MILLIS : index - index * 7919L % 50;
    Moments values = new Moments();
    values.add(1e6 + Math.sin(index), Math.floorDiv(time, 20L) * 20);
    if (!isLate) {
      values.add(1e6 - Math.cos(index), Math.floorDiv(time, 20L) * 20 + 7);
    }
    return new SlicePart(
        RollupKey.of("site/line/press-" + index % 5, "temperature", "Cel"),
        "site/line/press-" + index % 5 + "/" + index % 4,
        isLate ? index - index % 70L : SlicePart.IN_TIME,
        values);
  }
}
