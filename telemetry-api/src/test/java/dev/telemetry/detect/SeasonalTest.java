package dev.telemetry.detect;

import static dev.telemetry.detect.Verdict.Phase.CLOSED;
import static dev.telemetry.detect.Verdict.Phase.NORMAL;
import static dev.telemetry.detect.Verdict.Phase.OPENED;
import static dev.telemetry.detect.Verdict.Phase.WARMING_UP;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.Test;

class SeasonalTest {
  private static final long HOUR = 3600;
  private static final long DAY = 24 * HOUR;
  private static final long MONDAY = 4 * DAY;

  /** Ten kilowatts by day, two by night, each ten minutes. */
  private static <S> DetectorRun<S> pump(Detector<S> detector, int days) {
    var run = DetectorRun.of(detector);
    Random random = new Random(3);
    for (long second = 0; second < days * DAY; second += 600) {
      run.at(second, power(second) + 0.2 * random.nextGaussian());
    }
    run.phases.clear();
    return run;
  }

  private static double power(long second) {
    long hour = second / HOUR % 24;
    return hour >= 6 && hour < 22 ? 10 : 2;
  }

  @Test
  void raisesForWhatIsUsualAtAnotherHourOnly() {
    var run = pump(Seasonal.daily(), 5);
    long night = 5 * DAY + 2 * HOUR + 1800;
    run.at(night, 2.1).at(night + 600, 10).at(night + 1200, 2).at(night + 12 * HOUR, 10);

    assertThat(run.phases).containsExactly(NORMAL, OPENED, CLOSED, NORMAL);
  }

  @Test
  void explainsWithTheHour() {
    var run = pump(Seasonal.daily(), 5).at(5 * DAY + 2 * HOUR + 1800, 10);

    assertThat(run.last.expected()).isCloseTo(2, within(0.1));
    assertThat(run.explanation("kW"))
        .startsWith("10 kW is far above the expected ")
        .endsWith(", by the hour of the day");
  }

  @Test
  void goesInAStraightLineBetweenTheMiddlesOfHours() {
    var run = DetectorRun.of(Seasonal.daily().afterVisits(1));
    for (long second = 0; second < 3 * DAY; second += 60) {
      run.at(second, (double) (second % DAY) / HOUR);
    }

    assertThat(run.at(3 * DAY + 10 * HOUR, 10).last.expected()).isCloseTo(10, within(0.02));
    assertThat(run.at(3 * DAY + 10 * HOUR + 900, 10.25).last.expected())
        .isCloseTo(10.25, within(0.02));
    assertThat(run.at(3 * DAY + 10 * HOUR + 2700, 10.75).last.expected())
        .isCloseTo(10.75, within(0.02));
  }

  @Test
  void countsAnHourOnceWhateverItsReadings() {
    var run = DetectorRun.of(Seasonal.daily().afterVisits(2));
    for (int i = 0; i < 3000; i++) {
      run.at(i, 100);
    }
    run.at(DAY, 50).at(DAY + HOUR, 50).at(2 * DAY + 1800, 75);

    assertThat(run.last.expected()).isEqualTo(75);
  }

  @Test
  void raisesNothingInAnHourThatWasNotMetOftenEnough() {
    var run = pump(Seasonal.daily().afterVisits(3), 3);
    run.at(3 * DAY, 2).at(3 * DAY + 23 * HOUR, 2);
    assertThat(run.phases).containsExactly(NORMAL, NORMAL);

    var early = pump(Seasonal.daily().afterVisits(3), 2).at(2 * DAY, 50);
    assertThat(early.phases).containsExactly(WARMING_UP);
  }

  @Test
  void knowsTheDaysOfTheWeek() {
    var run = DetectorRun.of(Seasonal.weekly().afterVisits(2));
    for (long second = 0; second < 28 * DAY; second += 600) {
      boolean weekend = Math.floorMod(second - MONDAY, 7 * DAY) >= 5 * DAY;
      run.at(second, (weekend ? 1 : 10) + 0.1 * (second / 600 % 3));
    }
    run.phases.clear();
    long saturday = 4 * 7 * DAY + MONDAY + 5 * DAY;
    run.at(saturday + 12 * HOUR, 10).at(saturday + 60 * HOUR, 10);

    assertThat(run.phases).containsExactly(OPENED, CLOSED);
    assertThat(run.explanation("")).startsWith("back to 10");
  }

  @Test
  void followsTheClockOnTheWallThroughSummerTime() {
    ZoneId vienna = ZoneId.of("Europe/Vienna");
    WallClock clock = new WallClock(vienna);
    for (LocalDateTime local = LocalDateTime.of(2026, 3, 20, 0, 0);
        local.isBefore(LocalDateTime.of(2026, 11, 5, 0, 0));
        local = local.plusHours(7)) {
      long time = local.atZone(vienna).toInstant().toEpochMilli();
      assertThat(clock.localMillis(time))
          .isEqualTo(time + vienna.getRules().getOffset(local).getTotalSeconds() * 1000L);
    }
    assertThat(new WallClock(ZoneOffset.ofHours(2)).localMillis(5)).isEqualTo(7_200_005);
  }

  @Test
  void keepsAbnormalReadingsOutOfTheProfileAndRelearnsAfterSevenDays() {
    var run = pump(Seasonal.daily(), 5);
    for (long second = 5 * DAY; second < 20 * DAY; second += 600) {
      run.at(second, power(second) + 50);
      if (second == 10 * DAY) {
        assertThat(run.last.expected()).isLessThan(12);
      }
    }

    assertThat(run.phases).containsOnlyOnce(OPENED).containsOnlyOnce(CLOSED);
    assertThat(run.last.phase()).isEqualTo(NORMAL);
    assertThat(run.last.expected()).isGreaterThan(50);
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Seasonal.daily().afterVisits(0))
        .withMessage("visits must be >= 1, was 0");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Seasonal.daily().halfLife(-1))
        .withMessage("halfLife must be finite and > 0, was -1.0");
  }
}
