package dev.telemetry.flink.window;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.window.Scenario.Arrival;
import dev.telemetry.model.WindowStatistics;
import java.time.Duration;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class WindowPropertyTest {

  @Property(tries = 150)
  void agreesWithTheListOfAllReadings(@ForAll("scenarios") Scenario scenario) {
    List<WindowStatistics> results = scenario.runInDisorder(-1);
    List<Expected> expected = scenario.expected();
    assertThat(results).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      assertThat(results.get(i)).is(expected.get(i).condition());
    }
  }

  @Property(tries = 150)
  void givesTheSameBitsInOrderInDisorderAndThroughARestore(
      @ForAll("scenarios") Scenario scenario,
      @ForAll @IntRange(min = 0, max = 40) int restoreBefore) {
    List<WindowStatistics> inOrder = scenario.runInOrder();
    assertThat(scenario.runInDisorder(-1)).isEqualTo(inOrder);
    assertThat(scenario.runInDisorder(restoreBefore)).isEqualTo(inOrder);
  }

  @Provide
  Arbitrary<Scenario> scenarios() {
    return Arbitraries.integers()
        .between(0, 50)
        .flatMap(
            disorder ->
                Combinators.combine(
                        kinds().list().ofMinSize(1).ofMaxSize(3),
                        arrivals(disorder).list().ofMaxSize(40))
                    .as((kinds, arrivals) -> new Scenario(kinds, disorder, arrivals)));
  }

  private static Arbitrary<Window> kinds() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 20), Arbitraries.integers().between(1, 6))
        .as((slide, slides) -> Window.of(millis(slide * slides), millis(slide)));
  }

  private static Duration millis(int millis) {
    return Duration.ofMillis(millis);
  }

  private static Arbitrary<Arrival> arrivals(int disorder) {
    return Combinators.combine(
            Arbitraries.of("a", "b", "c"),
            Arbitraries.integers().between(-100, 300),
            values(),
            Arbitraries.integers().between(0, disorder))
        .as(Arrival::new);
  }

  private static Arbitrary<Double> values() {
    Arbitrary<Double> small = Arbitraries.doubles().between(-1_000, 1_000).ofScale(3);
    return Arbitraries.oneOf(small, small.map(value -> 1e9 + value), Arbitraries.of(0.0, -0.0));
  }
}
