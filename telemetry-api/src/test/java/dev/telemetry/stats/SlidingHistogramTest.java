package dev.telemetry.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

class SlidingHistogramTest {
  private static final QuantileBins BINS = QuantileBins.ofRelativeAccuracy(0.01);

  /** A window beside what it must equal: the histograms of all panes, merged anew each time. */
  private static final class Model {
    final Random random;
    final Samples.Kind kind;
    final TreeMap<Long, Histogram> panes = new TreeMap<>();
    SlidingHistogram sliding = new SlidingHistogram(BINS);
    long newest = -30;
    long retained = Long.MIN_VALUE;
    long first = Long.MIN_VALUE;
    long end = Long.MAX_VALUE;

    Model(Samples.Kind kind, long seed) {
      this.kind = kind;
      this.random = new Random(seed);
    }

    void step(int valuesPerPane) throws IOException {
      switch (random.nextInt(10)) {
        case 0 -> slide();
        case 1 -> retain();
        case 2 -> restore();
        case 3 -> merge();
        case 4 -> newest += random.nextInt(20) == 0 ? 1_000_000_000_000L : random.nextInt(4);
        default -> add(random.nextInt(valuesPerPane));
      }
    }

    void add(int values) {
      for (int i = 0; i < values; i++) {
        // about every third value is late, by up to ten panes
        long pane = newest - Math.max(0, random.nextInt(30) - 20);
        double value = kind.next(random);
        assertThat(sliding.add(pane, value)).isEqualTo(pane >= retained);
        if (pane >= retained) {
          paneOf(pane).add(value);
        }
      }
    }

    private Histogram paneOf(long pane) {
      return panes.computeIfAbsent(pane, ignored -> new Histogram(BINS));
    }

    void merge() {
      Histogram part = new Histogram(BINS);
      part.add(BINS.binOf(kind.next(random)), random.nextInt(100_000));
      part.add(kind.next(random));
      if (sliding.merge(newest, part)) {
        paneOf(newest).merge(part);
      }
    }

    void slide() {
      first = newest - random.nextInt(40);
      end = random.nextBoolean() ? Long.MAX_VALUE : first + random.nextInt(50);
      sliding.slideTo(first, end);
    }

    void retain() {
      long pane = newest - random.nextInt(60);
      sliding.retainFrom(pane);
      retained = Math.max(retained, pane);
      panes.headMap(retained).clear();
    }

    void restore() throws IOException {
      byte[] bytes = Samples.write(sliding::writeTo);
      sliding = new SlidingHistogram(BINS);
      Samples.read(bytes, sliding::readFrom);
    }

    void check() {
      assertThat(Samples.bins(sliding.total())).isEqualTo(Samples.bins(anew(first, end)));
      assertThat(sliding.total().count()).isEqualTo(anew(first, end).count());
      assertThat(sliding.isEmpty()).isEqualTo(panes.isEmpty());
      long from = newest - random.nextInt(50);
      long to = from + random.nextInt(60) - 10;
      assertThat(Samples.bins(sliding.between(from, to))).isEqualTo(Samples.bins(anew(from, to)));
    }

    Histogram anew(long from, long to) {
      Histogram all = new Histogram(BINS);
      for (Map.Entry<Long, Histogram> pane : panes.entrySet()) {
        if (pane.getKey() >= from && pane.getKey() < to) {
          all.merge(pane.getValue());
        }
      }
      return all;
    }
  }

  @Property(tries = 100)
  void slidingEqualsCountingAnew(
      @ForAll Samples.Kind kind,
      @ForAll @IntRange(min = 1, max = 300) int valuesPerPane,
      @ForAll long seed)
      throws IOException {
    Model model = new Model(kind, seed);
    for (int step = 0; step < 150; step++) {
      model.step(valuesPerPane);
      model.check();
    }
  }

  @Example
  void aMinuteBySecondsHoldsTheLastMinute() {
    SlidingHistogram sliding = new SlidingHistogram(BINS);
    for (int second = 0; second < 200; second++) {
      for (int i = 0; i < 10; i++) {
        sliding.add(second, second);
      }
      sliding.slideTo(second - 59);
      sliding.retainFrom(second - 59);
    }

    assertThat(sliding.total().count()).isEqualTo(600);
    assertThat(sliding.total().quantile(0, 140, 199)).isEqualTo(140);
    assertThat(sliding.total().quantile(0.5, 140, 199)).isBetween(167.0, 171.0);
  }

  @Example
  void valuesAheadOfTheWindowWait() {
    SlidingHistogram sliding = new SlidingHistogram(BINS);
    sliding.slideTo(0, 10);
    sliding.add(9, 1);
    sliding.add(10, 2);
    assertThat(sliding.total().count()).isEqualTo(1);

    sliding.slideTo(1, 11);
    assertThat(sliding.total().count()).isEqualTo(2);

    sliding.slideTo(10, 20);
    assertThat(Samples.bins(sliding.total())).containsExactly(BINS.binOf(2) + ":1");
  }

