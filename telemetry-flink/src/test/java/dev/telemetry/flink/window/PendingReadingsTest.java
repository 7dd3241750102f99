package dev.telemetry.flink.window;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

class PendingReadingsTest {
  private static final Comparator<Naive.Timed> IN_ORDER =
      Comparator.comparingLong(Naive.Timed::millis).thenComparingDouble(Naive.Timed::value);

  /** Some readings come, together or one by one; perhaps all are looked at; the first ones go. */
  record Step(List<Naive.Timed> come, boolean together, boolean looks, long goBefore) {}

  @Provide
  static Arbitrary<List<Step>> steps() {
    Arbitrary<Naive.Timed> timed =
        Combinators.combine(
                Arbitraries.longs().between(-50, 200), Arbitraries.of(-1.0, -0.0, 0.0, 2.0))
            .as(Naive.Timed::new);
    return Combinators.combine(
            timed.list().ofMaxSize(40),
            Arbitraries.of(true, false),
            Arbitraries.of(true, false),
            Arbitraries.longs().between(-60, 120))
        .as(Step::new)
        .list()
        .ofMaxSize(20);
  }

  @Property
  void areInOrderHoweverTheyCome(@ForAll("steps") List<Step> steps) throws IOException {
    var pending = new PendingReadings();
    List<Naive.Timed> expected = new ArrayList<>();
    for (Step step : steps) {
      add(step, pending);
      expected.addAll(step.come);
      expected.sort(IN_ORDER);
      assertThat(all(pending.copy())).isEqualTo(expected);
      assertThat(all(written(pending))).isEqualTo(expected);
      if (step.looks) {
        assertThat(all(pending)).isEqualTo(expected);
      }
      pending.drop(pending.countBefore(step.goBefore));
      expected.removeIf(timed -> timed.millis() < step.goBefore);
      assertThat(pending.size()).isEqualTo(expected.size());
      assertThat(pending.earliest())
          .isEqualTo(expected.isEmpty() ? Long.MAX_VALUE : expected.get(0).millis());
    }
  }

  private static void add(Step step, PendingReadings pending) {
    var together = new Readings();
    for (Naive.Timed timed : step.come) {
      if (step.together) {
        together.add(timed.millis(), timed.value());
      } else {
        pending.add(timed.millis(), timed.value());
      }
    }
    pending.addAll(together);
  }

  private static List<Naive.Timed> all(PendingReadings pending) {
    List<Naive.Timed> all = new ArrayList<>();
    assertThat(pending.countBefore(Long.MAX_VALUE)).isEqualTo(pending.size());
    for (int i = 0; i < pending.size(); i++) {
      all.add(new Naive.Timed(pending.time(i), pending.value(i)));
    }
    return all;
  }

  private static PendingReadings written(PendingReadings pending) throws IOException {
    var out = new DataOutputSerializer(64);
    pending.writeTo(out, new Scratch());
    var read = new PendingReadings();
    read.readFrom(new DataInputDeserializer(out.getCopyOfBuffer()), new Scratch());
    return read;
  }

  @Example
  void giveBackWhatABurstHasTaken() {
    var pending = new PendingReadings();
    for (int i = 0; i < 10_000; i++) {
      pending.add(i, i);
    }
    pending.drop(10_000);
    assertThat(pending.heapBytes()).isGreaterThan(160_000);
    pending.add(10_000, 1);
    pending.drop(1);
    assertThat(pending.heapBytes()).isLessThan(300);
  }

  @Example
  void takeNoMoreMemoryThanTheyNeedWhenSomeAlwaysWait() {
    var pending = new PendingReadings();
    for (int i = 0; i < 100_000; i++) {
      pending.add(i, i);
      pending.drop(pending.countBefore(i - 100));
    }
    assertThat(pending.size()).isEqualTo(101);
    assertThat(pending.heapBytes()).isLessThan(2 * 16 * 101 + 64);
  }
}
