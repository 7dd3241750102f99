package dev.telemetry.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Scale;

class HistogramTest {
  private static final QuantileBins BINS = QuantileBins.ofRelativeAccuracy(0.01);
  private static final double[] PROBABILITIES = {0, 0.01, 0.25, 0.5, 0.75, 0.95, 0.95, 0.99, 1};

  @Property(tries = 500)
  void everyQuantileIsWithinTheAccuracyOfTheValueAtTheLowerRank(
      @ForAll Samples.Kind kind,
      @ForAll @IntRange(min = 1, max = 2000) int count,
      @ForAll @DoubleRange(min = 0.001, max = 0.2) @Scale(3) double accuracy,
      @ForAll long seed) {
    Histogram histogram = new Histogram(QuantileBins.ofRelativeAccuracy(accuracy));
    double[] values = values(kind, count, seed);
    for (double value : values) {
      assertThat(histogram.add(value)).isTrue();
    }
    double[] answers = new double[PROBABILITIES.length];
    double[] clamped = new double[PROBABILITIES.length];

    histogram.quantiles(PROBABILITIES, answers);
    Arrays.sort(values);
    histogram.quantiles(PROBABILITIES, values[0], values[count - 1], clamped);

    for (int i = 0; i < answers.length; i++) {
      double exact = values[(int) Math.floor(PROBABILITIES[i] * (count - 1))];
      var tolerance = within(Math.abs(exact) * (accuracy + 1e-9));
      assertThat(answers[i]).isCloseTo(exact, tolerance);
      assertThat(clamped[i]).isCloseTo(exact, tolerance).isBetween(values[0], values[count - 1]);
      assertThat(histogram.quantile(PROBABILITIES[i])).isEqualTo(answers[i]);
    }
    assertThat(clamped[0]).isEqualTo(values[0]);
    assertThat(clamped[clamped.length - 1]).isEqualTo(values[count - 1]);
  }

  @Property(tries = 200)
  void partsMergeAndAreTakenAwayExactly(
      @ForAll Samples.Kind kind,
      @ForAll Samples.Kind otherKind,
      @ForAll @IntRange(max = 500) int count,
      @ForAll @IntRange(max = 500) int otherCount,
      @ForAll long seed) {
    Histogram one = histogram(values(kind, count, seed));
    Histogram other = histogram(values(otherKind, otherCount, ~seed));
    Histogram both = histogram(values(kind, count, seed));
    for (double value : values(otherKind, otherCount, ~seed)) {
      both.add(value);
    }
    Histogram merged = new Histogram(BINS);

    merged.merge(one);
    merged.merge(other);
    assertThat(Samples.bins(merged)).isEqualTo(Samples.bins(both));
    assertThat(merged.count()).isEqualTo(count + otherCount);

    merged.subtract(one);
    assertThat(Samples.bins(merged)).isEqualTo(Samples.bins(other));

    other.forEach(merged::remove);
    assertThat(Samples.bins(merged)).isEmpty();
    assertThat(merged.count()).isZero();
  }

  @Property(tries = 200)
  void comesBackFromItsBytes(
      @ForAll Samples.Kind kind, @ForAll @IntRange(max = 1000) int count, @ForAll long seed)
      throws IOException {
    Histogram histogram = histogram(values(kind, count, seed));
    Histogram read = histogram(values(Samples.Kind.AROUND_TWENTY, 5, seed));

    byte[] bytes = Samples.write(histogram::writeTo);
    Samples.read(bytes, read::readFrom);

    assertThat(Samples.bins(read)).isEqualTo(Samples.bins(histogram));
    assertThat(Samples.write(read::writeTo)).isEqualTo(bytes);
  }

  @Example
  void readsWhatReleasesWrote() throws IOException {
    Histogram histogram = new Histogram(BINS);
    histogram.add(BINS.binOf(-1.5), 1);
    histogram.add(0, 300);
    histogram.add(BINS.binOf(20), 2);
    histogram.add(BINS.binOf(20) + 1, 1);
    histogram.add(BINS.maxBin(), 1L << 40);
    Histogram read = new Histogram(BINS);

    assertThat(Samples.write(histogram::writeTo)).isEqualTo(Samples.golden("histogram"));
    Samples.read(Samples.golden("histogram"), read::readFrom);

    assertThat(Samples.bins(read)).isEqualTo(Samples.bins(histogram));
    assertThat(read.count()).isEqualTo(304 + (1L << 40));
  }

  @Example
  void refusesBytesOfOtherBinsAndOfTheFuture() throws IOException {
    Histogram coarse = new Histogram(QuantileBins.ofRelativeAccuracy(0.02));
    byte[] bytes = Samples.write(coarse::writeTo);

    assertThatIOException()
        .isThrownBy(() -> Samples.read(bytes, new Histogram(BINS)::readFrom))
        .withMessageContaining("another relative accuracy");
    bytes[0] = 2;
    assertThatIOException()
        .isThrownBy(() -> Samples.read(bytes, coarse::readFrom))
        .withMessageContaining("newer release");
  }

  @Example
  void knowsNothingWithoutValues() {
    Histogram histogram = new Histogram(BINS);
    histogram.add(7);
    histogram.clear();

    assertThat(histogram.count()).isZero();
    assertThat(histogram.quantile(0.5)).isNaN();
    assertThat(histogram.quantile(0.5, 1, 2)).isNaN();
    assertThat(Samples.bins(histogram)).isEmpty();
  }

  @Example
  void leavesOutWhatIsNotFinite() {
    Histogram histogram = new Histogram(BINS);

    assertThat(histogram.add(Double.NaN)).isFalse();
    assertThat(histogram.add(Double.NEGATIVE_INFINITY)).isFalse();
    assertThat(histogram.count()).isZero();
  }

  @Example
  void refusesToTakeAwayWhatIsNotThere() {
    Histogram histogram = histogram(1, 1, 0, -3);
    Histogram other = histogram(-3, 2);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> histogram.remove(BINS.binOf(1), 3))
        .withMessageContaining("holds 2");
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.remove(BINS.binOf(5), 1));
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.subtract(other));
    assertThat(histogram.count()).isEqualTo(4);
  }

  @Example
  void refusesOtherBinsAndUnorderedProbabilities() {
    Histogram histogram = histogram(1, 2, 3);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> histogram.merge(new Histogram(QuantileBins.ofRelativeAccuracy(0.05))))
        .withMessageContaining("same bins");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> histogram.quantiles(new double[] {0.9, 0.5}, new double[2]))
        .withMessageContaining("ascending");
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.quantile(1.1));
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.quantile(Double.NaN));
    assertThatIllegalArgumentException()
        .isThrownBy(() -> histogram.quantiles(new double[] {0.5}, new double[2]));
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.add(BINS.maxBin() + 1, 1));
    assertThatIllegalArgumentException().isThrownBy(() -> histogram.add(1, -1));
  }

  private static Histogram histogram(double... values) {
    Histogram histogram = new Histogram(BINS);
    for (double value : values) {
      histogram.add(value);
    }
    return histogram;
  }

  private static double[] values(Samples.Kind kind, int count, long seed) {
    Random random = new Random(seed);
    return random.doubles(count).map(ignored -> kind.next(random)).toArray();
  }
}
