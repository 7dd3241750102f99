package dev.telemetry.detect;

import static dev.telemetry.detect.Verdict.Phase.CHANGED;
import static dev.telemetry.detect.Verdict.Phase.CLOSED;
import static dev.telemetry.detect.Verdict.Phase.NORMAL;
import static dev.telemetry.detect.Verdict.Phase.OPEN;
import static dev.telemetry.detect.Verdict.Phase.OPENED;
import static dev.telemetry.detect.Verdict.Phase.PENDING;
import static dev.telemetry.detect.Verdict.Phase.WARMING_UP;
import static dev.telemetry.model.Severity.CRITICAL;
import static dev.telemetry.model.Severity.INFO;
import static dev.telemetry.model.Severity.WARNING;
import static java.time.DayOfWeek.FRIDAY;
import static java.time.DayOfWeek.MONDAY;
import static java.time.DayOfWeek.SUNDAY;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CompositionTest {
  private static final Threshold HOT = Threshold.above(90);
  private static final Threshold HOTTER = Threshold.above(95).severity(CRITICAL);
  private static final RateOfChange FAST = RateOfChange.rising(10, ofSeconds(1));

  @Test
  void anyOfRaisesWhileOneMemberDoes() {
    var run =
        DetectorRun.of(Detectors.anyOf(HOT, FAST))
            .at(0, 20)
            .at(1, 40)
            .at(2, 45)
            .at(10, 91)
            .at(20, 80);

    assertThat(run.phases).containsExactly(NORMAL, OPENED, CLOSED, OPENED, CLOSED);
  }

  @Test
  void allOfRaisesWhileAllMembersDo() {
    var run =
        DetectorRun.of(Detectors.allOf(HOT, FAST)).at(0, 80).at(1, 85).at(2, 96).at(3, 97).at(9, 0);

    assertThat(run.phases).containsExactly(NORMAL, NORMAL, OPENED, CLOSED, NORMAL);
  }

  @Test
  void namesTheMembersThatSpoke() {
    var one = DetectorRun.of(Detectors.anyOf(HOT, FAST)).at(0, 20).at(1, 40);
    var both = DetectorRun.of(Detectors.anyOf(HOT, FAST)).at(0, 20).at(1, 91);

    assertThat(one.explanation("Cel"))
        .isEqualTo("rate-of-change: rises by 20 Cel/s to 40 Cel, the limit is 10 Cel/s");
    assertThat(both.explanation("Cel"))
        .isEqualTo(
            "threshold: 91 Cel is above 90 Cel;"
                + " rate-of-change: rises by 71 Cel/s to 91 Cel, the limit is 10 Cel/s");
  }

  @Test
  void atLeastCountsMembers() {
    Vote twoOfThree =
        Detectors.atLeast(2).of(Threshold.above(1), Threshold.above(2), Threshold.above(3));
    var run = DetectorRun.of(twoOfThree).at(0, 1.5).at(1, 2.5).at(2, 3.5).at(3, 1.5);

    assertThat(run.phases).containsExactly(NORMAL, OPENED, OPEN, CLOSED);
    assertThat(twoOfThree.name()).isEqualTo("at-least-2");
  }

  @Test
  void scoresWhatEnoughMembersReach() {
    Detector<?> low = Threshold.above(10).clearBelow(0);
    Detector<?> high = Threshold.above(20).clearBelow(0);

    assertThat(DetectorRun.of(Detectors.anyOf(low, high)).at(0, 5).last.score()).isEqualTo(0.5);
    assertThat(DetectorRun.of(Detectors.allOf(low, high)).at(0, 5).last.score()).isEqualTo(0.25);
  }

  @Test
  void hasItsOwnDelayOverThoseOfItsMembers() {
    var run =
        DetectorRun.of(Detectors.anyOf(HOT.forAtLeast(ofSeconds(2))).forAtLeast(ofSeconds(3)))
            .at(0, 91)
            .at(2, 91)
            .at(4, 91)
            .at(5, 91);

    assertThat(run.phases).containsExactly(NORMAL, PENDING, PENDING, OPENED);
  }

  @Test
  void isAsSevereAsTheMostSevereMemberThatSpeaks() {
    var run = DetectorRun.of(Detectors.anyOf(HOT.severity(INFO), HOTTER)).at(0, 91);
    assertThat(run.last.severity()).isEqualTo(INFO);

    run.at(1, 96).at(2, 91);
    assertThat(run.phases).containsExactly(OPENED, CHANGED, OPEN);
    assertThat(run.last.severity()).isEqualTo(CRITICAL);
  }

  @Test
  void warmsUpWhileAllMembersDo() {
    var run = DetectorRun.of(Detectors.anyOf(ZScore.rolling(100), ZScore.rolling(10)));
    run.calm(0, 7, 90, 1);

    assertThat(run.phases.subList(0, 6)).containsOnly(WARMING_UP);
    assertThat(run.phases.get(6)).isEqualTo(NORMAL);
  }

  @Test
  void weightsScores() {
    Weighted both =
        Detectors.weighted(3, Threshold.above(10).clearBelow(0))
            .and(1, Threshold.above(20).clearBelow(0))
            .beyond(0.85)
            .clearBelow(0.5);
    var run = DetectorRun.of(both).at(0, 8).at(1, 12).at(2, 6);

    // (3 * 0.8 + 0.4) / 4, then (3 + 0.6) / 4, then (3 * 0.6 + 0.3) / 4
    assertThat(run.phases).containsExactly(NORMAL, OPENED, OPEN);
    assertThat(run.last.score()).isCloseTo(0.525, within(1e-9));
    assertThat(run.at(3, 0).last.phase()).isEqualTo(CLOSED);
    assertThat(DetectorRun.of(both).at(0, 12).explanation("Cel"))
        .isEqualTo("12 Cel scores 0.9, the level is 0.85: threshold 1, threshold 0.6");
  }

  @Test
  void listensOnlyAfterTheWarmUp() {
    var run =
        DetectorRun.of(HOT.after(ofSeconds(10))).at(100, 91).at(109, 91).at(110, 92).at(111, 80);

    assertThat(run.phases).containsExactly(WARMING_UP, WARMING_UP, OPENED, CLOSED);
    assertThat(run.explanation("Cel")).isEqualTo("back to 80 Cel after 11 s, the peak was 92 Cel");
  }

  @Test
  void listensOnlyDuringTheSchedule() {
    long monday = 4 * 86_400;
    Schedule shift = Schedule.weekdays().between(LocalTime.of(6, 0), LocalTime.of(14, 0));
    var run =
        DetectorRun.of(HOT.during(shift))
            .at(monday + 5 * 3600, 95)
            .at(monday + 6 * 3600, 95)
            .at(monday + 14 * 3600, 95)
            .at(monday + 15 * 3600, 95);

    assertThat(run.phases).containsExactly(NORMAL, OPENED, CLOSED, NORMAL);
    run.at(monday + 30 * 3600, 95).at(monday + 38 * 3600, 96);
    assertThat(run.explanation("Cel"))
        .isEqualTo("not watched any more at 96 Cel after 8 h, the peak was 95 Cel");
  }

  @ParameterizedTest
  @CsvSource({
    "2026-11-23T22:00,true",
    "2026-11-23T21:59,false",
    "2026-11-24T05:59,true",
    "2026-11-24T06:00,false",
    "2026-11-28T05:00,true",
    "2026-11-28T22:30,false",
    "2026-11-30T01:00,true",
    "2026-07-06T22:00,true"
  })
  void knowsNightShifts(String local, boolean on) {
    ZoneId zone = ZoneId.of("Europe/Vienna");
    Schedule nights =
        Schedule.on(MONDAY, FRIDAY, SUNDAY)
            .between(LocalTime.of(22, 0), LocalTime.of(6, 0))
            .in(zone);
    long millis = LocalDateTime.parse(local).atZone(zone).toInstant().toEpochMilli();

    assertThat(nights.covers(nights.newClock().localMillis(millis))).isEqualTo(on);
  }

  @Test
  void learnsOnlyWhileTheMachineRuns() {
    ZScore normal = ZScore.rolling(200).afterWarmUp(30).beyond(5);
    Detector<?> power = normal.when(Threshold.above(5).forAtLeast(ofSeconds(10)));
    var run = DetectorRun.of(power);
    for (int cycle = 0; cycle < 20; cycle++) {
      run.calm(cycle * 200L, 100, 0.1, 0.1).calm(cycle * 200L + 100, 100, 50, 1);
    }

    assertThat(run.phases).doesNotContain(OPENED);
    assertThat(run.at(4000, 70).last.phase()).isEqualTo(OPENED);
    assertThat(run.last.expected()).isCloseTo(50, within(0.1));
    assertThat(run.at(4001, 0).last.phase()).isEqualTo(CLOSED);
    assertThat(run.explanation("kW")).startsWith("not watched any more at 0 kW");
  }

  @Test
  void keepsSeverityAndVersionOfWhatItListensTo() {
    Gated gated = HOTTER.ruleVersion(7).after(ofSeconds(0));

    assertThat(gated.severity()).isEqualTo(CRITICAL);
    assertThat(gated.ruleVersion()).isEqualTo(7);
    assertThat(gated.name()).isEqualTo("gated-threshold");
    assertThat(DetectorRun.of(Detectors.anyOf(HOT).severity(CRITICAL)).at(0, 91).last.severity())
        .isEqualTo(CRITICAL);
    assertThat(Detectors.anyOf(HOT).severity()).isEqualTo(WARNING);
  }

  @Test
  void startsAMemberAnewThatTookThePlaceOfAnother() throws IOException {
    Vote before = Detectors.anyOf(HOT, ZScore.rolling(100));
    Vote after = Detectors.anyOf(HOT, RobustZScore.rolling(100), FAST);
    var run = DetectorRun.of(before).calm(0, 100, 80, 1).at(100, 95);

    var bytes = new ByteArrayOutputStream();
    before.stateFormat().write(run.state, new DataOutputStream(bytes));
    Composite.State read =
        after
            .stateFormat()
            .read(1, new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));

    assertThat(after.observe(read, 96, 101_000).phase()).isEqualTo(OPEN);
  }

  @Test
  void refusesAMemberWhoseFormatIsNotThere() {
    byte[] bytes = {0, 0, 0, 1, 0, 4, 'n', 'o', 'n', 'e'};
    assertThatIOException()
        .isThrownBy(
            () ->
                new Composite.Format()
                    .read(1, new DataInputStream(new ByteArrayInputStream(bytes))))
        .withMessageContaining("none");
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Detectors.anyOf())
        .withMessage("members must be >= 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Detectors.atLeast(3).of(HOT, FAST))
        .withMessage("atLeast must be <= the members, was 3 of 2");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Detectors.weighted(0, HOT))
        .withMessage("weight must be finite and > 0, was 0.0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Detectors.weighted(1, HOT).beyond(1.5))
        .withMessage("level must be > 0 and <= 1, was 1.5");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Schedule.daily().between(LocalTime.NOON, LocalTime.NOON))
        .withMessageContaining("between");
  }
}
