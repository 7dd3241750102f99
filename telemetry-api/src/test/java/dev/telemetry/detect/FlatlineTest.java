package dev.telemetry.detect;

import static dev.telemetry.detect.Verdict.Phase.CLOSED;
import static dev.telemetry.detect.Verdict.Phase.NORMAL;
import static dev.telemetry.detect.Verdict.Phase.OPEN;
import static dev.telemetry.detect.Verdict.Phase.OPENED;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class FlatlineTest {
  private static final Flatline STUCK = Flatline.lasting(ofMinutes(1));

  @Test
  void raisesWhenNothingHasChangedForSoLong() {
    var run =
        DetectorRun.of(STUCK).calm(0, 10, 42, 0.5).at(20, 42).at(40, 42).at(60, 42).at(79, 42);
    assertThat(run.phases).containsOnly(NORMAL);
    assertThat(run.last.score()).isEqualTo(59 / 60.0);

    run.at(80, 42);
    assertThat(run.last.phase()).isEqualTo(OPENED);
    assertThat(run.last.score()).isEqualTo(1);
    assertThat(run.explanation("bar")).isEqualTo("stuck at 42 bar for 60 s");

    run.at(1000, 42).at(1820, 42.5);
    assertThat(run.phases).endsWith(OPENED, OPEN, CLOSED);
    assertThat(run.explanation("bar")).isEqualTo("moves again, to 42.5 bar after 30 min");
  }

  @Test
  void waitsForEnoughReadingsOfASlowSensor() {
    var run = DetectorRun.of(Flatline.lasting(ofMinutes(30)).readings(3));
    run.at(0, 7).at(3600, 7).at(7200, 7);

    assertThat(run.phases).containsExactly(NORMAL, NORMAL, OPENED);
  }

  @Test
  void takesWhatIsSmallerThanTheSmallestStepForRounding() {
    var run = DetectorRun.of(STUCK);
    for (int i = 0; i < 200; i++) {
      run.at(i, 20 + 0.1 * (i * 7 % 10));
    }
    for (int i = 200; i < 300; i++) {
      run.at(i, 20 + 1e-9 * (i % 3));
    }

    assertThat(run.phases).containsOnlyOnce(OPENED);
    assertThat(run.last.phase()).isEqualTo(OPEN);
  }

  @Test
  void obeysAToldResolution() {
    var coarse = DetectorRun.of(STUCK.resolution(1)).calm(0, 100, 42, 0.1);
    var fine = DetectorRun.of(STUCK.resolution(0.2)).calm(0, 100, 42, 0.1);

    assertThat(coarse.phases).contains(OPENED);
    assertThat(fine.phases).containsOnly(NORMAL);
  }

  @Test
  void seesSlowDriftAsMovement() {
    var run = DetectorRun.of(STUCK.resolution(1));
    for (int i = 0; i < 1000; i++) {
      run.at(i, 0.02 * i);
    }

    assertThat(run.phases).containsOnly(NORMAL);
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Flatline.lasting(ofHours(0)))
        .withMessageContaining("lasting must be at least 1 ms");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> STUCK.readings(1))
        .withMessage("readings must be >= 2, was 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> STUCK.resolution(0))
        .withMessage("resolution must be finite and > 0, was 0.0");
  }
}
