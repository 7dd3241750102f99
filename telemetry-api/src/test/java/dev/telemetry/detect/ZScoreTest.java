package dev.telemetry.detect;

import static dev.telemetry.detect.Verdict.Phase.CLOSED;
import static dev.telemetry.detect.Verdict.Phase.IGNORED;
import static dev.telemetry.detect.Verdict.Phase.NORMAL;
import static dev.telemetry.detect.Verdict.Phase.OPEN;
import static dev.telemetry.detect.Verdict.Phase.OPENED;
import static dev.telemetry.detect.Verdict.Phase.PENDING;
import static dev.telemetry.detect.Verdict.Phase.WARMING_UP;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ZScoreTest {
  private static final int WARM_UP = 40;

  static List<ZScore> everyMemory() {
    return List.of(
        ZScore.rolling(ofMinutes(10)).afterWarmUp(WARM_UP),
        ZScore.rolling(400).afterWarmUp(WARM_UP),
        ZScore.ewma(ofMinutes(1)).afterWarmUp(WARM_UP));
  }

  @ParameterizedTest
  @MethodSource("everyMemory")
  void raisesBeyondTheSigmasAndClearsWithinHalf(ZScore detector) {
    var run = DetectorRun.of(detector.beyond(4)).calm(0, WARM_UP, 90, 1);

    assertThat(run.phases).hasSize(WARM_UP).containsOnly(WARMING_UP);

    run.phases.clear();
    run.at(40, 93.5).at(41, 95).at(42, 93).at(43, 91);

    assertThat(run.phases).containsExactly(NORMAL, OPENED, OPEN, CLOSED);
  }

  @Test
  void scoresByTheHighestSoFarWhereCalibrated() {
    ZScore detector = ZScore.rolling(400).beyond(6);
    var plain = DetectorRun.of(detector);
    var calibrated = DetectorRun.of(detector.calibrated());
    for (int i = 0; i < 400; i++) {
      double value = i % 40 == 0 ? 95 : 90 + i % 3;
      plain.at(i, value);
      calibrated.at(i, value);
    }
    plain.at(400, 95);
    calibrated.at(400, 95);

    // five of two hundred and more were as high: not one in a thousand, as the normal has it
    assertThat(plain.last.score()).isGreaterThan(0.999);
    assertThat(calibrated.last.score()).isBetween(0.5, 0.99);
    assertThat(calibrated.phases).isEqualTo(plain.phases);
    assertThat(calibrated.at(401, 150).last.score()).isGreaterThan(0.9999);
  }

  @ParameterizedTest
  @MethodSource("everyMemory")
  void keepsAbnormalReadingsOutOfTheBaseline(ZScore detector) {
    var run = DetectorRun.of(detector).calm(0, 60, 90, 1);
    run.at(60, 90);
    double expectedBefore = run.last.expected();

    for (int i = 61; i < 80; i++) {
      run.at(i, 500);
    }

    assertThat(run.last.expected()).isCloseTo(expectedBefore, within(0.1));
    assertThat(run.last.phase()).isEqualTo(OPEN);
  }

  @ParameterizedTest
  @MethodSource("everyMemory")
  void takesAnEpisodeThatOutlastsItsMemoryAsTheNewNormal(ZScore detector) {
    var run = DetectorRun.of(detector).calm(0, 100, 90, 1).calm(100, 2000, 120, 1);

    assertThat(run.phases).containsOnlyOnce(OPENED).containsOnlyOnce(CLOSED);
    assertThat(run.last.phase()).isEqualTo(NORMAL);
    assertThat(run.last.expected()).isCloseTo(120, within(0.5));
  }

  @Test
  void explainsWithUnitsAndBounds() {
    var run = DetectorRun.of(ZScore.rolling(ofHours(1)).beyond(4)).calm(0, 100, 90, 1).at(100, 120);

    assertThat(run.explanation("Cel"))
        .isEqualTo("120 Cel is far above the expected 90 Cel, normal is 86 to 94 Cel");
    assertThat(run.last.expected()).isCloseTo(90, within(1e-9));
    assertThat(run.last.lower()).isCloseTo(86, within(1e-9));
    assertThat(run.last.upper()).isCloseTo(94, within(1e-9));
    assertThat(run.last.score()).isCloseTo(1, within(1e-6));
  }

  @Test
  void scoresByTheNormalProbability() {
    var run = DetectorRun.of(ZScore.rolling(ofHours(1))).calm(0, 100, 90, 1).at(100, 91.96);

    assertThat(run.last.score()).isCloseTo(0.95, within(1e-3));
  }

  @Test
  void doesNotAlarmAtTheFirstTwitchOfAConstantSensor() {
    var run =
        DetectorRun.of(ZScore.rolling(ofHours(1)))
            .calm(0, 100, 50, 0)
            .at(100, 50.1)
            .at(101, 50)
            .at(102, 50.2);

    assertThat(run.phases).doesNotContain(OPENED);
  }

  @Test
  void obeysFloorAndDeadBands() {
    var floor =
        DetectorRun.of(ZScore.rolling(ofHours(1)).sigmaFloor(2))
            .calm(0, 100, 90, 0)
            .at(100, 97)
            .at(101, 99);
    var band =
        DetectorRun.of(ZScore.rolling(ofHours(1)).deadBand(20))
            .calm(0, 100, 90, 1)
            .at(100, 109)
            .at(101, 111);
    var share =
        DetectorRun.of(ZScore.rolling(ofHours(1)).relativeDeadBand(0.5))
            .calm(0, 100, 90, 1)
            .at(100, 130)
            .at(101, 140);

    for (var run : List.of(floor, band, share)) {
      assertThat(run.phases.subList(100, 102)).containsExactly(NORMAL, OPENED);
    }
  }

  @Test
  void waitsForTheOnDelay() {
    var run =
        DetectorRun.of(ZScore.rolling(ofHours(1)).forAtLeast(ofSeconds(5)))
            .calm(0, 100, 90, 1)
            .at(100, 120)
            .at(104, 120)
            .at(105, 121);

    assertThat(run.phases.subList(100, 103)).containsExactly(PENDING, PENDING, OPENED);
    assertThat(run.explanation("Cel")).endsWith(", for 5 s");
  }

  @Test
  void warmsUpAgainAfterALongSilence() {
    var run =
        DetectorRun.of(ZScore.rolling(ofMinutes(1))).calm(0, 60, 90, 1).at(60, 120).at(100_000, 20);

    assertThat(run.phases.get(60)).isEqualTo(OPENED);
    assertThat(run.last.phase()).isEqualTo(CLOSED);
    assertThat(run.explanation("Cel")).startsWith("taken as the new normal at 20 Cel");
    assertThat(run.at(100_001, 20).last.phase()).isEqualTo(WARMING_UP);
  }

  @Property(tries = 100)
  void judgesTheSameUnderScaleAndOffset(
      @ForAll @Size(min = 50, max = 200) List<@DoubleRange(min = -10, max = 10) Double> values) {
    // no round number of sigmas, which a value may hit exactly
    ZScore detector = ZScore.rolling(ofMinutes(1)).beyond(2.0317).relativeDeadBand(0);
    var plain = DetectorRun.of(detector);
    var scaled = DetectorRun.of(detector);
    for (int i = 0; i < values.size(); i++) {
      plain.at(i, values.get(i));
      scaled.at(i, values.get(i) * 4 + 1024);
    }

    assertThat(scaled.phases).isEqualTo(plain.phases);
  }

  @Property(tries = 100)
  void changesNothingForWhatIsNotFinite(
      @ForAll @Size(min = 50, max = 100) List<@DoubleRange(min = -10, max = 10) Double> values) {
    ZScore detector = ZScore.rolling(50);
    var clean = DetectorRun.of(detector);
    var dirty = DetectorRun.of(detector);
    for (int i = 0; i < values.size(); i++) {
      clean.at(i, values.get(i));
      dirty.at(i, Double.NaN).at(i, Double.NEGATIVE_INFINITY).at(i, values.get(i));
    }

    dirty.phases.removeIf(phase -> phase == IGNORED);
    assertThat(dirty.phases).isEqualTo(clean.phases);
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZScore.rolling(60).beyond(-1))
        .withMessage("sigmas must be finite and > 0, was -1.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZScore.rolling(60).beyond(Double.NaN))
        .withMessageContaining("sigmas");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZScore.rolling(60).afterWarmUp(61))
        .withMessageContaining("warmUp");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZScore.rolling(ofSeconds(0)))
        .withMessageContaining("window");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ZScore.rolling(60).clearWithin(5))
        .withMessageContaining("clearWithin");
  }
}
