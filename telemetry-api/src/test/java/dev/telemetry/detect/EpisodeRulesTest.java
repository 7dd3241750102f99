package dev.telemetry.detect;

import static dev.telemetry.detect.Verdict.Phase.CHANGED;
import static dev.telemetry.detect.Verdict.Phase.CLOSED;
import static dev.telemetry.detect.Verdict.Phase.NORMAL;
import static dev.telemetry.detect.Verdict.Phase.OPEN;
import static dev.telemetry.detect.Verdict.Phase.OPENED;
import static dev.telemetry.detect.Verdict.Phase.PENDING;
import static dev.telemetry.model.Severity.CRITICAL;
import static dev.telemetry.model.Severity.INFO;
import static dev.telemetry.model.Severity.WARNING;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

/** The steps that all detectors share, on the simplest of them. */
class EpisodeRulesTest {
  private static final Threshold HOT = Threshold.above(90);

  private static <S> DetectorRun<S> run(Detector<S> detector, double... values) {
    var run = DetectorRun.of(detector);
    for (int i = 0; i < values.length; i++) {
      run.at(i, values[i]);
    }
    return run;
  }

  @Test
  void raisesWhenEnoughOfTheLastReadingsAreAbnormal() {
    var run = run(HOT.nOfM(3, 5), 91, 80, 92, 80, 80, 93, 94, 80, 80);

    // 92, 93 and 94 are three of five; 91 has left by then
    assertThat(run.phases)
        .containsExactly(PENDING, NORMAL, PENDING, NORMAL, NORMAL, PENDING, OPENED, CLOSED, NORMAL);
  }

  @Test
  void doesNotCountTheReadingsOfAClosedEpisodeAgain() {
    var run = run(HOT.nOfM(2, 3), 91, 92, 80, 93, 80, 80);

    assertThat(run.phases).containsExactly(PENDING, OPENED, CLOSED, PENDING, NORMAL, NORMAL);
  }

  @Test
  void countsTheOnDelayFromWhenEnoughWereAbnormal() {
    var run = run(HOT.nOfM(2, 3).forAtLeast(ofSeconds(2)), 91, 92, 80, 93, 94);

    assertThat(run.phases).containsExactly(PENDING, PENDING, PENDING, OPENED, OPEN);
    assertThat(run.last.breachedMillis()).isEqualTo(1000);
  }

  @Test
  void restsForSomeReadingsAfterAnEpisode() {
    var run = run(HOT.restFor(3), 91, 80, 92, 80, 93, 94, 95);

    assertThat(run.phases).containsExactly(OPENED, CLOSED, PENDING, NORMAL, PENDING, OPENED, OPEN);
    assertThat(run.last.breachedMillis()).isEqualTo(4000);
  }

  @Test
  void restsForSomeTimeAfterAnEpisode() {
    var run = run(HOT.restFor(ofSeconds(3)), 91, 80, 92, 80, 93, 80);

    assertThat(run.phases).containsExactly(OPENED, CLOSED, PENDING, NORMAL, OPENED, CLOSED);
  }

  @Test
  void escalatesWithTimeAndSaysSo() {
    var run =
        DetectorRun.of(HOT.escalateTo(CRITICAL).after(ofMinutes(10)))
            .at(0, 91)
            .at(599, 95)
            .at(600, 92)
            .at(700, 92);

    assertThat(run.phases).containsExactly(OPENED, OPEN, CHANGED, OPEN);
    assertThat(run.last.severity()).isEqualTo(CRITICAL);
    assertThat(run.last.raised()).isTrue();
  }

  @Test
  void explainsAnEscalation() {
    var run =
        DetectorRun.of(HOT.escalateTo(CRITICAL).after(ofMinutes(10)))
            .at(0, 91)
            .at(599, 95)
            .at(600, 92);

    assertThat(run.explanation("Cel"))
        .isEqualTo("CRITICAL now: still abnormal at 92 Cel after 10 min, the peak was 95 Cel");
  }

  @Test
  void escalatesByValueAndByDistanceAndNeverFallsBack() {
    var above = run(HOT.escalateTo(CRITICAL).above(95), 91, 96, 91, 97, 80, 91);
    var beyond = run(HOT.escalateTo(CRITICAL).beyondBy(5), 91, 95, 91, 80);
    var below = run(Threshold.below(2).escalateTo(CRITICAL).below(1), 1.5, 0.5, 3);

    assertThat(above.phases).containsExactly(OPENED, CHANGED, OPEN, OPEN, CLOSED, OPENED);
    assertThat(above.last.severity()).isEqualTo(WARNING);
    assertThat(beyond.phases).containsExactly(OPENED, CHANGED, OPEN, CLOSED);
    assertThat(beyond.last.severity()).isEqualTo(CRITICAL);
    assertThat(below.phases).containsExactly(OPENED, CHANGED, CLOSED);
  }

  @Test
  void opensAtTheHigherSeverityAndTakesTheHighestOfSeveral() {
    Threshold detector =
        HOT.severity(INFO)
            .escalateTo(CRITICAL)
            .above(99)
            .escalateTo(WARNING)
            .after(ofSeconds(1))
            .escalateTo(WARNING)
            .above(95);
    var run = run(detector, 96, 91, 100, 80);

    assertThat(run.phases).containsExactly(OPENED, OPEN, CHANGED, CLOSED);
    assertThat(run(detector, 96).last.severity()).isEqualTo(WARNING);
    assertThat(run.last.severity()).isEqualTo(CRITICAL);
  }

  @Test
  void doesNotEscalateWhatIsAboutToClear() {
    Threshold detector = HOT.clearAfter(ofSeconds(10)).escalateTo(CRITICAL).after(ofSeconds(5));
    var run = DetectorRun.of(detector).at(0, 91).at(4, 80).at(6, 80).at(14, 80);

    assertThat(run.phases).containsExactly(OPENED, OPEN, OPEN, CLOSED);
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HOT.nOfM(0, 3))
        .withMessage("n must be >= 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HOT.nOfM(3, 65))
        .withMessage("m must be >= n and <= 64, was 3 of 65");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HOT.restFor(-1))
        .withMessage("restFor must be >= 0, was -1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> HOT.escalateTo(CRITICAL).beyondBy(Double.NaN))
        .withMessage("beyondBy must be finite and > 0, was NaN");
  }
}
