package dev.telemetry.stats;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Values in the order of their times, some at once, some after a silence. */
final class TimedValues {
  /** A moment of today, in milliseconds: large against all distances. */
  static final long TODAY = 1_763_000_000_000L;

  private TimedValues() {}

  record Timed(long millis, double value) {}

  static Arbitrary<List<Timed>> lists(double offset) {
    Arbitrary<Integer> gaps =
        Arbitraries.oneOf(Arbitraries.of(0, 1), Arbitraries.integers().between(2, 5_000));
    Arbitrary<Double> values =
        Arbitraries.oneOf(
            Arbitraries.of(0.0, 1.0, 2.0), Arbitraries.doubles().between(-1000, 1000).ofScale(3));
    return Combinators.combine(gaps, values)
        .as((gap, value) -> new Timed(gap, value + offset))
        .list()
        .ofMinSize(1)
        .ofMaxSize(100)
        .map(TimedValues::inOrder);
  }

  private static List<Timed> inOrder(List<Timed> gaps) {
    List<Timed> timed = new ArrayList<>();
    long millis = TODAY;
    for (Timed gap : gaps) {
      millis += gap.millis;
      timed.add(new Timed(millis, gap.value));
    }
    return timed;
  }
}
