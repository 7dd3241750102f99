package dev.telemetry.stats;

import static dev.telemetry.stats.Resampling.Filling.LAST_VALUE;
import static dev.telemetry.stats.Resampling.Filling.LINEAR;
import static dev.telemetry.stats.Resampling.Filling.LINEAR_OR_LAST_VALUE;
import static dev.telemetry.stats.Resampling.Origin.HELD;
import static dev.telemetry.stats.Resampling.Origin.INTERPOLATED;
import static dev.telemetry.stats.Resampling.Origin.MEASURED;
import static dev.telemetry.stats.Resampling.Origin.MISSING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import dev.telemetry.stats.NaiveGrid.Point;
import dev.telemetry.stats.NaiveGrid.Reading;
import dev.telemetry.stats.Resampling.Filling;
import dev.telemetry.stats.Resampling.Origin;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class ResamplingTest {
  private static final Resampling LAST = new Resampling(LAST_VALUE, 10, 25, 45, false);
  private static final Resampling LINE = new Resampling(LINEAR, 10, 25, 45, false);

  /** One key's readings on their way onto the grid. */
  private static final class Run {
    final Resampling settings;
    GridReadings readings = new GridReadings();
    final List<Point> points = new ArrayList<>();
    int forgotten;

    Run(Resampling settings) {
      this.settings = settings;
    }

    Run add(long time, double value) {
      return add(new Reading(time, value, "temperature", "Cel"));
    }

    Run add(Reading each) {
      assertThat(settings.add(readings, each.time(), each.value(), each.metric(), each.unit()))
          .isTrue();
      return this;
    }

    Run reached(long millis) {
      forgotten +=
          settings.advance(
              readings,
              millis,
              (time, value, origin, age, metric, unit) ->
                  points.add(new Point(time, value, origin, age, metric, unit)));
      return this;
    }

    Run restored() throws IOException {
      readings = read(write(readings));
      return this;
    }

    List<Point> taken() {
      List<Point> taken = List.copyOf(points);
      points.clear();
      return taken;
    }
  }

  private static Point point(long time, Origin origin, double value, long age) {
    return new Point(time, value, origin, age, "temperature", "Cel");
  }

  private static Point missing(long time, long age) {
    return point(time, MISSING, Double.NaN, age);
  }

  private static byte[] write(GridReadings readings) throws IOException {
    var bytes = new ByteArrayOutputStream();
    readings.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static GridReadings read(byte[] bytes) throws IOException {
    GridReadings readings = new GridReadings();
    readings.readFrom(new DataInputStream(new ByteArrayInputStream(bytes)));
    return readings;
  }

  @Test
  void holdsTheLastValueAndSaysHowOldItIs() {
    Run run = new Run(LAST).add(3, 1.5).add(20, 2.5).reached(19);
    assertThat(run.taken()).containsExactly(point(10, HELD, 1.5, 7));
    assertThat(run.reached(39).taken())
        .containsExactly(point(20, MEASURED, 2.5, 0), point(30, HELD, 2.5, 10));
  }

  @Test
  void givesMissingPointsAfterTheHoldAndForgetsTheKeyThen() {
    Run run = new Run(LAST).add(4, 1).reached(48);
    assertThat(run.taken())
        .containsExactly(
            point(10, HELD, 1, 6), point(20, HELD, 1, 16), missing(30, 26), missing(40, 36));
    assertThat(run.readings.isEmpty()).isFalse();

    run.reached(49);

    assertThat(run.readings.isEmpty()).isTrue();
    assertThat(run.forgotten).isEqualTo(1);
    assertThat(run.taken()).isEmpty();
  }

  @Test
  void goesOnThroughAGapThatIsNotTooLong() {
    Run run = new Run(LAST).add(4, 1).add(49, 2).reached(60);
    assertThat(run.taken())
        .containsExactly(
            point(10, HELD, 1, 6),
            point(20, HELD, 1, 16),
            missing(30, 26),
            missing(40, 36),
            point(50, HELD, 2, 1),
            point(60, HELD, 2, 11));
    assertThat(run.forgotten).isZero();
  }

  @Test
  void leavesOutTheGapOnDemand() {
    Resampling skipping = new Resampling(LAST_VALUE, 10, 15, 15, true);
    Run run = new Run(skipping).add(4, 1).add(100, 2).reached(Long.MAX_VALUE);
    assertThat(run.taken())
        .containsExactly(
            point(10, HELD, 1, 6), point(100, MEASURED, 2, 0), point(110, HELD, 2, 10));
  }

  @Test
  void drawsTheLineOnceTheNextReadingIsKnown() {
    Run run = new Run(LINE).add(5, 10).reached(19);
    assertThat(run.taken()).isEmpty();
    run.add(25, 30).reached(24);
    assertThat(run.taken()).isEmpty();
    run.reached(25);
    assertThat(run.taken())
        .containsExactly(point(10, INTERPOLATED, 15, 5), point(20, INTERPOLATED, 25, 15));
  }

  @Test
  void givesUpTheLineWhenTheNextReadingIsTooFar() {
    Run run = new Run(LINE).add(5, 10).reached(29);
    assertThat(run.taken()).isEmpty();
    run.reached(30);
    assertThat(run.taken()).containsExactly(missing(10, 5), missing(20, 15), missing(30, 25));
    run.add(31, 1).add(41, 11).reached(41);
    assertThat(run.taken()).containsExactly(point(40, INTERPOLATED, 10, 9));
  }

  @Test
  void holdsTheValueInsteadOfTheLineOnDemand() {
    Run run = new Run(new Resampling(LINEAR_OR_LAST_VALUE, 10, 25, 45, false));
    run.add(5, 10).add(40, 11).add(42, 13).reached(41);
    assertThat(run.taken())
        .containsExactly(
            point(10, HELD, 10, 5),
            point(20, HELD, 10, 15),
            point(30, HELD, 10, 25),
            point(40, MEASURED, 11, 0));
  }

  @Test
  void drawsNoLineBetweenTwoUnits() {
    Run run = new Run(LINE);
    run.add(new Reading(5, 20, "temperature", "Cel"))
        .add(new Reading(15, 293, "temperature", "K"))
        .add(new Reading(25, 294, "temperature", "K"))
        .reached(25);
    assertThat(run.taken())
        .containsExactly(missing(10, 5), new Point(20, 293.5, INTERPOLATED, 5, "temperature", "K"));
  }

  @Test
  void staysBetweenTheReadingsAndSurvivesHugeOnes() {
    Run run = new Run(LINE).add(0, -Double.MAX_VALUE).add(20, Double.MAX_VALUE).reached(20);
    assertThat(run.taken())
        .containsExactly(
            point(0, MEASURED, -Double.MAX_VALUE, 0),
            point(10, INTERPOLATED, 0, 10),
            point(20, MEASURED, Double.MAX_VALUE, 0));
  }

  @Test
  void refusesWhatItsPointsHavePassed() {
    Run run = new Run(LAST).add(4, 1).reached(12);
    assertThat(LAST.add(run.readings, 10, 5, "", "")).isFalse();
    assertThat(LAST.add(run.readings, 11, 5, "", "")).isTrue();
  }

  @Test
  void keepsOneReadingForEachStepAndTwoForLines() {
    Run last = new Run(LAST);
    Run line = new Run(LINE);
    for (int i = 0; i < 1_000; i++) {
      int time = i * 7919 % 1_000 + 1;
      last.add(time, i);
      line.add(time, i);
    }
    assertThat(last.readings.size()).isEqualTo(100);
    assertThat(line.readings.size()).isEqualTo(200);
  }

  @Test
  void costsNoMoreThanItsLimitAfterAYear() {
    Resampling fine = new Resampling(LAST_VALUE, 10, 1_000, 10_000, false);
    Run run = new Run(fine).add(0, 1).add(365L * 24 * 3600 * 1_000, 2).reached(Long.MAX_VALUE);
    assertThat(run.points).hasSize(2 * 1_001);
    assertThat(run.forgotten).isEqualTo(2);
    assertThat(run.readings.isEmpty()).isTrue();
  }

  @Test
  void worksBefore1970AndAtTheEndsOfTime() {
    Run run = new Run(LAST).add(-15, 1).reached(-1);
    assertThat(run.taken()).containsExactly(point(-10, HELD, 1, 5));

    for (long time : new long[] {Long.MAX_VALUE / 4, -Long.MAX_VALUE / 4}) {
      assertThat(Resampling.covers(time)).isTrue();
      Run far = new Run(LINE).add(time, 1).reached(Long.MAX_VALUE);
      assertThat(far.points).hasSizeBetween(4, 5);
      assertThat(far.readings.isEmpty()).isTrue();
    }
    assertThat(Resampling.covers(Long.MAX_VALUE / 4 + 1)).isFalse();
    assertThat(Resampling.covers(Long.MIN_VALUE)).isFalse();
  }

  @Property(tries = 1_000)
  void agreesWithTheDefinition(
      @ForAll("settings") Resampling settings, @ForAll("readings") List<Reading> readings) {
    Run run = new Run(settings);
    readings.forEach(run::add);
    run.reached(Long.MAX_VALUE);

    assertSame(run.points, new NaiveGrid(settings, readings).points());
    assertThat(run.readings.isEmpty()).isTrue();
  }

  private static void assertSame(List<Point> actual, List<Point> expected) {
    assertThat(actual).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      Point point = actual.get(i);
      Point naive = expected.get(i);
      double rounding = 4 * Math.ulp(naive.value());
      assertThat(point).usingRecursiveComparison().ignoringFields("value").isEqualTo(naive);
      if (point.origin() == INTERPOLATED) {
        assertThat(point.value()).isCloseTo(naive.value(), within(rounding));
      } else {
        assertThat(Double.valueOf(point.value())).isEqualTo(Double.valueOf(naive.value()));
      }
    }
  }

  @Property(tries = 1_000)
  void givesTheSameBitsInDisorderInPortionsAndThroughItsBytes(
      @ForAll("settings") Resampling settings,
      @ForAll("readings") List<Reading> readings,
      @ForAll @IntRange(max = 60) int disorder,
      @ForAll Random random)
      throws IOException {
    Run inOneGo = new Run(settings);
    readings.forEach(inOneGo::add);
    inOneGo.reached(Long.MAX_VALUE);

    Run inPortions = new Run(settings);
    record Arrival(Reading reading, long at) {}
    List<Arrival> arrivals =
        readings.stream()
            .map(each -> new Arrival(each, each.time() + random.nextInt(disorder + 1)))
            .sorted(Comparator.comparingLong(Arrival::at))
            .toList();
    for (Arrival each : arrivals) {
      inPortions.add(each.reading).restored();
      long reached = each.at - disorder - 1;
      inPortions.reached(reached);
      assertThat(settings.wakeAt(inPortions.readings, reached)).isGreaterThan(reached);
    }
    inPortions.reached(Long.MAX_VALUE);

    assertThat(inPortions.points).isEqualTo(inOneGo.points);
  }

  @Property(tries = 500)
  void isCompleteWhenItWakesOnlyAsToldTo(
      @ForAll("settings") Resampling settings, @ForAll("readings") List<Reading> readings) {
    Run eager = new Run(settings);
    Run woken = new Run(settings);
    readings.forEach(eager::add);
    readings.forEach(woken::add);
    long wake = settings.wakeAt(woken.readings, Long.MIN_VALUE);
    for (long now = -300; now <= 900; now++) {
      eager.reached(now);
      if (now == wake) {
        woken.reached(now);
        wake = settings.wakeAt(woken.readings, now);
      }
      assertThat(woken.points).isEqualTo(eager.points);
    }
    assertThat(wake).isEqualTo(Resampling.NEVER);
    assertThat(woken.readings.isEmpty()).isTrue();
  }

  @Property(tries = 300)
  void handsOutNothingLaterThanItsDelay(
      @ForAll("settings") Resampling settings, @ForAll("readings") List<Reading> readings) {
    Run run = new Run(settings);
    readings.forEach(run::add);
    for (long now = -300; now <= 900; now++) {
      for (Point point : run.reached(now).taken()) {
        assertThat(now - point.time()).isBetween(0L, settings.delayMillis());
      }
    }
  }

  @Provide
  Arbitrary<Resampling> settings() {
    return Combinators.combine(
            Arbitraries.of(Filling.class),
            Arbitraries.integers().between(1, 30),
            Arbitraries.integers().between(0, 60),
            Arbitraries.integers().between(0, 100),
            Arbitraries.of(true, false))
        .as(
            (filling, step, hold, more, skipping) ->
                new Resampling(filling, step, hold, hold + more, skipping));
  }

  @Provide
  Arbitrary<List<Reading>> readings() {
    Arbitrary<Double> values =
        Arbitraries.oneOf(
            Arbitraries.doubles().between(-1_000, 1_000).ofScale(3).map(value -> 1e9 + value),
            Arbitraries.of(0.0, -0.0, 1.5));
    return Combinators.combine(
            Arbitraries.integers().between(-200, 300),
            values,
            Arbitraries.frequency(net.jqwik.api.Tuple.of(9, "Cel"), net.jqwik.api.Tuple.of(1, "K")))
        .as((time, value, unit) -> new Reading(time, value, "temperature", unit))
        .list()
        .ofMaxSize(40);
  }

  @Test
  void readsTheBytesOfVersionOne() throws IOException {
    Run run = new Run(LINE).add(25, 1.5).add(31, -2).reached(31);
    run.add(new Reading(55, 3, "temperature", "K"));
    String golden =
        "01000000000000002800000003"
            + "00000000000000193ff800000000000000"
            + "0000000b00740065006d00700065007200610074007500720065"
            + "0000000300430065006c"
            + "000000000000001fc00000000000000001"
            + "0000000000000037400800000000000000"
            + "0000000b00740065006d00700065007200610074007500720065"
            + "00000001004b";
    assertThat(HexFormat.of().formatHex(write(run.readings))).isEqualTo(golden);
    assertThat(write(read(HexFormat.of().parseHex(golden)))).isEqualTo(write(run.readings));
  }

  @Test
  void refusesBytesOfAVersionThatItDoesNotKnow() throws IOException {
    byte[] bytes = write(new GridReadings());
    bytes[0] = 99;
    assertThatIOException().isThrownBy(() -> read(bytes)).withMessageContaining("99");
  }

  @Test
  void takesTheBytesThatItStates() throws IOException {
    Run run = new Run(LAST);
    for (int i = 0; i < 3; i++) {
      run.add(new Reading(i * 10 + 1, i, "", ""));
    }
    assertThat(write(run.readings)).hasSize(13 + 3 * 17 + 8);
  }

  @Test
  void keepsOneCopyOfTheTextsHoweverManyRecordsBringTheirOwn() {
    Run run = new Run(LINE);
    for (int i = 0; i < 50; i++) {
      run.add(new Reading(i * 7919 % 50 * 10L + 1, i, "flow", String.valueOf(new char[] {'K'})));
    }
    for (int i = 1; i < run.readings.size(); i++) {
      assertThat(run.readings.unit(i)).isSameAs(run.readings.unit(0));
    }
  }

  @Test
  void givesBackTheMemoryOfABacklog() {
    Run run = new Run(LAST);
    for (int i = 0; i < 100_000; i++) {
      run.add(i * 10L, i);
    }
    run.reached(99_990 * 10L);
    assertThat(run.readings.size()).isEqualTo(10);
    assertThat(run.readings.capacity()).isLessThan(100);
  }

  @Test
  void copiesAreOnTheirOwn() throws IOException {
    Run run = new Run(LAST).add(5, 1).add(15, 2).add(35, 3).reached(12);
    GridReadings copy = run.readings.copy();
    byte[] before = write(copy);
    run.add(50, 4).reached(200);
    assertThat(write(copy)).isEqualTo(before);
  }

  @Test
  void refusesSettingsThatCannotBe() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Resampling(LINEAR, 0, 1, 1, false))
        .withMessageContaining("stepMillis");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Resampling(LINEAR, 10, -1, 1, false))
        .withMessageContaining("holdMillis");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Resampling(LINEAR, 10, 5, 4, false))
        .withMessageContaining("forgetMillis");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> new Resampling(LINEAR, 10, 5, 10_000_010, false))
        .withMessageContaining("1000000 steps");
  }
}
