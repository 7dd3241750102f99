package dev.telemetry.stats;

import static dev.telemetry.stats.TimedValues.TODAY;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.telemetry.stats.TimeCourse.Rules;
import dev.telemetry.stats.TimedValues.Timed;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class TimeCourseTest {
  private static final MathContext EXACT = new MathContext(60);
  private static final Rules ABOVE_ONE = Rules.PLAIN.above(1);

  @Test
  void hasNothingToSayWithoutValues() {
    TimeCourse empty = new TimeCourse(Rules.PLAIN);
    empty.startAfter(500, 3);

    assertThat(empty.count()).isZero();
    assertThat(empty.changes()).isZero();
    assertThat(empty.increase()).isZero();
    assertThat(empty.coveredSeconds(1000, 2000)).isZero();
    assertThat(
            List.of(
                empty.delta(),
                empty.ratePerSecond(),
                empty.slopePerSecond(),
                empty.timeWeightedMean(1000, 2000)))
        .allMatch(value -> value.isNaN());
  }

  @Test
  void holdsOneValueToTheEndOfTheWindow() {
    TimeCourse one = new TimeCourse(ABOVE_ONE);
    one.add(4_000, 42.5);

    assertThat(one.delta()).isZero();
    assertThat(one.ratePerSecond()).isNaN();
    assertThat(one.slopePerSecond()).isNaN();
    assertThat(one.coveredSeconds(0, 10_000)).isEqualTo(6);
    assertThat(one.timeWeightedMean(0, 10_000)).isEqualTo(42.5);
    assertThat(one.secondsAbove(0, 10_000)).isEqualTo(6);
    assertThat(one.timeWeightedMean(0, 4_000)).isNaN();
  }

  @Test
  void weighsValuesByTheTimeThatTheyHeld() {
    TimeCourse course = new TimeCourse(ABOVE_ONE);
    course.startAfter(-5_000, 4);
    course.add(1_000, 0);
    course.add(8_000, 2);

    assertThat(course.coveredSeconds(0, 10_000)).isEqualTo(10);
    assertThat(course.timeWeightedMean(0, 10_000)).isEqualTo((4 * 1 + 0 * 7 + 2 * 2) / 10.0);
    assertThat(course.secondsAbove(0, 10_000)).isEqualTo(3);
    assertThat(course.delta()).isEqualTo(2);
    assertThat(course.ratePerSecond()).isCloseTo(2 / 7.0, within(1e-15));
    assertThat(course.changes()).isEqualTo(2);
  }

  @Test
  void doesNotHoldAValueLongerThanTold() {
    TimeCourse course = new TimeCourse(ABOVE_ONE.holding(ofSeconds(3)));
    course.startAfter(-2_000, 4);
    course.add(2_000, 0);
    course.add(4_000, 2);

    assertThat(course.coveredSeconds(0, 10_000)).isEqualTo(1 + 2 + 3);
    assertThat(course.timeWeightedMean(0, 10_000)).isEqualTo((4 * 1 + 0 * 2 + 2 * 3) / 6.0);
    assertThat(course.secondsAbove(0, 10_000)).isEqualTo(4);

    course.startAfter(-9_000, 4);
    assertThat(course.coveredSeconds(0, 10_000)).isEqualTo(5);
  }

  @Test
  void hasNoTimeAboveALimitThatNobodyNamed() {
    TimeCourse course = new TimeCourse(Rules.PLAIN);
    course.add(0, 5);

    assertThat(course.secondsAbove(0, 1_000)).isNaN();
  }

  @Test
  void countsOnFromZeroAfterAReset() {
    TimeCourse counter = new TimeCourse(Rules.PLAIN);
    counter.startAfter(0, 95);
    for (double shown : new double[] {100, 103, 2, 2, 7}) {
      counter.add(1_000, shown);
    }

    assertThat(counter.increase()).isEqualTo(5 + 3 + 2 + 0 + 5);
    assertThat(counter.changes()).isEqualTo(4);
  }

  @Test
  void doesNotCountBackwards() {
    TimeCourse counter = new TimeCourse(Rules.PLAIN);
    counter.add(0, 5);
    counter.add(1, -3);

    assertThat(counter.increase()).isZero();
  }

  @Test
  void leavesOutWhatIsNotFiniteOrComesTooLate() throws IOException {
    TimeCourse course = new TimeCourse(Rules.PLAIN);
    assertThat(course.add(2_000, 1)).isTrue();
    assertThat(course.add(2_000, 2)).isTrue();

    TimeCourse before = course.copy();
    assertThat(course.add(1_999, 9)).isFalse();
    assertThat(course.add(3_000, Double.NaN)).isFalse();
    assertThat(course.add(3_000, Double.NEGATIVE_INFINITY)).isFalse();
    course.startAfter(1_000, Double.NaN);
    assertThat(bytes(course)).isEqualTo(bytes(before));
  }

  @Test
  void refusesPartsThatDoNotFollowEachOther() {
    TimeCourse earlier = new TimeCourse(Rules.PLAIN);
    earlier.add(2_000, 1);
    TimeCourse later = new TimeCourse(Rules.PLAIN);
    later.add(1_999, 1);

    assertThatIllegalArgumentException()
        .isThrownBy(() -> earlier.merge(later))
        .withMessageContaining("1999");
  }

  @Test
  void survivesTheLongestTimes() {
    TimeCourse course = new TimeCourse(ABOVE_ONE);
    course.add(Long.MIN_VALUE, 1);
    course.add(Long.MAX_VALUE, 2);

    assertThat(course.ratePerSecond()).isPositive();
    assertThat(course.slopePerSecond()).isPositive();
    assertThat(course.coveredSeconds(Long.MIN_VALUE, Long.MAX_VALUE)).isPositive();
  }

  @Test
  void refusesRulesThatSayNothing() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rules.PLAIN.above(Double.NaN))
        .withMessageContaining("limit");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Rules(Double.POSITIVE_INFINITY, 1))
        .withMessageContaining("limit");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Rules.PLAIN.holding(ofSeconds(0)))
        .withMessageContaining("holdMillis");
  }

  @Property(tries = 300)
  void fitsTheLineOfTheExactAnswerAtLargeOffsets(@ForAll("atLargeOffsets") List<Timed> values) {
    TimeCourse course = of(values, Rules.PLAIN);

    double span = (values.get(values.size() - 1).millis() - values.get(0).millis()) / 1000.0;
    if (span == 0) {
      assertThat(course.slopePerSecond()).isNaN();
    } else {
      double exact = exactSlopePerSecond(values);
      assertThat(course.slopePerSecond())
          .isCloseTo(exact, within(1e-9 * Math.max(Math.abs(exact), range(values) / span)));
    }
  }

  @Property(tries = 300)
  void findsALineThroughNoiseFreeValues(
      @ForAll @IntRange(min = 2, max = 200) int count,
      @ForAll @IntRange(min = -50, max = 50) int eighths) {
    TimeCourse course = new TimeCourse(Rules.PLAIN);
    for (int i = 0; i < count; i++) {
      course.add(TODAY + 1_000L * i, 1e9 + eighths / 8.0 * i);
    }

    assertThat(course.slopePerSecond()).isCloseTo(eighths / 8.0, within(1e-12));
  }

  @Property(tries = 300)
  void agreesWithGoingThroughTheMoments(
      @ForAll("values") List<Timed> values,
      @ForAll @LongRange(min = 1, max = 6_000) long holdMillis,
      @ForAll @LongRange(min = 0, max = 3_000) long lead) {
    Rules rules = new Rules(1, holdMillis);
    Timed before = new Timed(TODAY - lead - 700, 2.5);
    long start = TODAY - lead;
    long end = values.get(values.size() - 1).millis() + lead;
    TimeCourse course = new TimeCourse(rules);
    course.startAfter(before.millis(), before.value());
    values.forEach(each -> course.add(each.millis(), each.value()));

    List<Timed> all = new ArrayList<>(List.of(before));
    all.addAll(values);
    Naive naive = Naive.of(all, rules, start, end);
    assertThat(course.coveredSeconds(start, end)).isEqualTo(naive.covered / 1000.0);
    assertThat(course.secondsAbove(start, end)).isEqualTo(naive.above / 1000.0);
    assertThat(course.changes()).isEqualTo(naive.changes);
    assertThat(course.increase()).isCloseTo(naive.increase, within(1e-9 * (1 + naive.increase)));
    if (naive.covered == 0) {
      assertThat(course.timeWeightedMean(start, end)).isNaN();
    } else {
      assertThat(course.timeWeightedMean(start, end))
          .isCloseTo(naive.integral / naive.covered, within(1e-9 * 1000));
    }
  }

  @Property(tries = 300)
  void givesTheSameHoweverItIsSplitAndMerged(
      @ForAll("atLargeOffsets") List<Timed> values,
      @ForAll @Size(max = 6) List<@IntRange(min = 0, max = 100) Integer> cuts,
      @ForAll @LongRange(min = 1, max = 6_000) long holdMillis) {
    Rules rules = new Rules(1e9, holdMillis);
    TimeCourse whole = of(values, rules);
    List<TimeCourse> parts = cut(values, cuts, rules);

    TimeCourse forwards = new TimeCourse(rules);
    parts.forEach(forwards::merge);
    TimeCourse backwards = new TimeCourse(rules);
    for (int i = parts.size() - 1; i >= 0; i--) {
      TimeCourse earlier = parts.get(i).copy();
      earlier.merge(backwards);
      backwards = earlier;
    }

    assertSame(forwards, whole, values);
    assertSame(backwards, whole, values);
  }

  @Property(tries = 200)
  void addsUpOverWindowsThatFollowEachOther(
      @ForAll("values") List<Timed> values,
      @ForAll @LongRange(min = 1, max = 6_000) long holdMillis,
      @ForAll @LongRange(min = 500, max = 20_000) long windowMillis) {
    Rules rules = new Rules(1, holdMillis);
    TimeCourse whole = of(values, rules);
    long changes = 0;
    double increase = 0;
    TimeCourse last = new TimeCourse(rules);
    TimeCourse window = new TimeCourse(rules);
    long end = Long.MIN_VALUE;
    for (Timed each : values) {
      if (each.millis() >= end) {
        changes += window.changes();
        increase += window.increase();
        if (window.count() > 0) {
          last.set(window);
        }
        window.clear();
        window.startAfter(last);
        end = Math.floorDiv(each.millis(), windowMillis) * windowMillis + windowMillis;
      }
      window.add(each.millis(), each.value());
    }

    assertThat(changes + window.changes()).isEqualTo(whole.changes());
    assertThat(increase + window.increase())
        .isCloseTo(whole.increase(), within(1e-9 * (1 + whole.increase())));
  }

  @Test
  void keepsTheValueBeforeThroughMerges() {
    TimeCourse empty = new TimeCourse(Rules.PLAIN);
    empty.startAfter(0, 7);
    TimeCourse later = new TimeCourse(Rules.PLAIN);
    later.add(2_000, 9);

    empty.merge(later);
    assertThat(empty.increase()).isEqualTo(2);
    assertThat(empty.coveredSeconds(1_000, 3_000)).isEqualTo(2);

    later.startAfter(1_000, 8);
    TimeCourse other = new TimeCourse(Rules.PLAIN);
    other.startAfter(0, 7);
    other.merge(later);
    assertThat(other.increase()).isEqualTo(1);
  }

  @Test
  void comesBackFromItsBytes() throws IOException {
    TimeCourse course = example();

    TimeCourse read = new TimeCourse(ABOVE_ONE);
    read.readFrom(in(bytes(course)));

    assertThat(bytes(course)).hasSize(TimeCourse.STATE_BYTES);
    assertThat(bytes(read)).isEqualTo(bytes(course));
    read.clear();
    assertThat(bytes(read)).isEqualTo(bytes(new TimeCourse(ABOVE_ONE)));
  }

  @Test
  void readsWhatReleasesWrote() throws IOException {
    byte[] golden = golden("time-course");
    TimeCourse read = new TimeCourse(ABOVE_ONE);
    read.readFrom(in(golden));

    assertThat(bytes(read)).isEqualTo(bytes(example()));
    assertThat(bytes(example())).isEqualTo(golden);
  }

  @Test
  void refusesAVersionFromTheFuture() throws IOException {
    byte[] golden = golden("time-course");
    golden[0] = 99;

    assertThatIOException()
        .isThrownBy(() -> new TimeCourse(ABOVE_ONE).readFrom(in(golden)))
        .withMessageContaining("99");
  }

  static TimeCourse example() {
    TimeCourse course = new TimeCourse(ABOVE_ONE);
    course.startAfter(TODAY - 400, 3.5);
    course.add(TODAY, 0.5);
    course.add(TODAY + 1_000, 2.25);
    course.add(TODAY + 4_000, 1.75);
    return course;
  }

  static byte[] golden(String name) throws IOException {
    Properties states = new Properties();
    try (InputStream in =
        TimeCourseTest.class.getResourceAsStream("/states/0.1.0.parts.properties")) {
      states.load(in);
    }
    return HexFormat.of().parseHex(states.getProperty(name));
  }

  static byte[] bytes(Mergeable<?> part) throws IOException {
    var bytes = new ByteArrayOutputStream();
    part.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  static DataInputStream in(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }

  private static TimeCourse of(List<Timed> values, Rules rules) {
    TimeCourse course = new TimeCourse(rules);
    values.forEach(each -> course.add(each.millis(), each.value()));
    return course;
  }

  private static List<TimeCourse> cut(List<Timed> values, List<Integer> percents, Rules rules) {
    List<Integer> cuts = new ArrayList<>(percents.stream().sorted().toList());
    cuts.add(100);
    List<TimeCourse> parts = new ArrayList<>();
    int from = 0;
    for (int percent : cuts) {
      int to = values.size() * percent / 100;
      parts.add(of(values.subList(from, to), rules));
      from = to;
    }
    return parts;
  }

  private static void assertSame(TimeCourse merged, TimeCourse whole, List<Timed> values) {
    long start = values.get(0).millis() - 100;
    long end = values.get(values.size() - 1).millis() + 100;
    double range = range(values);
    assertThat(merged.count()).isEqualTo(whole.count());
    assertThat(merged.changes()).isEqualTo(whole.changes());
    assertThat(merged.coveredSeconds(start, end)).isEqualTo(whole.coveredSeconds(start, end));
    assertThat(merged.secondsAbove(start, end)).isEqualTo(whole.secondsAbove(start, end));
    assertThat(merged.delta()).isEqualTo(whole.delta());
    assertThat(merged.ratePerSecond()).isEqualTo(Double.valueOf(whole.ratePerSecond()));
    assertThat(merged.last()).isEqualTo(whole.last());
    assertThat(merged.lastMillis()).isEqualTo(whole.lastMillis());
    assertThat(merged.increase())
        .isCloseTo(whole.increase(), within(1e-9 * (1 + whole.increase())));
    assertThat(merged.timeWeightedMean(start, end))
        .isCloseTo(whole.timeWeightedMean(start, end), within(1e-9 * range + 2e-7));
    double slope = whole.slopePerSecond();
    if (Double.isNaN(slope)) {
      assertThat(merged.slopePerSecond()).isNaN();
    } else {
      double span = (end - start - 200) / 1000.0;
      assertThat(merged.slopePerSecond())
          .isCloseTo(slope, within(1e-9 * Math.max(Math.abs(slope), range / span)));
    }
  }

  private static double range(List<Timed> values) {
    var all = values.stream().mapToDouble(Timed::value).summaryStatistics();
    return all.getMax() - all.getMin();
  }

  private static double exactSlopePerSecond(List<Timed> values) {
    BigDecimal count = BigDecimal.valueOf(values.size());
    BigDecimal meanTime =
        values.stream()
            .map(each -> BigDecimal.valueOf(each.millis()))
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .divide(count, EXACT);
    BigDecimal meanValue =
        values.stream()
            .map(each -> new BigDecimal(each.value()))
            .reduce(BigDecimal.ZERO, BigDecimal::add)
            .divide(count, EXACT);
    BigDecimal squares = BigDecimal.ZERO;
    BigDecimal products = BigDecimal.ZERO;
    for (Timed each : values) {
      BigDecimal time = BigDecimal.valueOf(each.millis()).subtract(meanTime);
      squares = squares.add(time.pow(2));
      products = products.add(time.multiply(new BigDecimal(each.value()).subtract(meanValue)));
    }
    return products.multiply(BigDecimal.valueOf(1000)).divide(squares, EXACT).doubleValue();
  }

  /** The plainest way: each value from its own time to the next one's, cut to the window. */
  private record Naive(long covered, long above, double integral, long changes, double increase) {
    static Naive of(List<Timed> values, Rules rules, long start, long end) {
      long covered = 0;
      long above = 0;
      double integral = 0;
      long changes = 0;
      double increase = 0;
      for (int i = 0; i < values.size(); i++) {
        Timed each = values.get(i);
        long next = i + 1 < values.size() ? values.get(i + 1).millis() : end;
        long until = Math.min(Math.min(next, each.millis() + rules.holdMillis()), end);
        long held = Math.max(0, until - Math.max(each.millis(), start));
        covered += held;
        integral += held * each.value();
        above += each.value() > rules.limit() ? held : 0;
        if (i > 0) {
          double previous = values.get(i - 1).value();
          changes += each.value() != previous ? 1 : 0;
          increase +=
              each.value() >= previous ? each.value() - previous : Math.max(0, each.value());
        }
      }
      return new Naive(covered, above, integral, changes, increase);
    }
  }

  @Provide
  Arbitrary<List<Timed>> values() {
    return TimedValues.lists(0);
  }

  @Provide
  Arbitrary<List<Timed>> atLargeOffsets() {
    return Arbitraries.of(0.0, 1e9, -1e9).flatMap(TimedValues::lists);
  }
}
