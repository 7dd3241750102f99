package dev.telemetry.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class MomentsTest {
  private static final MathContext EXACT = new MathContext(60);

  @Test
  void hasNothingToSayWithoutValues() {
    Moments empty = new Moments();

    assertThat(empty.count()).isZero();
    assertThat(empty.sum()).isZero();
    assertThat(
            List.of(
                empty.mean(),
                empty.variance(),
                empty.min(),
                empty.max(),
                empty.first(),
                empty.last()))
        .allMatch(value -> value.isNaN());
  }

  @Test
  void holdsOneValue() {
    Moments one = of(List.of(42.5));

    assertThat(one.mean()).isEqualTo(42.5);
    assertThat(one.variance()).isZero();
    assertThat(one.sampleVariance()).isNaN();
    assertThat(one.min())
        .isEqualTo(42.5)
        .isEqualTo(one.max())
        .isEqualTo(one.first())
        .isEqualTo(one.last());
  }

  @Test
  void ignoresWhatIsNotFinite() {
    Moments moments = of(List.of(1.0, 3.0));

    assertThat(moments.add(Double.NaN, 5)).isFalse();
    assertThat(moments.add(Double.POSITIVE_INFINITY, 6)).isFalse();
    assertThat(moments.count()).isEqualTo(2);
    assertThat(moments.mean()).isEqualTo(2.0);
    assertThat(moments.last()).isEqualTo(3.0);
  }

  @Test
  void takesFirstAndLastByTimeNotByArrival() {
    Moments moments = new Moments();
    moments.add(2.0, 200);
    moments.add(3.0, 300);
    moments.add(1.0, 100);

    assertThat(moments.first()).isEqualTo(1.0);
    assertThat(moments.last()).isEqualTo(3.0);
    assertThat(moments.firstMillis()).isEqualTo(100);
    assertThat(moments.lastMillis()).isEqualTo(300);
  }

  @Property(tries = 300)
  void agreesWithTheExactTwoPassAnswerAtLargeOffsets(@ForAll("noise") List<Double> noise) {
    for (double offset : new double[] {0, 1e9, -1e12}) {
      List<Double> values = noise.stream().map(value -> value + offset).toList();

      Moments moments = of(values);

      assertSame(moments, values);
    }
  }

  @Property(tries = 300)
  void givesTheSameHoweverItIsSplitAndMerged(
      @ForAll("noise") List<Double> noise, @ForAll @IntRange(min = 0, max = 100) int percent) {
    List<Double> values = noise.stream().map(value -> value + 1e9).toList();
    int cut = values.size() * percent / 100;
    Moments left = new Moments();
    Moments right = new Moments();
    for (int i = 0; i < values.size(); i++) {
      (i < cut ? left : right).add(values.get(i), i);
    }

    Moments backwards = right.copy();
    backwards.merge(left);
    left.merge(right);

    assertSame(left, values);
    assertSame(backwards, values);
    assertThat(left.first()).isEqualTo(values.get(0)).isEqualTo(backwards.first());
    assertThat(left.last()).isEqualTo(values.get(values.size() - 1)).isEqualTo(backwards.last());
  }

  @Test
  void comesBackFromItsBytes() throws IOException {
    Moments moments = of(List.of(1.5, -2.5, 1e9));
    var bytes = new ByteArrayOutputStream();
    moments.writeTo(new DataOutputStream(bytes));

    Moments read = new Moments();
    read.readFrom(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    assertThat(bytes.size()).isEqualTo(Moments.STATE_BYTES);
    assertThat(read).usingRecursiveComparison().isEqualTo(moments);
  }

  private static void assertSame(Moments moments, List<Double> values) {
    BigDecimal count = BigDecimal.valueOf(values.size());
    BigDecimal sum = values.stream().map(BigDecimal::new).reduce(BigDecimal.ZERO, BigDecimal::add);
    BigDecimal mean = sum.divide(count, EXACT);
    BigDecimal squares =
        values.stream()
            .map(value -> new BigDecimal(value).subtract(mean).pow(2))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    double variance = squares.divide(count, EXACT).doubleValue();

    // what rounding may cost: an ulp of the largest value at each step
    double largest = values.stream().mapToDouble(Math::abs).max().orElseThrow();
    double ulp = Math.ulp(largest);
    double rounding = 100 * ulp * ulp + 16 * ulp * Math.sqrt(variance);
    assertThat(moments.count()).isEqualTo(values.size());
    assertThat(moments.mean()).isCloseTo(mean.doubleValue(), within(values.size() * ulp));
    assertThat(moments.sum())
        .isCloseTo(sum.doubleValue(), within(values.size() * Math.ulp(largest * values.size())));
    assertThat(moments.variance()).isCloseTo(variance, within(1e-12 * variance + rounding));
    assertThat(moments.min())
        .isEqualTo(values.stream().mapToDouble(Double::doubleValue).min().orElseThrow());
    assertThat(moments.max())
        .isEqualTo(values.stream().mapToDouble(Double::doubleValue).max().orElseThrow());
  }

  private static Moments of(List<Double> values) {
    Moments moments = new Moments();
    for (int i = 0; i < values.size(); i++) {
      moments.add(values.get(i), i);
    }
    return moments;
  }

  @Provide
  Arbitrary<List<Double>> noise() {
    return Arbitraries.doubles().between(-1000, 1000).ofScale(3).list().ofMinSize(1).ofMaxSize(200);
  }
}
