package dev.telemetry.detect;

import static dev.telemetry.detect.Verdict.Phase.CLOSED;
import static dev.telemetry.detect.Verdict.Phase.NORMAL;
import static dev.telemetry.detect.Verdict.Phase.OPENED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The charts that compare with a reference: EWMA, CUSUM, Page-Hinkley. */
class ChartTest {

  /**
   * The example of Montgomery, Introduction to statistical quality control, chapter 9: normal with
   * mean 10 and sigma 1, of which the last ten have mean 11.
   */
  private static final double[] MONTGOMERY = {
    9.45, 7.99, 9.29, 11.66, 12.16, 10.18, 8.04, 11.46, 9.20, 10.34, //
    9.03, 11.47, 10.51, 9.40, 10.08, 9.37, 10.62, 10.31, 8.52, 10.84, //
    10.90, 9.33, 12.29, 11.50, 10.60, 11.08, 10.38, 11.62, 11.31, 10.52
  };

  private static <S> DetectorRun<S> montgomery(Detector<S> detector, int readings) {
    var run = DetectorRun.of(detector);
    for (int i = 0; i < readings; i++) {
      run.at(i, MONTGOMERY[i]);
    }
    return run;
  }

  @Test
  void ewmaAgreesWithMontgomery() {
    Ewma ewma = Ewma.around(10, 1).lambda(0.1).beyond(2.7);
    var first = montgomery(ewma, 1);
    var fifth = montgomery(ewma, 5);
    var all = montgomery(ewma, 30);

    assertThat(first.last.upper()).isCloseTo(10.27, within(0.005));
    assertThat(first.last.statistic()).isCloseTo(9.945, within(1e-9));
    assertThat(fifth.last.lower()).isCloseTo(9.50, within(0.005));
    assertThat(fifth.last.statistic()).isCloseTo(10.1253, within(1e-4));
    assertThat(all.last.upper()).isCloseTo(10.62, within(0.005));
    assertThat(all.phases.indexOf(OPENED)).isEqualTo(28);
  }

  @Test
  void ewmaExplainsTheAverage() {
    var run = montgomery(Ewma.around(10, 1).lambda(0.1).beyond(2.7), 29);

    assertThat(run.explanation("mm"))
        .isEqualTo("the weighted average 10.65 mm is above the limit 10.62 mm, expected is 10 mm");
  }

  @Test
  void cusumAgreesWithMontgomery() {
    var run = montgomery(Cusum.around(10, 1), 29);

    assertThat(run.phases.indexOf(OPENED)).isEqualTo(28);
    assertThat(run.last.score()).isCloseTo(1 - Math.exp(-5.28), within(1e-9));
    // 10 + 0.5 + 5.28 / 7
    assertThat(run.explanation("mm"))
        .isEqualTo(
            "the mean has shifted to about 11.25 mm from the expected 10 mm, the value is 11.31 mm");
  }

  @Test
  void cusumComesBackAfterALongShift() {
    var run = DetectorRun.of(Cusum.around(0, 1));
    for (int i = 0; i < 1000; i++) {
      run.at(i, 3);
    }
    run.phases.clear();
    for (int i = 1000; i < 1020; i++) {
      run.at(i, 0);
    }

    // cut to 10, then down to 2.5 by 0.5 each
    assertThat(run.phases.indexOf(CLOSED)).isEqualTo(14);
  }

  @Test
  void learnsTheReferenceAndKeepsIt() {
    var run = DetectorRun.of(Cusum.learning(100)).calm(0, 100, 90, 1).calm(100, 5000, 90.2, 1);

    assertThat(run.last.expected()).isEqualTo(90);
    assertThat(run.phases.subList(100, 5100)).containsOnly(NORMAL);
  }

  @Test
  void takesALongEpisodeAsTheNewNormal() {
    var run =
        DetectorRun.of(Cusum.learning(50).relearnAfter(100))
            .calm(0, 50, 90, 1)
            .calm(50, 200, 95, 1);

    assertThat(run.phases).containsOnlyOnce(OPENED).containsOnlyOnce(CLOSED);
    assertThat(run.last.expected()).isEqualTo(95);
    assertThat(run.last.phase()).isEqualTo(NORMAL);
  }

  @Test
  void pageHinkleyFindsAChangeOfLevelAgainstItsWholePast() {
    Random random = new Random(5);
    var run = DetectorRun.of(PageHinkley.learning(100).delta(0.25).lambda(25));
    for (int i = 0; i < 3000; i++) {
      run.at(i, 50 + random.nextGaussian());
    }
    assertThat(run.phases).doesNotContain(OPENED);
    for (int i = 3000; i < 3100; i++) {
      run.at(i, 51 + random.nextGaussian());
    }

    assertThat(run.phases.indexOf(OPENED)).isBetween(3015, 3080);
  }

  @Test
  void pageHinkleySumsByHand() {
    // mean 90, sigma of the sample sqrt(100 / 99); z of 92 is 1.98997, of 94 more
    var run = DetectorRun.of(PageHinkley.learning(100).delta(0.5).lambda(4)).calm(0, 100, 90, 1);
    run.phases.clear();
    run.at(100, 92);
    double z = 2 / Math.sqrt(100 / 99.0);

    assertThat(run.last.score()).isCloseTo(1 - Math.exp(-(z - 0.5)), within(1e-9));
    assertThat(run.at(101, 94).phases).containsExactly(NORMAL, OPENED);
    assertThat(run.last.expected()).isCloseTo(90 + 2 / 101.0, within(1e-9));
  }

  @Test
  void staysSilentOnNormalNoise() {
    List<Detector<?>> charts =
        new ArrayList<>(
            List.of(
                Ewma.around(0, 1).lambda(0.1).beyond(4.5),
                Cusum.around(0, 1).beyond(12),
                PageHinkley.learning(200).delta(0.5).lambda(12)));
    for (Detector<?> chart : charts) {
      var run = DetectorRun.of(chart);
      Random random = new Random(1);
      for (int i = 0; i < 20_000; i++) {
        run.at(i, random.nextGaussian());
      }
      assertThat(run.phases).as(chart.name()).doesNotContain(OPENED);
    }
  }

  @Test
  void saysNothingOfASensorWithoutAnySpreadUnlessAFloorIsTold() {
    var blind = DetectorRun.of(Ewma.learning(50)).calm(0, 50, 90, 0).at(50, 95);
    var floored = DetectorRun.of(Ewma.learning(50).sigmaFloor(0.5)).calm(0, 50, 90, 0).at(50, 95);

    assertThat(blind.last.phase()).isEqualTo(NORMAL);
    assertThat(floored.last.phase()).isEqualTo(OPENED);
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Ewma.around(0, 1).lambda(1.5))
        .withMessage("lambda must be > 0 and <= 1, was 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cusum.around(0, 0))
        .withMessage("sigma must be finite and > 0, was 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Cusum.learning(1))
        .withMessage("readings must be >= 2, was 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> PageHinkley.learning(100).delta(Double.NaN))
        .withMessage("delta must be finite and > 0, was NaN");
    assertThatIllegalStateException()
        .isThrownBy(() -> Cusum.around(0, 1).relearnAfter(10))
        .withMessage("relearnAfter goes with learning, not with around");
  }
}
