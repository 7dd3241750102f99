package dev.telemetry.detect;

import static dev.telemetry.detect.Verdict.Phase.CLOSED;
import static dev.telemetry.detect.Verdict.Phase.NORMAL;
import static dev.telemetry.detect.Verdict.Phase.OPENED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class ControlChartTest {

  /** Points in sigmas, of which the last completes the rule and no earlier one. */
  static Stream<Arguments> patterns() {
    return Stream.of(
        pattern(ControlRule.WESTERN_ELECTRIC_1, 2.9, 3.1),
        pattern(ControlRule.WESTERN_ELECTRIC_2, 2.1, 0, 2.5),
        pattern(ControlRule.WESTERN_ELECTRIC_3, 1.1, 1.2, 0.9, 1.5, 1.1),
        pattern(ControlRule.WESTERN_ELECTRIC_4, 1, .1, .2, .1, .3, .1, .2, .1),
        pattern(ControlRule.NELSON_1, 3, 3.1),
        pattern(ControlRule.NELSON_2, .1, .1, .1, .1, .1, .1, .1, .1, .1),
        pattern(ControlRule.NELSON_3, 0, -1, -.8, -.2, .1, .2, .3),
        pattern(ControlRule.NELSON_4, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1),
        pattern(ControlRule.NELSON_5, 2.1, 2.2),
        pattern(ControlRule.NELSON_6, 1.1, 1.1, 1.1, 1.1),
        pattern(ControlRule.NELSON_7, 1.1, 0, .9, 0, -.9, 0, .5, 0, .3, 0, .4, 0, -.5, 0, .3, .2),
        pattern(ControlRule.NELSON_8, 1.1, -1.1, 1.2, 1.3, -1.4, 1.1, 1.2, -1.9));
  }

  private static Arguments pattern(ControlRule rule, double... points) {
    return Arguments.of(rule, points);
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void raisesWithThePointThatCompletesTheRule(ControlRule rule, double[] points) {
    assertThat(opening(rule, points)).isEqualTo(points.length - 1);
  }

  @ParameterizedTest
  @MethodSource("patterns")
  void raisesForTheSamePatternTurnedOver(ControlRule rule, double[] points) {
    double[] turned = Arrays.stream(points).map(point -> -point).toArray();
    assertThat(opening(rule, turned)).isEqualTo(points.length - 1);
  }

  private static int opening(ControlRule rule, double[] points) {
    var run = DetectorRun.of(ControlChart.around(90, 2).rules(rule));
    for (int i = 0; i < points.length; i++) {
      run.at(i, 90 + 2 * points[i]);
    }
    return run.phases.indexOf(OPENED);
  }

  @Test
  void doesNotCountPointsOfBothSidesTogether() {
    var run = DetectorRun.of(ControlChart.around(0, 1));
    DoubleStream.of(2.1, -2.2, 0, 1.1, -1.2, 1.3, 1.4, 0.2).forEach(z -> run.at(0, z));

    assertThat(run.phases).containsOnly(NORMAL);
  }

  @Test
  void namesTheRuleAndTheSide() {
    var above = DetectorRun.of(ControlChart.around(90, 1).rules(ControlChart.NELSON));
    var falling = DetectorRun.of(ControlChart.around(90, 1).rules(ControlRule.NELSON_3));
    for (int i = 0; i < 9; i++) {
      above.at(i, 90.5);
    }
    for (int i = 0; i < 6; i++) {
      falling.at(i, 91 - 0.1 * i);
    }

    assertThat(above.explanation("Cel"))
        .isEqualTo(
            "9 points in a row above the centre line (Nelson 2): 90.5 Cel now, the centre line is"
                + " 90 Cel, 3 sigmas are 87 to 93 Cel");
    assertThat(above.last.score()).isCloseTo(0.9961, within(1e-9));
    assertThat(falling.explanation("Cel"))
        .startsWith("6 points in a row, each below the one before (Nelson 3): 90.5 Cel now");
  }

  @Test
  void closesWithTheFirstPointThatCompletesNoRule() {
    var run = DetectorRun.of(ControlChart.around(0, 1)).at(0, 4).at(1, 0.5);

    assertThat(run.phases).containsExactly(OPENED, CLOSED);
  }

  /** Also a check of the bits: the stated chances, met on independent normal readings. */
  @ParameterizedTest
  @EnumSource(ControlRule.class)
  void isMetByChanceAsOftenAsItSays(ControlRule rule) {
    ControlChart chart = ControlChart.around(0, 1).rules(rule);
    ControlChart.State state = chart.newState();
    Random random = new Random(8);
    int readings = 400_000;
    int met = 0;
    for (int i = 0; i < readings; i++) {
      chart.observe(state, random.nextGaussian(), i);
      met += state.judgement.breached ? 1 : 0;
    }

    double expected = rule.chance() * readings;
    assertThat((double) met).isCloseTo(expected, within(0.12 * expected + 10));
  }

  @Test
  void refusesNoRuleAtAll() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> ControlChart.learning(50).rules(List.of()))
        .withMessage("rules must name at least one rule");
  }
}
