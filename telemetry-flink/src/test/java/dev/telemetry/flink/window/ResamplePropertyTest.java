package dev.telemetry.flink.window;

import static dev.telemetry.testkit.Sensors.sensor;
import static java.util.stream.Collectors.groupingBy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.model.GridPoint;
import dev.telemetry.model.PointOrigin;
import dev.telemetry.model.SensorReading;
import dev.telemetry.stats.Resampling;
import dev.telemetry.stats.Resampling.Filling;
import dev.telemetry.testkit.OperatorTest;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** The operator as a whole; its arithmetic is held against the definition in telemetry-api. */
class ResamplePropertyTest {

  /** A reading that arrives so much after its time, at most by the disorder bound. */
  record Arrival(String key, int timeMillis, double value, int delayMillis) {
    SensorReading reading() {
      return sensor(key).at(Instant.ofEpochMilli(timeMillis)).value(value);
    }
  }

  /** Readings, and the bound of their disorder. */
  record Input(int disorderMillis, List<Arrival> arrivals) {
    List<Arrival> inOrder() {
      return arrivals.stream().sorted(Comparator.comparingInt(Arrival::timeMillis)).toList();
    }

    List<Arrival> inDisorder() {
      return arrivals.stream()
          .sorted(Comparator.comparingInt(each -> each.timeMillis + each.delayMillis))
          .toList();
    }
  }

  @Property(tries = 150)
  void givesTheSameBitsInOrderInDisorderInOneGoAndThroughRestores(
      @ForAll("settings") Resampling settings,
      @ForAll("inputs") Input input,
      @ForAll @IntRange(min = 1, max = 10) int restoreEvery) {
    Map<String, List<GridPoint>> expected = run(settings, input.inOrder(), 0, 1_000);
    int disorder = input.disorderMillis;
    assertThat(run(settings, input.inDisorder(), disorder, 1_000)).isEqualTo(expected);
    assertThat(run(settings, input.inDisorder(), disorder, restoreEvery)).isEqualTo(expected);
    assertThat(run(settings, input.inDisorder(), 100_000, 1_000)).isEqualTo(expected);
  }

  @Property(tries = 150)
  void givesOnePointForEachKeyAndStepInOrder(
      @ForAll("settings") Resampling settings, @ForAll("inputs") Input input) {
    Map<String, List<GridPoint>> byKey =
        run(settings, input.inDisorder(), input.disorderMillis, 1_000);
    for (List<GridPoint> points : byKey.values()) {
      assertThat(points)
          .isSortedAccordingTo(Comparator.comparing(GridPoint::getEventTime))
          .doesNotHaveDuplicates()
          .allSatisfy(
              point -> {
                assertThat(point.getEventTime().toEpochMilli() % settings.stepMillis()).isZero();
                assertThat(point.getValue() == null)
                    .isEqualTo(point.getOrigin() == PointOrigin.MISSING);
                assertThat(point.getAgeMillis()).isBetween(0L, settings.forgetMillis());
              });
      assertThat(points).extracting(GridPoint::getEventTime).doesNotHaveDuplicates();
    }
  }

  private static Map<String, List<GridPoint>> run(
      Resampling settings, List<Arrival> arrivals, int disorderMillis, int restoreEvery) {
    OperatorTest<SensorReading, GridPoint> test = ResampleRun.of(settings);
    long latest = Long.MIN_VALUE / 2;
    for (int i = 0; i < arrivals.size(); i++) {
      if (i % restoreEvery == restoreEvery - 1) {
        test.snapshotAndRestore();
      }
      Arrival next = arrivals.get(i);
      latest = Math.max(latest, next.timeMillis);
      test.reads(next.reading()).watermark(Instant.ofEpochMilli(latest - disorderMillis - 1));
    }
    test.endOfInput().leavesNoTimers().leavesNoState().emitsNothingOn(Resample.LATE);
    assertThat(test.counter("resampled")).isEqualTo(arrivals.size());
    assertThat(test.counter("points")).isEqualTo(test.outputs().size());
    return test.outputs().stream().collect(groupingBy(GridPoint::getKey));
  }

  @Provide
  Arbitrary<Resampling> settings() {
    return Combinators.combine(
            Arbitraries.of(Filling.class),
            Arbitraries.integers().between(1, 30),
            Arbitraries.integers().between(0, 60),
            Arbitraries.integers().between(0, 100),
            Arbitraries.of(true, false))
        .as(
            (filling, step, hold, more, skipping) ->
                new Resampling(filling, step, hold, hold + more, skipping));
  }

  @Provide
  Arbitrary<Input> inputs() {
    return Arbitraries.integers()
        .between(0, 50)
        .flatMap(
            disorder ->
                Combinators.combine(
                        Arbitraries.of("a", "b", "c"),
                        Arbitraries.integers().between(-100, 300),
                        Arbitraries.doubles().between(-1_000, 1_000).ofScale(3),
                        Arbitraries.integers().between(0, disorder))
                    .as(Arrival::new)
                    .list()
                    .ofMaxSize(40)
                    .map(arrivals -> new Input(disorder, arrivals)));
  }
}
