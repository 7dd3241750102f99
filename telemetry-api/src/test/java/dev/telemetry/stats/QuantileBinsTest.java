package dev.telemetry.stats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Scale;

class QuantileBinsTest {
  private static final QuantileBins BINS = QuantileBins.ofRelativeAccuracy(0.01);

  @Property
  void aBinStandsForEachOfItsValuesWithinTheAccuracy(
      @ForAll @DoubleRange(min = 0.0001, max = 0.5) @Scale(4) double accuracy,
      @ForAll @DoubleRange(min = -307, max = 308) @Scale(6) double exponent,
      @ForAll boolean negative) {
    QuantileBins bins = QuantileBins.ofRelativeAccuracy(accuracy);
    double value = (negative ? -1 : 1) * Math.pow(10, exponent);

    double answer = bins.valueOf(bins.binOf(value));

    assertThat(answer).isCloseTo(value, within(Math.abs(value) * (accuracy + 1e-9)));
  }

  @Property
  void binsAreOrderedAsTheirValues(@ForAll double one, @ForAll double other) {
    int lower = BINS.binOf(Math.min(one, other));
    int upper = BINS.binOf(Math.max(one, other));

    assertThat(lower).isLessThanOrEqualTo(upper);
  }

  @Property
  void aValueLiesWithinTheBoundsOfItsBin(@ForAll double value) {
    int bin = BINS.binOf(value);

    double rounding = Math.abs(value) * 1e-11;
    assertThat(value).isGreaterThanOrEqualTo(BINS.lowerBound(bin) - rounding);
    assertThat(value).isLessThanOrEqualTo(BINS.upperBound(bin) + rounding);
  }

  @Example
  void eachBinBeginsWhereTheOneBeforeEnds() {
    for (int bin = -BINS.maxBin() + 1; bin <= BINS.maxBin(); bin++) {
      assertThat(BINS.lowerBound(bin)).isEqualTo(BINS.upperBound(bin - 1));
      assertThat(BINS.valueOf(bin)).isStrictlyBetween(BINS.lowerBound(bin), BINS.upperBound(bin));
    }
  }

  @Example
  void zeroAndWhatIsNextToItAreZero() {
    for (double tiny : new double[] {0.0, -0.0, Double.MIN_VALUE, -Double.MIN_NORMAL}) {
      assertThat(BINS.binOf(tiny)).isZero();
    }
    assertThat(BINS.valueOf(0)).isZero();
    assertThat(BINS.binOf(3e-308)).isPositive();
    assertThat(BINS.binOf(-3e-308)).isNegative();
  }

  @Example
  void theLastBinsTakeTheLargestNumbers() {
    assertThat(BINS.maxBin()).isEqualTo(76_722);
    assertThat(BINS.binOf(Double.MAX_VALUE)).isEqualTo(BINS.maxBin());
    assertThat(BINS.binOf(-Double.MAX_VALUE)).isEqualTo(-BINS.maxBin());
    assertThat(BINS.valueOf(BINS.maxBin()))
        .isFinite()
        .isCloseTo(Double.MAX_VALUE, within(0.02 * Double.MAX_VALUE));
    assertThat(BINS.upperBound(BINS.maxBin())).isEqualTo(Double.MAX_VALUE);
  }

  @Example
  void equalsBinsOfTheSameAccuracy() {
    assertThat(QuantileBins.ofRelativeAccuracy(0.01)).isEqualTo(BINS).hasSameHashCodeAs(BINS);
    assertThat(QuantileBins.ofRelativeAccuracy(0.02)).isNotEqualTo(BINS);
  }

  @Example
  void refusesWhatIsNoAccuracyNoValueAndNoBin() {
    for (double accuracy : new double[] {0, 0.00009, 0.6, -0.01, Double.NaN}) {
      assertThatIllegalArgumentException()
          .isThrownBy(() -> QuantileBins.ofRelativeAccuracy(accuracy))
          .withMessageContaining("relativeAccuracy");
    }
    for (double value : new double[] {Double.NaN, Double.POSITIVE_INFINITY}) {
      assertThatIllegalArgumentException().isThrownBy(() -> BINS.binOf(value));
    }
    assertThatIllegalArgumentException().isThrownBy(() -> BINS.valueOf(BINS.maxBin() + 1));
    assertThatIllegalArgumentException().isThrownBy(() -> BINS.lowerBound(-BINS.maxBin() - 1));
  }
}
