package dev.telemetry.flink.quality;

import static dev.telemetry.flink.quality.EpochWindow.ROW;
import static dev.telemetry.flink.quality.EpochWindow.ROWS;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.quality.EpochWindow.Arrival;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.LongStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

class EpochWindowTest {
  private static final long WIDTH = (long) ROW * ROWS;

  private final EpochRig rig = new EpochRig();

  @Test
  void knowsASequenceAgainFromAnyDepth() {
    LongStream.range(0, 3 * WIDTH).forEach(rig::adds);
    assertThat(rig.rows).hasSizeLessThanOrEqualTo(1);
    for (long sequence = 0; sequence < 3 * WIDTH; sequence += 1_111) {
      assertThat(rig.add(sequence)).isEqualTo(Arrival.DUPLICATE);
    }
  }

  @Test
  void acceptsWhatWasOvertakenByAWholeWindow() {
    for (long sequence = WIDTH - ROW; sequence > 0; sequence -= 1_111) {
      assertThat(rig.add(sequence)).isEqualTo(Arrival.NEW);
      assertThat(rig.add(sequence)).isEqualTo(Arrival.DUPLICATE);
    }
    assertThat(rig.rows).hasSizeLessThanOrEqualTo(ROWS);
  }

  @Test
  void reportsWhatIsMissingFromOneTickToTheNext() {
    rig.adds(0, 1, 5, 6, 9);
    rig.tick();
    assertThat(rig.losses).isEmpty();
    rig.adds(3, 20);
    rig.tick();
    assertThat(rig.losses).containsExactly("2..8: 4");
    rig.tick();
    assertThat(rig.losses).containsExactly("2..8: 4", "10..19: 10");
    rig.tick();
    assertThat(rig.losses).hasSize(2);
  }

  @Test
  void reportsNothingThatComesInTime() {
    rig.adds(100, 104, 102);
    rig.tick();
    rig.adds(103, 101, 106);
    rig.tick();
    rig.adds(105);
    rig.tick();
    rig.end();
    assertThat(rig.losses).isEmpty();
  }

  @Test
  void findsWhatWasReportedAndKnowsItFromThenOn() {
    rig.adds(0, 2);
    rig.tick();
    rig.tick();
    assertThat(rig.losses).containsExactly("1..1: 1");
    assertThat(rig.add(1)).isEqualTo(Arrival.FOUND);
    assertThat(rig.add(1)).isEqualTo(Arrival.DUPLICATE);
  }

  @Test
  void doesNotTakeWhatCameFirstForTheBeginning() {
    rig.adds(5_000);
    assertThat(rig.add(1_000)).isEqualTo(Arrival.NEW);
    assertThat(rig.add(1_000)).isEqualTo(Arrival.DUPLICATE);
    rig.tick();
    rig.tick();
    assertThat(rig.losses).containsExactly("1001..4999: 3999");
  }

  @Test
  void givesUpWhatIsTooFarBackAndSaysSo() {
    rig.adds(0, 2);
    LongStream.range(3, WIDTH + ROW).forEach(rig::adds);
    assertThat(rig.losses).containsExactly("1..1: 1");
    assertThat(rig.add(1)).isEqualTo(Arrival.UNKNOWN);
    assertThat(rig.add(ROW)).isEqualTo(Arrival.DUPLICATE);
  }

  @Test
  void reportsALeapAtOnceAndKeepsFewRows() {
    rig.adds(0, 2, Long.MAX_VALUE / 4);
    assertThat(rig.losses)
        .containsExactly(
            "1..1: 1", "3..%d: %d".formatted(Long.MAX_VALUE / 4 - 1, Long.MAX_VALUE / 4 - 3));
    assertThat(rig.rows).hasSize(1);
    assertThat(rig.add(2)).isEqualTo(Arrival.UNKNOWN);
    assertThat(rig.add(Long.MAX_VALUE / 4 - 1)).isEqualTo(Arrival.FOUND);
    assertThat(rig.add(Long.MAX_VALUE / 4 + 1)).isEqualTo(Arrival.NEW);
  }

  @Test
  void passesWhatIsNoSequence() {
    assertThat(rig.add(-1)).isEqualTo(Arrival.UNKNOWN);
    assertThat(rig.add(Long.MAX_VALUE)).isEqualTo(Arrival.UNKNOWN);
    assertThat(rig.rows).isEmpty();
  }

  @Test
  void keepsAtMostOneRowForEachThousandSequences() {
    LongStream.range(0, 3 * WIDTH / 512).forEach(i -> rig.adds(i * 512));
    assertThat(rig.rows).hasSize(ROWS);
    rig.clear();
    assertThat(rig.rows).isEmpty();
  }

  /** What a gateway sends: an order with losses, overtaking, and a part of it again. */
  @Property(tries = 300)
  void acceptsEachSequenceOnceAndReportsExactlyThoseMissing(
      @ForAll("deliveries") List<Long> arrivals) {
    EpochRig judge = new EpochRig();
    Set<Long> seen = new HashSet<>();
    for (int i = 0; i < arrivals.size(); i++) {
      Arrival arrival = judge.add(arrivals.get(i));
      assertThat(arrival == Arrival.DUPLICATE).isEqualTo(!seen.add(arrivals.get(i)));
      assertThat(arrival).isNotEqualTo(Arrival.UNKNOWN);
      if (i % 97 == 0) {
        judge.tick();
        judge.throughBytes();
      }
    }
    judge.end();
    assertThat(judge.lost - judge.found).isEqualTo(missing(judge.lowest(), seen));
  }

  private static long missing(long lowest, Set<Long> seen) {
    TreeSet<Long> counted = new TreeSet<>(seen);
    return counted.isEmpty() ? 0 : counted.last() - lowest + 1 - counted.tailSet(lowest).size();
  }

  @Provide
  Arbitrary<List<Long>> deliveries() {
    return Combinators.combine(
            Arbitraries.longs().between(0, 1L << 40),
            Arbitraries.integers().between(1, 5_000),
            Arbitraries.randoms())
        .as(
            (first, count, random) -> {
              List<Long> arrivals = new ArrayList<>();
              int reach = 1 + random.nextInt(3_000);
              int at = 0;
              while (at < count) {
                if (random.nextInt(20) > 0) {
                  int place = Math.max(0, arrivals.size() - random.nextInt(reach));
                  arrivals.add(place, first + at);
                }
                at += random.nextInt(500) == 0 ? -random.nextInt(at + 1) : 1;
              }
              return arrivals;
            });
  }
}
