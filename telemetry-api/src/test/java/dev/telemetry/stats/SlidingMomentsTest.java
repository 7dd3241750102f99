package dev.telemetry.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.NavigableMap;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.LongToDoubleFunction;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlidingMomentsTest {
  private static final long PANE = 10;

  /** What happens to the window: a pane closes so far after the newest, with values. */
  record Step(int panesOn, List<Double> values, int lateBy, double lateValue) {}

  @Property(tries = 1_000)
  void agreesWithAllValuesOfTheWindow(
      @ForAll @IntRange(min = 1, max = 12) int panes,
      @ForAll boolean isLong,
      @ForAll("steps") List<Step> steps)
      throws IOException {
    SlidingMoments sliding = new SlidingMoments(panes, PANE, isLong);
    NavigableMap<Long, Moments> all = new TreeMap<>();
    long newest = -5;
    for (Step step : steps) {
      newest += step.panesOn;
      Moments closed = pane(newest, step.values);
      all.put(newest, closed.copy());
      sliding.evictBefore(newest - panes + 1);
      sliding.append(newest, closed);
      if (step.lateBy > 0) {
        addLate(sliding, all, Math.max(newest - panes + 1, newest - step.lateBy), step.lateValue);
      }
      assertSame(sliding, all.subMap(newest - panes + 1, true, newest, true));
      sliding = step.lateBy % 3 == 1 ? restored(sliding, panes, isLong) : sliding.copy();
    }
  }

  private static void addLate(
      SlidingMoments sliding, NavigableMap<Long, Moments> all, long pane, double value) {
    long time = pane * PANE + Math.floorMod((long) value, PANE);
    sliding.addLate(pane, value, time);
    all.computeIfAbsent(pane, unknown -> new Moments()).add(value, time);
  }

  private static Moments pane(long pane, List<Double> values) {
    Moments closed = new Moments();
    for (int i = 0; i < values.size(); i++) {
      closed.add(values.get(i), pane * PANE + i);
    }
    return closed;
  }

  private static void assertSame(SlidingMoments sliding, NavigableMap<Long, Moments> window) {
    Moments expected = new Moments();
    window.values().forEach(expected::merge);
    Moments total = new Moments();
    sliding.total(total);
    assertThat(total.count()).isEqualTo(expected.count());
    assertThat(total.min()).isEqualTo(expected.min());
    assertThat(total.max()).isEqualTo(expected.max());
    assertThat(total.first()).isEqualTo(expected.first());
    assertThat(total.firstMillis()).isEqualTo(expected.firstMillis());
    assertThat(total.last()).isEqualTo(expected.last());
    assertThat(total.lastMillis()).isEqualTo(expected.lastMillis());
    double largest = Math.max(Math.abs(expected.min()), Math.abs(expected.max()));
    assertThat(total.mean()).isCloseTo(expected.mean(), within(1e-12 * largest));
    double ulp = Math.ulp(largest);
    assertThat(total.variance())
        .isCloseTo(
            expected.variance(),
            within(
                1e-11 * expected.variance()
                    + 16 * ulp * (Math.sqrt(expected.variance()) + 16 * ulp)));
  }

  private static SlidingMoments restored(SlidingMoments sliding, int panes, boolean isLong)
      throws IOException {
    var bytes = new ByteArrayOutputStream();
    DataOutputStream out = new DataOutputStream(bytes);
    sliding.writeHead(out);
    for (int block = 0; block < sliding.blocks(); block++) {
      sliding.writeBlock(block, out);
    }
    SlidingMoments read = new SlidingMoments(panes, PANE, isLong);
    DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes.toByteArray()));
    read.readHead(in);
    for (int block = 0; block < read.blocks(); block++) {
      read.readBlock(block, in);
    }
    assertThat(in.available()).isZero();
    return read;
  }

  @Test
  void takes44BytesForEachPane() {
    assertThat(filled(200, 1_000, pane -> 1e9 + pane).heapBytes()).isEqualTo(400 + 200 * 44);
  }

  @Test
  void takes28BytesForEachPaneOfALongWindowInNoise() {
    Random noise = new Random(1);
    assertThat(filled(600, 5_000, pane -> noise.nextGaussian()).heapBytes())
        .isBetween(600 * 28L, 600 * 28L + 1_500);
    assertThat(filled(86_400, 100_000, pane -> noise.nextGaussian()).heapBytes())
        .isBetween(86_400 * 28L, 86_400 * 28L + 2_000);
  }

  @Test
  void takes40BytesForEachPaneOfALongWindowInATrend() {
    assertThat(filled(600, 5_000, pane -> 1e9 + pane).heapBytes())
        .isBetween(600 * 40L, 600 * 40L + 1_000);
    assertThat(filled(600, 5_000, pane -> 1e9 - pane).heapBytes())
        .isBetween(600 * 40L, 600 * 40L + 1_000);
  }

  @Test
  void givesMemoryBackAfterATrend() {
    Random noise = new Random(1);
    assertThat(filled(600, 5_000, pane -> pane < 4_000 ? pane : noise.nextGaussian()).heapBytes())
        .isLessThan(600 * 28L + 2_000);
  }

  private static SlidingMoments filled(int panes, int count, LongToDoubleFunction valueOfPane) {
    SlidingMoments sliding = new SlidingMoments(panes, 1_000);
    for (long pane = 0; pane < count; pane++) {
      double value = valueOfPane.applyAsDouble(pane);
      Moments closed = new Moments();
      for (int i = 0; i < 10; i++) {
        closed.add(value, pane * 1_000 + i * 100L);
      }
      sliding.evictBefore(pane - panes + 1);
      sliding.append(pane, closed);
    }
    return sliding;
  }

  @Test
  void holdsNothingWhenAllHasGone() {
    SlidingMoments sliding = new SlidingMoments(600, 1_000);
    sliding.append(3, pane(3, List.of(1.0, 2.0)));
    sliding.evictBefore(10);

    Moments total = new Moments();
    sliding.total(total);
    assertThat(total.count()).isZero();
    assertThat(sliding.isEmpty()).isTrue();
    assertThat(sliding.heapBytes()).isEqualTo(400);
  }

  @Test
  void countsBeyondWhatFitsIntoSixteenBits() {
    SlidingMoments sliding = new SlidingMoments(3, PANE);
    for (long pane = 0; pane < 10; pane++) {
      Moments closed = new Moments();
      for (int i = 0; i < 40_000; i++) {
        closed.add(i, pane * PANE);
      }
      sliding.evictBefore(pane - 2);
      sliding.append(pane, closed);
    }
    Moments total = new Moments();
    sliding.total(total);
    assertThat(total.count()).isEqualTo(120_000);
    assertThat(total.mean()).isCloseTo(19_999.5, within(1e-9));
  }

  @Provide
  Arbitrary<List<Step>> steps() {
    Arbitrary<Integer> on =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(8, Arbitraries.just(1)),
            net.jqwik.api.Tuple.of(2, Arbitraries.integers().between(2, 30)));
    Arbitrary<Integer> late =
        Arbitraries.frequencyOf(
            net.jqwik.api.Tuple.of(4, Arbitraries.just(0)),
            net.jqwik.api.Tuple.of(1, Arbitraries.integers().between(1, 14)));
    return Combinators.combine(on, values().list().ofMinSize(1).ofMaxSize(5), late, values())
        .as(Step::new)
        .list()
        .ofMaxSize(60);
  }

  private static Arbitrary<Double> values() {
    Arbitrary<Double> small = Arbitraries.doubles().between(-1_000, 1_000).ofScale(3);
    return Arbitraries.oneOf(small, small.map(value -> 1e9 + value));
  }
}
