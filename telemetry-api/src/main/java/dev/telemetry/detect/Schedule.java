package dev.telemetry.detect;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;

/**
 * Hours of the week on the clock on the wall, such as those of a shift.
 *
 * <pre>{@code
 * Schedule.on(MONDAY, TUESDAY).between(LocalTime.of(22, 0), LocalTime.of(6, 0)).in(zone)
 * }</pre>
 *
 * <p>The whole day unless told, in UTC unless told. The beginning belongs to the schedule, the end
 * does not; one that ends before it begins goes on to the next day. Pure and immutable: each step
 * returns a new schedule.
 */
public final class Schedule implements Serializable {
  private static final long serialVersionUID = 1;
  private static final long DAY_MILLIS = Duration.ofDays(1).toMillis();
  private static final int DAYS = 7;

  /** 1970-01-01 was a Thursday. */
  private static final int FIRST_DAY = DayOfWeek.THURSDAY.getValue() - 1;

  /** A bit for each day, Monday lowest. */
  private final int days;

  private final long fromMillis;
  private final long toMillis;
  private final ZoneId zone;

  private Schedule(int days, long fromMillis, long toMillis, ZoneId zone) {
    this.days = days;
    this.fromMillis = fromMillis;
    this.toMillis = toMillis;
    this.zone = zone;
  }

  /**
   * On these days.
   *
   * @param first day
   * @param more days
   * @return the schedule
   */
  public static Schedule on(DayOfWeek first, DayOfWeek... more) {
    int days = bit(first);
    for (DayOfWeek day : more) {
      days |= bit(day);
    }
    return new Schedule(days, 0, DAY_MILLIS, ZoneOffset.UTC);
  }

  private static int bit(DayOfWeek day) {
    return 1 << (day.getValue() - 1);
  }

  /**
   * On every day.
   *
   * @return the schedule
   */
  public static Schedule daily() {
    return on(DayOfWeek.MONDAY, DayOfWeek.values());
  }

  /**
   * On Monday to Friday.
   *
   * @return the schedule
   */
  public static Schedule weekdays() {
    return on(
        DayOfWeek.MONDAY,
        DayOfWeek.TUESDAY,
        DayOfWeek.WEDNESDAY,
        DayOfWeek.THURSDAY,
        DayOfWeek.FRIDAY);
  }

  /**
   * Between two times of the day on which it begins.
   *
   * @param from the beginning
   * @param to the end, on the next day when it is before the beginning
   * @return the schedule
   */
  public Schedule between(LocalTime from, LocalTime to) {
    if (from.equals(to)) {
      throw new IllegalArgumentException("between must have two times, was twice " + from);
    }
    long begin = from.toSecondOfDay() * 1000L;
    long end = to.toSecondOfDay() * 1000L;
    return new Schedule(days, begin, end > begin ? end : end + DAY_MILLIS, zone);
  }

  /**
   * The zone whose clock counts.
   *
   * @param newZone UTC unless told
   * @return the schedule
   */
  public Schedule in(ZoneId newZone) {
    requireNonNull(newZone, "zone");
    return new Schedule(days, fromMillis, toMillis, newZone);
  }

  WallClock newClock() {
    return new WallClock(zone);
  }

  /** Whether a time on the wall is within, of today's turn or of yesterday's. */
  boolean covers(long localMillis) {
    long day = Math.floorDiv(localMillis, DAY_MILLIS);
    long inDay = localMillis - day * DAY_MILLIS;
    boolean today = isOn(day) && inDay >= fromMillis && inDay < toMillis;
    boolean sinceYesterday = isOn(day - 1) && inDay + DAY_MILLIS < toMillis;
    return today || sinceYesterday;
  }

  private boolean isOn(long day) {
    return ((days >> Math.floorMod(day + FIRST_DAY, DAYS)) & 1) == 1;
  }
}
