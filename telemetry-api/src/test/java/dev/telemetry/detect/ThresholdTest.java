package dev.telemetry.detect;

import static dev.telemetry.detect.Verdict.Phase.CLOSED;
import static dev.telemetry.detect.Verdict.Phase.IGNORED;
import static dev.telemetry.detect.Verdict.Phase.NORMAL;
import static dev.telemetry.detect.Verdict.Phase.OPEN;
import static dev.telemetry.detect.Verdict.Phase.OPENED;
import static dev.telemetry.detect.Verdict.Phase.PENDING;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import org.junit.jupiter.api.Test;

class ThresholdTest {

  @Test
  void raisesOnceWhileStillAbove() {
    var run = DetectorRun.of(Threshold.above(90)).at(0, 89).at(1, 91).at(2, 95).at(3, 90).at(4, 80);

    assertThat(run.phases).containsExactly(NORMAL, OPENED, OPEN, CLOSED, NORMAL);
  }

  @Test
  void takesTheLimitItselfAsNormal() {
    assertThat(DetectorRun.of(Threshold.above(90)).at(0, 90).phases).containsExactly(NORMAL);
    assertThat(DetectorRun.of(Threshold.below(5)).at(0, 5).phases).containsExactly(NORMAL);
  }

  @Test
  void staysOpenBetweenLimitAndClearLevel() {
    var run =
        DetectorRun.of(Threshold.above(90).clearBelow(85))
            .at(0, 91)
            .at(1, 88)
            .at(2, 91)
            .at(3, 85)
            .at(4, 84.9);

    assertThat(run.phases).containsExactly(OPENED, OPEN, OPEN, OPEN, CLOSED);
  }

  @Test
  void raisesOnlyAfterTheOnDelay() {
    var run =
        DetectorRun.of(Threshold.above(90).forAtLeast(ofSeconds(30)))
            .at(0, 91)
            .at(29, 92)
            .at(30, 92.3);

    assertThat(run.phases).containsExactly(PENDING, PENDING, OPENED);
    assertThat(run.explanation("Cel")).isEqualTo("92.3 Cel is above 90 Cel for 30 s");
  }

  @Test
  void forgetsBreachAfterDip() {
    var run =
        DetectorRun.of(Threshold.above(90).forAtLeast(ofSeconds(30)))
            .at(0, 91)
            .at(20, 90)
            .at(25, 91)
            .at(40, 91)
            .at(55, 91);

    assertThat(run.phases).containsExactly(PENDING, NORMAL, PENDING, PENDING, OPENED);
  }

  @Test
  void clearsOnlyAfterTheOffDelay() {
    var run =
        DetectorRun.of(Threshold.above(90).clearAfter(ofSeconds(10)))
            .at(0, 91)
            .at(1, 80)
            .at(9, 91)
            .at(10, 80)
            .at(20, 80);

    assertThat(run.phases).containsExactly(OPENED, OPEN, OPEN, OPEN, CLOSED);
  }

  @Test
  void watchesBelowAndOutside() {
    var below = DetectorRun.of(Threshold.below(2).clearAbove(3)).at(0, 1.5).at(1, 2.5).at(2, 3.1);
    var outside = DetectorRun.of(Threshold.outside(2, 8)).at(0, 5).at(1, 9).at(2, 1).at(3, 5);

    assertThat(below.phases).containsExactly(OPENED, OPEN, CLOSED);
    assertThat(outside.phases).containsExactly(NORMAL, OPENED, OPEN, CLOSED);
  }

  @Test
  void saysPeakAndDurationAtTheEnd() {
    var run = DetectorRun.of(Threshold.above(90)).at(0, 91).at(60, 96.5).at(720, 84);

    assertThat(run.last.peak()).isEqualTo(96.5);
    assertThat(run.last.openedMillis()).isZero();
    assertThat(run.explanation("Cel"))
        .isEqualTo("back to 84 Cel after 12 min, the peak was 96.5 Cel");
  }

  @Test
  void givesTheLimitsAsBoundsAndNoExpectation() {
    var run = DetectorRun.of(Threshold.outside(2, 8)).at(0, 9);

    assertThat(run.last.lower()).isEqualTo(2);
    assertThat(run.last.upper()).isEqualTo(8);
    assertThat(run.last.expected()).isNaN();
    assertThat(run.last.score()).isEqualTo(1);
    assertThat(run.explanation("bar")).isEqualTo("9 bar is above 8 bar");
  }

  @Test
  void scoresTheWayFromTheClearLevelToTheLimit() {
    var run = DetectorRun.of(Threshold.outside(2, 90).clearBelow(80).clearAbove(4));

    assertThat(run.at(0, 50).last.score()).isZero();
    assertThat(run.at(1, 85).last.score()).isEqualTo(0.5);
    assertThat(run.at(2, 90.1).last.score()).isEqualTo(1);
    assertThat(run.at(3, 3.5).last.score()).isEqualTo(0.25);
    assertThat(run.at(4, 1).last.score()).isEqualTo(1);
  }

  @Test
  void ignoresWhatIsNotFinite() {
    var run =
        DetectorRun.of(Threshold.above(90).forAtLeast(ofSeconds(2)))
            .at(0, 91)
            .at(1, Double.NaN)
            .at(2, Double.POSITIVE_INFINITY)
            .at(3, 91);

    assertThat(run.phases).containsExactly(PENDING, IGNORED, IGNORED, OPENED);
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Threshold.above(Double.NaN))
        .withMessage("limit must be finite, was NaN");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Threshold.outside(8, 2))
        .withMessageContaining("lower must be < upper");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Threshold.above(90).clearBelow(95))
        .withMessageContaining("clearBelow");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Threshold.above(90).forAtLeast(ofSeconds(-1)))
        .withMessageContaining("forAtLeast");
    assertThatIllegalStateException()
        .isThrownBy(() -> Threshold.below(5).clearBelow(4))
        .withMessageContaining("clearBelow");
    assertThatIllegalStateException()
        .isThrownBy(() -> Threshold.above(5).clearAbove(4))
        .withMessageContaining("clearAbove");
  }
}
