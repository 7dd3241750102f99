package dev.telemetry.flink.window;

import static java.math.BigDecimal.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.telemetry.model.Course;
import dev.telemetry.model.HistogramBin;
import dev.telemetry.model.Quantile;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.stats.TimeCourse;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/**
 * What the textbook says of a window, from the list of its readings: moments and slope in sixty
 * digits, the rest by going through the list.
 *
 * @param values of the window, in the order of their times
 * @param before the reading before the window, where it is known
 */
record Naive(List<Timed> values, @Nullable Timed before, Details details) {
  private static final MathContext DIGITS = new MathContext(60);
  private static final double RELATIVE = 1e-9;

  record Timed(long millis, double value) {}

  void check(WindowStatistics actual, boolean wasInTime) {
    checkMoments(actual);
    if (!details.probabilities().isEmpty()) {
      actual.getQuantiles().forEach(this::checkQuantile);
      assertThat(actual.getQuantiles().stream().map(Quantile::getProbability))
          .containsExactlyElementsOf(details.probabilities());
    }
    if (details.histogram()) {
      actual.getHistogram().getBins().forEach(this::checkBin);
      assertThat(actual.getHistogram().getBins().stream().mapToLong(HistogramBin::getCount).sum())
          .isEqualTo(values.size());
    }
    TimeCourse.Rules rules = details.course();
    if (rules != null) {
      checkSlope(actual.getCourse());
      if (wasInTime) {
        checkCourse(actual, rules);
      }
    }
  }

  private void checkMoments(WindowStatistics actual) {
    assertThat(actual.getCount()).isEqualTo(values.size());
    assertThat(actual.getMin()).isEqualTo(stream(values).min().orElseThrow());
    assertThat(actual.getMax()).isEqualTo(stream(values).max().orElseThrow());
    assertThat(actual.getFirst()).isEqualTo(first().value);
    assertThat(actual.getLast()).isEqualTo(last().value);
    double ulp = Math.ulp(stream(values).map(Math::abs).max().orElseThrow());
    double mean = mean(Timed::value).doubleValue();
    assertThat(actual.getMean()).isCloseTo(mean, within(RELATIVE * Math.abs(mean) + 8 * ulp));
    double sum = mean * values.size();
    assertThat(actual.getSum())
        .isCloseTo(sum, within(RELATIVE * Math.abs(sum) + 8 * ulp * values.size()));
    // relative to itself, with an offset of 1e9 too: there is no other allowance
    double variance = products(Timed::value, Timed::value).doubleValue() / values.size();
    assertThat(actual.getVariance()).isCloseTo(variance, within(RELATIVE * variance));
  }

  private static java.util.stream.DoubleStream stream(List<Timed> values) {
    return values.stream().mapToDouble(Timed::value);
  }

  private Timed first() {
    return values.get(0);
  }

  private Timed last() {
    return values.get(values.size() - 1);
  }

  private BigDecimal mean(ToDoubleFunction<Timed> of) {
    BigDecimal sum = ZERO;
    for (Timed each : values) {
      sum = sum.add(new BigDecimal(of.applyAsDouble(each)));
    }
    return sum.divide(BigDecimal.valueOf(values.size()), DIGITS);
  }

  /** The sum of the products of deviations. */
  private BigDecimal products(ToDoubleFunction<Timed> a, ToDoubleFunction<Timed> b) {
    BigDecimal meanA = mean(a);
    BigDecimal meanB = mean(b);
    BigDecimal sum = ZERO;
    for (Timed each : values) {
      BigDecimal apartA = new BigDecimal(a.applyAsDouble(each)).subtract(meanA);
      BigDecimal apartB = new BigDecimal(b.applyAsDouble(each)).subtract(meanB);
      sum = sum.add(apartA.multiply(apartB, DIGITS));
    }
    return sum;
  }

  private void checkQuantile(Quantile quantile) {
    double[] sorted = stream(values).sorted().toArray();
    double probability = quantile.getProbability();
    double exact = sorted[(int) (probability * (sorted.length - 1))];
    double allowed = details.relativeAccuracy() * Math.abs(exact) * (1 + 1e-9);
    boolean isKnown = probability == 0 || probability == 1;
    assertThat(quantile.getValue()).isCloseTo(exact, within(isKnown ? 0 : allowed));
  }

  private void checkBin(HistogramBin bin) {
    double rounding = 1e-12 * Math.max(Math.abs(bin.getLower()), Math.abs(bin.getUpper()));
    assertThat(
            stream(values)
                .filter(v -> v >= bin.getLower() - rounding && v <= bin.getUpper() + rounding)
                .count())
        .isGreaterThanOrEqualTo(bin.getCount());
  }

  private void checkSlope(Course actual) {
    double ofTimes = products(Timed::millis, Timed::millis).doubleValue();
    if (ofTimes == 0) {
      assertThat(actual.getSlopePerSecond()).isNull();
      return;
    }
    double slope = products(Timed::millis, Timed::value).doubleValue() / ofTimes * 1000;
    double steepest =
        Math.sqrt(products(Timed::value, Timed::value).doubleValue() / ofTimes) * 1000;
    // a slope of nearly nothing is small against the steepest that such values could have
    assertThat(actual.getSlopePerSecond())
        .isCloseTo(slope, within(RELATIVE * Math.abs(slope) + 1e-12 * steepest));
  }

  private void checkCourse(WindowStatistics window, TimeCourse.Rules rules) {
    Course actual = window.getCourse();
    long start = window.getWindowStart().toEpochMilli();
    long end = window.getWindowEnd().toEpochMilli();
    double covered = held(start, end, rules, value -> 1);
    assertThat(actual.getCoveredSeconds()).isEqualTo(covered / 1000);
    double mean = held(start, end, rules, value -> value) / covered;
    double largest = Math.max(Math.abs(window.getMin()), Math.abs(window.getMax()));
    largest = before == null ? largest : Math.max(largest, Math.abs(before.value));
    assertThat(actual.getTimeWeightedMean()).isCloseTo(mean, within(RELATIVE * largest));
    assertThat(actual.getSecondsAbove())
        .isEqualTo(held(start, end, rules, value -> value > rules.limit() ? 1 : 0) / 1000);
    assertThat(actual.getDelta()).isEqualTo(last().value - first().value);
    checkSteps(actual, largest);
  }

  private void checkSteps(Course actual, double largest) {
    long changes = 0;
    double increase = 0;
    Timed from = before;
    for (Timed to : values) {
      if (from != null) {
        changes += from.value == to.value ? 0 : 1;
        increase += to.value >= from.value ? to.value - from.value : Math.max(0, to.value);
      }
      from = to;
    }
    assertThat(actual.getChanges()).isEqualTo(changes);
    assertThat(actual.getIncrease()).isCloseTo(increase, within(RELATIVE * (increase + largest)));
  }

  /** The milliseconds for which each value held within the window, times what it counts. */
  private double held(long start, long end, TimeCourse.Rules rules, DoubleUnaryOperator weight) {
    double sum = 0;
    Timed from = before;
    for (Timed to : values) {
      sum += from == null ? 0 : held(from, start, to.millis, rules, weight);
      from = to;
    }
    return sum + held(last(), start, end, rules, weight);
  }

  private static double held(
      Timed from, long start, long until, TimeCourse.Rules rules, DoubleUnaryOperator weight) {
    long ends = Math.min(until, from.millis + rules.holdMillis());
    return Math.max(0, ends - Math.max(start, from.millis)) * weight.applyAsDouble(from.value);
  }
}
