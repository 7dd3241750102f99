package dev.telemetry.flink.window;

import static dev.telemetry.flink.window.WindowRun.sliding;
import static dev.telemetry.flink.window.WindowRun.tumbling;
import static dev.telemetry.testkit.Sensors.sensor;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.window.LateScenario.Identity;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.stats.TimeCourse;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Savepoints are restored in more or fewer subtasks, on another backend, with other windows. */
class WindowRestartTest {
  private static final int READINGS = 1_200;
  private static final int DISORDER = 400;
  private static final long LATENESS = 20;
  private static final Details DETAILS =
      Details.NONE.quantiles(0, 0.5, 0.99, 1).course(TimeCourse.Rules.PLAIN.above(1e9));
  private static final Windows WINDOWS =
      new Windows(List.of(tumbling(5), sliding(60, 1), sliding(14, 7)), LATENESS * 1000, DETAILS);

  enum Backend {
    HEAP,
    ROCKSDB;

    StateBackend create() {
      return this == HEAP ? new HashMapStateBackend() : new EmbeddedRocksDBStateBackend();
    }
  }

  record Phase(Windows windows, int subtasks, Backend backend) {
    @Override
    public String toString() {
      return backend + " in " + subtasks;
    }
  }

  private static Phase on(Backend backend, int subtasks) {
    return new Phase(WINDOWS, subtasks, backend);
  }

  /** Ten sensors, a tenth of a second apart, in disorder; some far behind, some with a gap. */
  private static SensorReading scripted(int index) {
    long millis = index * 100L - (index * 7919L) % DISORDER;
    if (index % 5 == 2) {
      millis -= 3_000;
    } else if (index % 97 == 11) {
      millis -= 12_000;
    }
    return sensor("sensor-" + (index % 300 < 150 ? index % 10 : index % 7))
        .at(Instant.ofEpochMilli(1_763_000_000_000L + millis * 10 + index % 10))
        .sequence(index)
        .value(1e9 + Math.sin(index));
  }

  private static Subtasks run(Phase... phases) throws Exception {
    Subtasks run = new Subtasks();
    int next = 0;
    for (Phase phase : phases) {
      run.start(phase.windows, phase.subtasks, phase.backend.create());
      for (int end = next + READINGS / phases.length; next < end; next++) {
        // all of one sensor through one channel, so that order does not depend on the parallelism
        SensorReading reading = scripted(next);
        run.read(Math.floorMod(reading.getSensorId().hashCode(), phase.subtasks), reading);
        run.watermark(1_763_000_000_000L + (next * 100L - DISORDER) * 10);
      }
      if (next == READINGS) {
        run.end().close();
      } else {
        run.stop();
      }
    }
    return run;
  }

  private static Map<Identity, List<WindowStatistics>> rows(Subtasks run) {
    return run.results().stream().collect(groupingBy(Identity::of));
  }

  static Stream<Arguments> restarts() {
    return Stream.of(
        Arguments.of(List.of(on(Backend.HEAP, 1), on(Backend.HEAP, 3), on(Backend.HEAP, 2))),
        Arguments.of(
            List.of(on(Backend.ROCKSDB, 1), on(Backend.ROCKSDB, 3), on(Backend.ROCKSDB, 2))),
        Arguments.of(List.of(on(Backend.HEAP, 2), on(Backend.ROCKSDB, 2), on(Backend.HEAP, 2))),
        Arguments.of(List.of(on(Backend.ROCKSDB, 1), on(Backend.HEAP, 3), on(Backend.ROCKSDB, 2))));
  }

  @ParameterizedTest
  @MethodSource("restarts")
  void givesTheSameResultsThroughRestarts(List<Phase> phases) throws Exception {
    Subtasks expected = run(on(Backend.HEAP, 1));
    assertThat(expected.results().size()).isGreaterThan(5_000);
    assertThat(expected.results().stream().mapToInt(WindowStatistics::getRevision).max().orElse(0))
        .isGreaterThan(1);
    assertThat(expected.late()).isNotEmpty();
    Subtasks actual = run(phases.toArray(Phase[]::new));
    assertThat(rows(actual)).isEqualTo(rows(expected));
    assertThat(actual.late()).containsExactlyInAnyOrderElementsOf(expected.late());
  }

  @ParameterizedTest
  @EnumSource
  void goesOnWithTheWindowsThatStayedWhenOthersCameAndWent(Backend backend) throws Exception {
    Windows others =
        new Windows(
            List.of(tumbling(30), sliding(60, 1), sliding(20, 4)), LATENESS * 1000, DETAILS);
    Map<Identity, List<WindowStatistics>> expected = only(60, rows(run(on(Backend.HEAP, 1))));
    Subtasks changed =
        run(on(backend, 1), new Phase(others, 2, backend), new Phase(WINDOWS, 1, backend));
    assertThat(only(60, rows(changed))).isEqualTo(expected);
  }

  private static Map<Identity, List<WindowStatistics>> only(
      long seconds, Map<Identity, List<WindowStatistics>> rows) {
    return rows.entrySet().stream()
        .filter(row -> row.getKey().end().equals(row.getKey().start().plusSeconds(seconds)))
        .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
  }

  @ParameterizedTest
  @EnumSource
  void goesOnWhenDetailsCameAndWent(Backend backend) throws Exception {
    Windows plain = new Windows(WINDOWS.kinds(), LATENESS * 1000);
    Subtasks changed =
        run(
            new Phase(plain, 1, backend),
            on(backend, 1),
            on(backend, 1),
            new Phase(plain, 1, backend),
            new Phase(plain, 1, backend));
    assertThat(withoutDetails(changed))
        .containsExactlyInAnyOrderElementsOf(
            withoutDetails(run(new Phase(plain, 1, Backend.HEAP))));
  }

  private static List<WindowStatistics> withoutDetails(Subtasks run) {
    return run.results().stream()
        .map(
            result ->
                WindowStatistics.newBuilder(result)
                    .setQuantiles(null)
                    .setHistogram(null)
                    .setCourse(null)
                    .build())
        .toList();
  }
}
