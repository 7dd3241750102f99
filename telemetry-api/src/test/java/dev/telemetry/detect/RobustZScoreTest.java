package dev.telemetry.detect;

import static dev.telemetry.detect.Verdict.Phase.CLOSED;
import static dev.telemetry.detect.Verdict.Phase.NORMAL;
import static dev.telemetry.detect.Verdict.Phase.OPEN;
import static dev.telemetry.detect.Verdict.Phase.OPENED;
import static java.time.Duration.ofHours;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class RobustZScoreTest {

  @Test
  void judgesByMedianAndMedianDeviation() {
    // the median is 90, the median deviation 1: the margin is 4 * 1.4826
    var run = DetectorRun.of(RobustZScore.rolling(200));
    for (int i = 0; i < 100; i++) {
      run.at(i, 88 + i % 5);
    }
    run.phases.clear();
    run.at(100, 95.9).at(101, 96).at(102, 93.1).at(103, 92.9);

    assertThat(run.phases).containsExactly(NORMAL, OPENED, OPEN, CLOSED);
    assertThat(run.last.expected()).isEqualTo(90);
  }

  @Test
  void explainsWithUnitsAndBounds() {
    var run = DetectorRun.of(RobustZScore.rolling(64)).calm(0, 99, 90, 1).at(99, 120);

    assertThat(run.last.upper()).isCloseTo(90 + 4 * 1.4826, within(1e-9));
    assertThat(run.explanation("Cel"))
        .isEqualTo("120 Cel is far above the expected 90 Cel, normal is 84.07 to 95.93 Cel");
  }

  @Test
  void findsASpikeInDataFullOfSpikesThatBlindTheZScore() {
    var robust = DetectorRun.of(RobustZScore.rolling(200).afterWarmUp(100));
    var plain = DetectorRun.of(ZScore.rolling(200).afterWarmUp(100));
    Random random = new Random(11);
    for (int i = 0; i < 100; i++) {
      double value = 90 + random.nextGaussian() + (i % 8 == 0 ? 60 : 0);
      robust.at(i, value);
      plain.at(i, value);
    }

    assertThat(robust.at(100, 120).last.phase()).isEqualTo(OPENED);
    assertThat(plain.at(100, 120).last.phase()).isEqualTo(NORMAL);
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RobustZScore.rolling(1))
        .withMessage("readings must be >= 2, was 1");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RobustZScore.rolling(100).afterWarmUp(101))
        .withMessage("warmUp must be <= the 100 values kept, was 101");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RobustZScore.rolling(ofHours(1)).beyond(0))
        .withMessage("sigmas must be finite and > 0, was 0.0");
  }
}
