package dev.telemetry.detect;

import static dev.telemetry.detect.Verdict.Phase.IGNORED;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.management.ManagementFactory;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What every detector owes to those who run it: the same verdicts in every replay and after every
 * restore, nothing from a value that is not finite, a score in [0, 1], a state of the stated size,
 * and no garbage.
 */
class DetectorContractTest {
  private static final int COMPOSED = 83;
  private static final int MEMBER = 60;

  /** A detector, the name of its golden bytes and the most bytes that its Javadoc states. */
  record Case<S>(String name, Detector<S> detector, int statedBytes, int pace) {
    Case(String name, Detector<S> detector, int statedBytes) {
      this(name, detector, statedBytes, 1);
    }

    /** A series that is slow enough for what the detector learns. */
    List<double[]> plant(int seed, int readings) {
      List<double[]> series = DetectorContractTest.plant(seed, readings);
      series.forEach(reading -> reading[0] *= pace);
      return series;
    }

    DetectorRun<S> calmThenHigh() {
      var run = DetectorRun.of(detector);
      for (int i = 0; i < 50; i++) {
        run.at((long) i * pace, i % 2 == 0 ? 91 : 89);
      }
      return run.at(50L * pace, 120);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Case<?>> cases() {
    return List.of(
        new Case<>("threshold", Threshold.above(90).forAtLeast(ofSeconds(30)), 71),
        new Case<>("z-score-time", ZScore.rolling(ofMinutes(1)), 922),
        new Case<>("z-score-count", ZScore.rolling(64), 923),
        new Case<>("z-score-ewma", ZScore.ewma(ofMinutes(1)), 125),
        new Case<>("calibrated-z-score", ZScore.rolling(64).calibrated(), 995),
        new Case<>("novelty", Novelty.ofValues(), 1507),
        new Case<>("automatic", Detectors.automatic(), 4195),
        new Case<>("robust-z-score-time", RobustZScore.rolling(ofMinutes(40)), 4204, 4),
        new Case<>("robust-z-score-count", RobustZScore.rolling(64), 1132),
        new Case<>("ewma", Ewma.learning(40), 119),
        new Case<>("cusum", Cusum.learning(40), 127),
        new Case<>("page-hinkley", PageHinkley.learning(40), 127),
        new Case<>("control-chart", ControlChart.learning(40).rules(ControlChart.NELSON), 135),
        new Case<>("rate-of-change", RateOfChange.beyond(20, ofSeconds(1)), 107),
        new Case<>(
            "rate-of-change-over", RateOfChange.beyond(5, ofMinutes(1)).over(ofMinutes(1)), 363),
        new Case<>("flatline", Flatline.lasting(ofSeconds(10)), 111),
        new Case<>("seasonal-daily", Seasonal.daily().in(ZoneId.of("Europe/Vienna")), 587, 600),
        new Case<>("seasonal-weekly", Seasonal.weekly().afterVisits(1), 3467, 600),
        new Case<>(
            "any-of",
            Detectors.anyOf(ZScore.rolling(64), Flatline.lasting(ofSeconds(9))),
            COMPOSED + (MEMBER + 923) + (MEMBER + 111)),
        new Case<>(
            "weighted",
            Detectors.weighted(2, Cusum.learning(40)).and(1, ZScore.rolling(64)),
            COMPOSED + (MEMBER + 127) + (MEMBER + 923)),
        new Case<>("after", Threshold.above(95).after(ofMinutes(1)), COMPOSED + (MEMBER + 71)),
        new Case<>(
            "during",
            Threshold.above(95)
                .during(Schedule.daily().between(LocalTime.MIN, LocalTime.of(0, 20))),
            COMPOSED + (MEMBER + 71)),
        new Case<>(
            "when",
            ZScore.rolling(64).when(Threshold.above(80)),
            COMPOSED + (MEMBER + 923) + (MEMBER + 71)));
  }

  /**
   * Calm with spikes, a step, a ramp, a stuck and a silent stretch, and a gap now and then, by
   * seed.
   */
  private static List<double[]> plant(int seed, int readings) {
    Random random = new Random(seed);
    List<double[]> series = new ArrayList<>();
    long second = 0;
    double level = 90;
    for (int i = 0; i < readings; i++) {
      int hour = i % 500;
      second += hour == 499 ? 5000 : 1 + random.nextInt(2);
      level += i % 1000 == 700 ? random.nextGaussian() * 8 : hour > 300 && hour < 350 ? 0.3 : 0;
      double noise = hour > 200 && hour < 240 ? 0 : random.nextGaussian();
      double spike = random.nextInt(100) == 0 ? 30 : 0;
      series.add(new double[] {second, level + noise + spike});
    }
    return series;
  }

  @ParameterizedTest
  @MethodSource("cases")
  <S> void givesTheSameVerdictsInEveryReplay(Case<S> each) {
    assertThat(verdicts(each.detector, each.plant(1, 3000)))
        .isEqualTo(verdicts(each.detector, each.plant(1, 3000)));
  }

  @ParameterizedTest
  @MethodSource("cases")
  <S> void opensAndClosesInTurn(Case<S> each) {
    var run = DetectorRun.of(each.detector);
    boolean open = false;
    for (double[] reading : each.plant(2, 3000)) {
      Verdict verdict = run.at((long) reading[0], reading[1]).last;
      assertThat(verdict.opened()).as("%s", verdict).isEqualTo(!open && verdict.raised());
      assertThat(verdict.closed()).as("%s", verdict).isEqualTo(open && !verdict.raised());
      assertThat(verdict.score()).as("%s", verdict).isBetween(0.0, 1.0);
      open = verdict.raised();
    }
    assertThat(run.phases).contains(Verdict.Phase.NORMAL);
  }

  @ParameterizedTest
  @MethodSource("cases")
  <S> void changesNothingForWhatIsNotFinite(Case<S> each) throws IOException {
    var run = DetectorRun.of(each.detector);
    for (double[] reading : each.plant(3, 1000)) {
      run.at((long) reading[0], reading[1]);
    }
    byte[] before = write(each.detector, run.state);

    run.phases.clear();
    run.at(1, Double.NaN).at(1L << 40, Double.POSITIVE_INFINITY).at(2, Double.NEGATIVE_INFINITY);

    assertThat(run.phases).containsOnly(IGNORED);
    assertThat(write(each.detector, run.state)).isEqualTo(before);
  }

  @ParameterizedTest
  @MethodSource("cases")
  <S> void goesOnAfterARestoreAtAnyPointAsIfNothingHadHappened(Case<S> each) throws IOException {
    List<double[]> series = each.plant(4, 1500);
    Random random = new Random(4);
    var run = DetectorRun.of(each.detector);
    List<String> restored = new ArrayList<>();
    for (double[] reading : series) {
      if (random.nextInt(10) == 0) {
        run.state = read(each.detector, write(each.detector, run.state));
      }
      restored.add(run.at((long) reading[0], reading[1]).last.toString());
    }

    assertThat(restored).isEqualTo(verdicts(each.detector, series));
  }

  @ParameterizedTest
  @MethodSource("cases")
  <S> void staysWithinItsStatedSize(Case<S> each) throws IOException {
    var run = DetectorRun.of(each.detector);
    int most = 0;
    for (double[] reading : each.plant(5, 6000)) {
      run.at((long) reading[0], reading[1]);
      most = Math.max(most, write(each.detector, run.state).length);
    }
    assertThat(most).isBetween(each.statedBytes * 3 / 4, each.statedBytes);
  }

  @ParameterizedTest
  @MethodSource("cases")
  <S> void makesNoGarbage(Case<S> each) {
    double[][] series = each.plant(6, 20_000).toArray(double[][]::new);
    S state = each.detector.newState();
    observe(each.detector, state, series, 0, 10_000);
    var thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = thread.getCurrentThreadAllocatedBytes();

    observe(each.detector, state, series, 10_000, 20_000);

    // a byte for each reading would be 10,000; asking itself takes some
    assertThat(thread.getCurrentThreadAllocatedBytes() - before).isLessThan(2_000);
  }

  private static <S> void observe(
      Detector<S> detector, S state, double[][] series, int from, int to) {
    for (int i = from; i < to; i++) {
      detector.observe(state, series[i][1], ((long) series[i][0]) * 1000);
    }
  }

  /** The bytes of 50 calm readings around 90 and then 120, by the release that wrote them. */
  @ParameterizedTest
  @MethodSource("cases")
  <S> void readsWhatReleasesWrote(Case<S> each) throws IOException {
    var fresh = each.calmThenHigh();
    byte[] newest = golden("0.2.0", each.name);
    assertThat(HexFormat.of().formatHex(write(each.detector, fresh.state)))
        .as("%s writes", each.name)
        .isEqualTo(HexFormat.of().formatHex(newest));
    fresh.at(51L * each.pace, 119);

    assertGoesOn(each.detector, each.detector.stateFormat().version(), newest, fresh.last);
    byte[] first = golden("0.1.0", each.name);
    if (first.length > 0) {
      assertGoesOn(each.detector, 1, first, fresh.last);
    }
  }

  static List<Detector<?>> scaleFree() {
    return List.of(
        ZScore.rolling(ofDays(5)).relativeDeadBand(0),
        ZScore.ewma(ofDays(5)).relativeDeadBand(0),
        RobustZScore.rolling(100).relativeDeadBand(0),
        Seasonal.daily().afterVisits(1).relativeDeadBand(0),
        Ewma.learning(50),
        Cusum.learning(50),
        PageHinkley.learning(50),
        ControlChart.learning(50).rules(ControlChart.NELSON));
  }

  @ParameterizedTest
  @MethodSource("scaleFree")
  <S> void judgesTheSameUnderScaleAndOffset(Detector<S> detector) {
    var plain = DetectorRun.of(detector);
    var scaled = DetectorRun.of(detector);
    for (double[] reading : plant(7, 3000)) {
      long second = ((long) reading[0]) * 600;
      plain.at(second, reading[1]);
      scaled.at(second, reading[1] * 4 + 1e6);
    }

    assertThat(scaled.phases).isEqualTo(plain.phases);
    assertThat(scaled.phases).contains(Verdict.Phase.OPENED);
  }

  private static <S> void assertGoesOn(
      Detector<S> detector, int version, byte[] golden, Verdict expected) throws IOException {
    S state = detector.stateFormat().read(version, data(golden));
    assertThat(detector.observe(state, 119, expected.timeMillis()))
        .hasToString(expected.toString());
  }

  private static byte[] golden(String release, String name) throws IOException {
    Properties golden = new Properties();
    try (InputStream in =
        DetectorContractTest.class.getResourceAsStream("/states/" + release + ".properties")) {
      golden.load(in);
    }
    return HexFormat.of().parseHex(golden.getProperty(name, ""));
  }

  @ParameterizedTest
  @MethodSource("cases")
  <S> void refusesAVersionFromTheFuture(Case<S> each) {
    StateFormat<S> format = each.detector.stateFormat();
    assertThatIOException()
        .isThrownBy(() -> format.read(format.version() + 1, data(new byte[0])))
        .withMessageContaining("newer release");
  }

  private static <S> List<String> verdicts(Detector<S> detector, List<double[]> series) {
    var run = DetectorRun.of(detector);
    return series.stream()
        .map(reading -> run.at((long) reading[0], reading[1]).last.toString())
        .toList();
  }

  static <S> byte[] write(Detector<S> detector, S state) throws IOException {
    var bytes = new ByteArrayOutputStream();
    detector.stateFormat().write(state, new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  private static <S> S read(Detector<S> detector, byte[] bytes) throws IOException {
    StateFormat<S> format = detector.stateFormat();
    return format.read(format.version(), data(bytes));
  }

  private static DataInputStream data(byte[] bytes) {
    return new DataInputStream(new ByteArrayInputStream(bytes));
  }
}
