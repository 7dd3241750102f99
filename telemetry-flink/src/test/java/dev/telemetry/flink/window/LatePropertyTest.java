package dev.telemetry.flink.window;

import dev.telemetry.flink.window.LateScenario.Act;
import dev.telemetry.flink.window.LateScenario.Step;
import dev.telemetry.stats.TimeCourse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;

/** Whatever comes whenever, results are those of the definition and no reading is lost. */
class LatePropertyTest {
  private static final TimeCourse.Rules RULES =
      TimeCourse.Rules.PLAIN.above(100).holding(Duration.ofMillis(40));
  private static final Details ALL =
      Details.NONE.quantiles(0.5, 0, 0.99, 1, 0.25).withHistogram().accuracy(0.02).course(RULES);

  @Property(tries = 500)
  void agreesWithTheListOfAllReadings(@ForAll("withLateReadings") LateScenario scenario) {
    WindowRun run = WindowRun.over(scenario.windows());
    scenario.check(scenario.play(run));
    run.leavesNoState();
  }

  @Property(tries = 500)
  void agreesWithTheDefinitionOfTheCourse(@ForAll("inTime") LateScenario scenario) {
    WindowRun run = WindowRun.over(scenario.windows());
    scenario.check(scenario.play(run));
    run.leavesNoState();
  }

  @Property(tries = 30)
  void agreesWithTheListOfAllReadingsOnRocksDb(@ForAll("withLateReadings") LateScenario scenario) {
    playOnRocksDb(scenario, WrittenStore.BUDGET_BYTES);
  }

  @Property(tries = 20)
  void agreesWithTheDefinitionOfTheCourseOnRocksDb(@ForAll("inTime") LateScenario scenario) {
    playOnRocksDb(scenario, WrittenStore.BUDGET_BYTES);
  }

  @Property(tries = 100)
  void losesNothingWhenThereIsHeapForOneKeyOnly(
      @ForAll("withLateReadings") LateScenario scenario, @ForAll("budgets") long bytes) {
    playOnRocksDb(scenario, bytes);
  }

  @Provide
  static Arbitrary<Long> budgets() {
    return Arbitraries.of(0L, 2_000L, 6_000L);
  }

  private static void playOnRocksDb(LateScenario scenario, long budgetBytes) {
    WindowRun run =
        WindowRun.over(scenario.windows(), new EmbeddedRocksDBStateBackend(), budgetBytes);
    try {
      scenario.check(scenario.play(run));
    } finally {
      run.close();
    }
  }

  @Provide
  static Arbitrary<LateScenario> withLateReadings() {
    return scenarios(-150);
  }

  @Provide
  static Arbitrary<LateScenario> inTime() {
    return scenarios(0);
  }

  private static Arbitrary<LateScenario> scenarios(int earliest) {
    return Combinators.combine(windows(), Arbitraries.of(0L, 1_763_000_000_000L), steps(earliest))
        .as(LateScenario::new);
  }

  static Arbitrary<Windows> windows() {
    Arbitrary<Long> lateness =
        Arbitraries.oneOf(Arbitraries.just(0L), Arbitraries.longs().between(1, 120));
    return Combinators.combine(
            kinds().list().ofMinSize(1).ofMaxSize(3), lateness, Arbitraries.of(Details.NONE, ALL))
        .as((kinds, late, details) -> new Windows(ofDifferentSizes(kinds), late, details));
  }

  /** Windows of one size cannot be told apart; the builder refuses them. */
  private static List<Window> ofDifferentSizes(List<Window> kinds) {
    Set<Long> sizes = new HashSet<>();
    List<Window> different = new ArrayList<>(kinds);
    different.removeIf(kind -> !sizes.add(kind.size()));
    return different;
  }

  private static Arbitrary<Window> kinds() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 20), Arbitraries.integers().between(1, 8))
        .as((slide, slides) -> new Window((long) slide * slides, slide));
  }

  private static Arbitrary<List<Step>> steps(int earliest) {
    Arbitrary<Integer> near = Arbitraries.integers().between(Math.max(earliest, -20), 60);
    Arbitrary<Integer> far = Arbitraries.integers().between(earliest, 300);
    Arbitrary<Integer> offsets = Arbitraries.frequencyOf(Tuple.of(5, near), Tuple.of(1, far));
    Arbitrary<Integer> advances =
        Arbitraries.frequencyOf(
            Tuple.of(6, Arbitraries.integers().between(1, 30)),
            Tuple.of(1, Arbitraries.integers().between(31, 2_000)),
            Tuple.of(1, Arbitraries.integers().between(20_000, 40_000)));
    Arbitrary<Step> reads =
        Combinators.combine(Arbitraries.of("a", "b", "c"), offsets, values())
            .as((key, millis, value) -> new Step(Act.READ, key, millis, value));
    Arbitrary<Step> marks = advances.map(millis -> new Step(Act.MARK, "", millis, 0));
    Arbitrary<Step> restarts = Arbitraries.just(new Step(Act.RESTART, "", 0, 0));
    return Arbitraries.frequencyOf(Tuple.of(12, reads), Tuple.of(4, marks), Tuple.of(1, restarts))
        .list()
        .ofMaxSize(90);
  }

  private static Arbitrary<Double> values() {
    Arbitrary<Double> noise = Arbitraries.doubles().between(-1, 1).ofScale(6);
    return Arbitraries.frequencyOf(
        Tuple.of(4, Arbitraries.doubles().between(-1_000, 1_000).ofScale(3)),
        Tuple.of(6, noise.map(value -> 1e9 + value)),
        Tuple.of(2, Arbitraries.of(0.0, -0.0, 1.0, 200.0)),
        Tuple.of(1, Arbitraries.of(Double.NaN, Double.POSITIVE_INFINITY)));
  }
}
