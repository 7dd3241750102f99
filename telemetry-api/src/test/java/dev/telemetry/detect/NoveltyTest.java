package dev.telemetry.detect;

import static dev.telemetry.detect.Verdict.Phase.CLOSED;
import static dev.telemetry.detect.Verdict.Phase.NORMAL;
import static dev.telemetry.detect.Verdict.Phase.OPEN;
import static dev.telemetry.detect.Verdict.Phase.OPENED;
import static dev.telemetry.detect.Verdict.Phase.WARMING_UP;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class NoveltyTest {

  static List<Novelty> detectors() {
    return List.of(Novelty.ofValues(), Detectors.automatic());
  }

  /** A level with noise, one reading a second. */
  private static <S> DetectorRun<S> noisy(Detector<S> detector, int readings, double level) {
    var run = DetectorRun.of(detector);
    Random random = new Random(1);
    for (int i = 0; i < readings; i++) {
      run.at(i, level + random.nextGaussian());
    }
    return run;
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void raisesAtWhatIsNewAndClosesWhenItIsBack(Novelty detector) {
    var run = noisy(detector, 1000, 70);
    assertThat(run.phases.subList(0, 50)).containsOnly(WARMING_UP);
    assertThat(run.phases.subList(50, 1000)).containsOnly(NORMAL);
    run.phases.clear();

    run.at(1000, 55).at(1001, 50).at(1002, 58).at(1003, 70);

    assertThat(run.phases).containsExactly(OPENED, OPEN, OPEN, CLOSED);
    assertThat(run.explanation("Cel")).isEqualTo("back to 70 Cel after 3 s, the peak was 50 Cel");
  }

  @Test
  void saysWhatIsKnownAndHowFarIsUsual() {
    var run = DetectorRun.of(Novelty.ofValues());
    for (int i = 0; i < 400; i++) {
      run.at(i, 68 + i % 100 * 0.02);
    }

    run.at(400, 63.2);

    assertThat(run.explanation("Cel"))
        .isEqualTo(
            "63.2 Cel was never this low: nearest known value 68 Cel, usual distance 0.02 Cel");
    assertThat(run.last.expected()).isEqualTo(68);
    assertThat(run.last.lower()).isCloseTo(67.98, within(1e-9));
    assertThat(run.last.upper()).isCloseTo(68.02, within(1e-9));
    assertThat(run.last.score()).isGreaterThan(0.999);
  }

  @ParameterizedTest
  @MethodSource("detectors")
  void takesWhatStaysAsTheNewNormal(Novelty detector) {
    var run = noisy(detector, 1000, 70);
    run.phases.clear();
    for (int i = 0; i < 500; i++) {
      run.at(1000 + i, i == 100 ? 41 : 40);
      if (run.last.closed()) {
        assertThat(run.explanation("Cel")).startsWith("taken as the new normal at 4");
      }
    }

    assertThat(run.phases).containsOnlyOnce(OPENED, CLOSED);
    assertThat(run.phases.indexOf(CLOSED)).isEqualTo(100);
  }

  @Test
  void doesNotFindWhatComesBack() {
    var run = noisy(Detectors.automatic(), 1000, 70);
    run.at(1000, 50);
    for (int i = 1001; i < 2000; i++) {
      run.at(i, 70);
    }

    assertThat(run.at(2000, 50).last.phase()).isEqualTo(NORMAL);
  }

  @Test
  void findsADayWithoutItsNight() {
    var run = DetectorRun.of(Detectors.automatic());
    Random random = new Random(1);
    long minute = 0;
    for (; minute < 6 * 1440; minute += 5) {
      double value = 1000 + 900 * Math.sin(2 * Math.PI * minute / 1440) + 5 * random.nextGaussian();
      run.at(minute * 60, value);
    }
    run.phases.clear();
    for (int i = 0; i < 288 && !run.last.opened(); i++, minute += 5) {
      run.at(minute * 60, 1500 + 5 * random.nextGaussian());
    }

    assertThat(run.phases).contains(OPENED);
    assertThat(run.explanation("1"))
        .matches(
            "1[45]\\d\\d was never seen at .* UTC: nearest known value at this time of day .*");
  }

  @Test
  void doesNotAlarmAtTheFirstTwitchesOfAConstantSensor() {
    var run = DetectorRun.of(Detectors.automatic()).calm(0, 500, 50, 0);
    run.at(500, 50.1).at(501, 50).at(502, 50.3);

    assertThat(run.phases).doesNotContain(OPENED);
  }

  @Test
  void keepsQuietOnASensorThatKnowsFewLevels() {
    var run = DetectorRun.of(Detectors.automatic());
    Random random = new Random(1);
    for (int i = 0; i < 20_000; i++) {
      run.at(i * 60L, random.nextInt(4));
    }

    assertThat(run.phases).doesNotContain(OPENED);
  }

  @Test
  void waitsForTheOnDelayWhileTheValueStaysNew() {
    var run = noisy(Novelty.ofValues().forAtLeast(ofSeconds(5)), 1000, 70);
    run.at(1000, 50).at(1003, 50).at(1005, 50);

    assertThat(run.last.phase()).isEqualTo(OPENED);
  }

  @Property(tries = 20)
  void judgesTheSameInAnyUnit(@ForAll @IntRange(min = -20, max = 20) int exponent) {
    double unit = Math.pow(2, exponent);
    var plain = DetectorRun.of(Detectors.automatic());
    var scaled = DetectorRun.of(Detectors.automatic());
    Random random = new Random(exponent);
    for (int i = 0; i < 2000; i++) {
      double value = 100 + random.nextGaussian() * (random.nextInt(200) == 0 ? 50 : 1);
      plain.at(i * 300L, value);
      scaled.at(i * 300L, value * unit);
    }

    assertThat(scaled.phases).isEqualTo(plain.phases);
  }

  @Test
  void survivesTheLargestOfNumbers() {
    var run = noisy(Detectors.automatic(), 300, 70);
    for (double odd : new double[] {1e308, -1e308, Double.MIN_VALUE, -Double.MAX_VALUE, 0}) {
      assertThat(run.at(400, odd).last.score()).isBetween(0.0, 1.0);
    }
  }

  @Test
  void refusesAScoreThatIsNone() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Novelty.ofValues().beyond(1))
        .withMessage("score must be > 0 and < 1, was 1.0");
    assertThatIllegalArgumentException().isThrownBy(() -> Novelty.ofValues().beyond(Double.NaN));
  }
}
