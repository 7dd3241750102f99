package dev.telemetry.detect;

import static dev.telemetry.detect.Verdict.Phase.CLOSED;
import static dev.telemetry.detect.Verdict.Phase.NORMAL;
import static dev.telemetry.detect.Verdict.Phase.OPEN;
import static dev.telemetry.detect.Verdict.Phase.OPENED;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class RateOfChangeTest {

  @Test
  void judgesThePaceWhateverTheInterval() {
    var run =
        DetectorRun.of(RateOfChange.beyond(2, ofSeconds(1)))
            .at(0, 20)
            .at(1, 22)
            .at(11, 42)
            .at(12, 44.5)
            .at(14, 47)
            .at(16, 48);

    assertThat(run.phases).containsExactly(NORMAL, NORMAL, NORMAL, OPENED, OPEN, CLOSED);
  }

  @Test
  void explainsWithTheUnitOfTheRate() {
    var second = DetectorRun.of(RateOfChange.rising(2, ofSeconds(1))).at(0, 20).at(2, 25);
    var minute = DetectorRun.of(RateOfChange.falling(5, ofMinutes(1))).at(0, 20).at(30, 17);
    var odd = DetectorRun.of(RateOfChange.beyond(5, ofSeconds(10))).at(0, 20).at(10, 26);

    assertThat(second.explanation("Cel"))
        .isEqualTo("rises by 2.5 Cel/s to 25 Cel, the limit is 2 Cel/s");
    assertThat(second.last.expected()).isEqualTo(20);
    assertThat(second.last.upper()).isEqualTo(24);
    assertThat(second.last.lower()).isNaN();
    assertThat(minute.explanation("bar"))
        .isEqualTo("falls by 6 bar/min to 17 bar, the limit is 5 bar/min");
    assertThat(odd.explanation("")).isEqualTo("rises by 0.6 /s to 26, the limit is 0.5 /s");
  }

  @Test
  void watchesOneDirectionOnly() {
    var rising = DetectorRun.of(RateOfChange.rising(2, ofSeconds(1))).at(0, 20).at(1, 0);
    var falling = DetectorRun.of(RateOfChange.falling(2, ofSeconds(1))).at(0, 20).at(1, 40);

    assertThat(rising.phases).containsExactly(NORMAL, NORMAL);
    assertThat(falling.phases).containsExactly(NORMAL, NORMAL);
  }

  @Test
  void smoothsNoiseOverALongerTime() {
    RateOfChange limit = RateOfChange.beyond(0.5, ofSeconds(1));
    var plain = DetectorRun.of(limit).calm(0, 100, 90, 1);
    var over = DetectorRun.of(limit.over(ofSeconds(16))).calm(0, 100, 90, 1);
    for (int i = 100; i < 120; i++) {
      over.at(i, 90 + (i - 100));
    }

    assertThat(plain.phases).contains(OPENED);
    assertThat(over.phases.indexOf(OPENED)).isBetween(105, 112);
    // 16 s before, at 103, it was 93
    assertThat(over.last.expected()).isEqualTo(93);
  }

  @Test
  void takesTheMeanPaceOverAGap() {
    var run =
        DetectorRun.of(RateOfChange.beyond(1, ofSeconds(1)).over(ofSeconds(8)))
            .at(0, 10)
            .at(1000, 500)
            .at(1001, 500);

    assertThat(run.phases).containsExactly(NORMAL, NORMAL, NORMAL);
    assertThat(run.last.expected()).isEqualTo(10);
  }

  @Test
  void saysNothingOfTwoValuesAtOneTime() {
    var run =
        DetectorRun.of(RateOfChange.beyond(1, ofSeconds(1))).at(0, 0).at(1, 5).at(1, 90).at(2, 90);

    assertThat(run.phases).containsExactly(NORMAL, OPENED, OPEN, CLOSED);
  }

  @Test
  void scoresTheWayToTheLimit() {
    var run = DetectorRun.of(RateOfChange.beyond(4, ofSeconds(1)).clearWithin(2)).at(0, 0);

    assertThat(run.at(1, 2).last.score()).isZero();
    assertThat(run.at(2, 5).last.score()).isEqualTo(0.5);
    assertThat(run.at(3, 15).last.score()).isEqualTo(1);
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateOfChange.beyond(0, ofSeconds(1)))
        .withMessage("limit must be finite and > 0, was 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateOfChange.beyond(1, ofSeconds(0)))
        .withMessageContaining("per must be at least 1 ms");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> RateOfChange.beyond(1, ofSeconds(1)).clearWithin(2))
        .withMessage("clearWithin must be <= the limit, was 2.0 and 1.0");
  }
}