  @Example
  void aLateValueCorrectsAWindowThatHasPassed() {
    SlidingHistogram sliding = new SlidingHistogram(BINS);
    sliding.add(1, 5);
    sliding.add(20, 6);
    sliding.slideTo(11);
    assertThat(sliding.total().count()).isEqualTo(1);

    assertThat(sliding.add(3, 7)).isTrue();

    assertThat(sliding.total().count()).isEqualTo(1);
    assertThat(sliding.between(0, 10).count()).isEqualTo(2);
    sliding.slideTo(0, 10);
    assertThat(sliding.total().count()).isEqualTo(2);
  }

  @Example
  void whatIsNotFiniteOrTooLateChangesNothing() {
    SlidingHistogram sliding = new SlidingHistogram(BINS);
    sliding.retainFrom(5);
    sliding.retainFrom(3);

    assertThat(sliding.add(5, Double.NaN)).isFalse();
    assertThat(sliding.add(5, Double.POSITIVE_INFINITY)).isFalse();
    assertThat(sliding.add(4, 1)).isFalse();
    assertThat(sliding.add(4, 1, 1)).isFalse();
    assertThat(sliding.merge(4, new Histogram(BINS))).isFalse();
    assertThat(sliding.add(5, 1, 0)).isTrue();
    assertThat(sliding.isEmpty()).isTrue();
    assertThat(sliding.total().count()).isZero();
  }

  @Example
  void runsEmptyWhenAllPanesAreForgotten() {
    SlidingHistogram sliding = new SlidingHistogram(BINS);
    sliding.add(1, 5);
    sliding.retainFrom(2);

    assertThat(sliding.isEmpty()).isTrue();
    assertThat(sliding.total().count()).isZero();
  }

  @Example
  void aPaneOfManyValuesStaysShort() throws IOException {
    SlidingHistogram sliding = new SlidingHistogram(BINS);
    Random random = new Random(1);
    for (int i = 0; i < 1_000_000; i++) {
      sliding.add(0, 20 + random.nextGaussian());
    }

    assertThat(sliding.total().count()).isEqualTo(1_000_000);
    assertThat(Samples.write(sliding::writeTo)).hasSizeLessThan(1200);
  }

  @Example
  void aMinuteOfReadingsStaysWithinItsStatedSize() throws IOException {
    SlidingHistogram sliding = filled(new Random(1), 500);

    assertThat(sliding.total().count()).isEqualTo(600);
    assertThat(Samples.write(sliding::writeTo)).hasSizeLessThan(1000);
  }

  @Example
  void allocatesNothingInTheSteadyState() {
    SlidingHistogram sliding = filled(new Random(1), 2000);
    Random random = new Random(2);
    double[] probabilities = {0.5, 0.95, 0.99};
    double[] out = new double[3];
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();
    for (int second = 2000; second < 12_000; second++) {
      second(sliding, random, second);
      sliding.total().quantiles(probabilities, out);
    }

    // the range of the values may still widen by a page or two, and the JVM takes notes
    assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(10_000);
  }

  private static SlidingHistogram filled(Random random, int seconds) {
    SlidingHistogram sliding = new SlidingHistogram(BINS);
    for (int second = 0; second < seconds; second++) {
      second(sliding, random, second);
    }
    return sliding;
  }

  private static void second(SlidingHistogram sliding, Random random, int second) {
    for (int i = 0; i < 10; i++) {
      sliding.add(second, 20 + 3 * random.nextDouble());
    }
    sliding.slideTo(second - 59);
    sliding.retainFrom(second - 59);
  }

  @Example
  void readsWhatReleasesWrote() throws IOException {
    SlidingHistogram sliding = new SlidingHistogram(BINS);
    for (int i = 0; i < 12; i++) {
      sliding.add(100 + i / 3, i % 4 == 0 ? 0 : 20 + i / 2.0);
    }
    sliding.add(110, BINS.binOf(-7), 40_000);
    sliding.retainFrom(100);
    sliding.slideTo(102, 120);
    SlidingHistogram read = new SlidingHistogram(BINS);

    Samples.read(Samples.golden("sliding-histogram"), read::readFrom);

    assertThat(Samples.write(sliding::writeTo)).isEqualTo(Samples.golden("sliding-histogram"));
    assertThat(Samples.bins(read.total())).isEqualTo(Samples.bins(sliding.total()));
    assertThat(read.total().count()).isEqualTo(40_006);
    assertThat(read.between(0, 200).count()).isEqualTo(40_012);
    assertThat(read.add(99, 1)).isFalse();
  }

  @Example
  void refusesBytesOfOtherBins() throws IOException {
    byte[] bytes =
        Samples.write(new SlidingHistogram(QuantileBins.ofRelativeAccuracy(0.02))::writeTo);

    assertThatIOException()
        .isThrownBy(() -> Samples.read(bytes, new SlidingHistogram(BINS)::readFrom))
        .withMessageContaining("another relative accuracy");
  }

  @Example
  void refusesWhatIsNoWindowAndNoBin() {
    SlidingHistogram sliding = new SlidingHistogram(BINS);

    assertThatIllegalArgumentException().isThrownBy(() -> sliding.slideTo(2, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> sliding.add(1, BINS.maxBin() + 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> sliding.add(1, 1, -1));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> sliding.merge(1, new Histogram(QuantileBins.ofRelativeAccuracy(0.05))))
        .withMessageContaining("same bins");
  }
}
