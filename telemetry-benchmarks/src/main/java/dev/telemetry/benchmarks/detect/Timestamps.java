package dev.telemetry.benchmarks.detect;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.time.temporal.TemporalAccessor;
import java.time.temporal.TemporalQueries;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/**
 * The first column of a file as event time: ISO dates with or without time, fraction and zone (UTC
 * unless told), the same with slashes, or a number: since 1970 in seconds, milli-, micro- or
 * nanoseconds by its size, and a running number in seconds.
 */
public final class Timestamps {
  private static final DateTimeFormatter DATE =
      new DateTimeFormatterBuilder()
          .appendPattern("[uuuu-M-d][uuuu/M/d][M/d/uuuu][d.M.uuuu]")
          .parseCaseInsensitive()
          .optionalStart()
          .appendPattern("[ ]['T']H:m")
          .optionalStart()
          .appendPattern(":s")
          .optionalStart()
          .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
          .optionalEnd()
          .optionalEnd()
          .optionalEnd()
          .appendPattern("[ ]")
          .optionalStart()
          .appendZoneOrOffsetId()
          .optionalEnd()
          .optionalStart()
          .appendOffset("+HHmm", "+0000")
          .optionalEnd()
          .toFormatter(Locale.ROOT);

  private static final Pattern NUMBER = Pattern.compile("[+-]?[0-9]*[.]?[0-9]+([eE][+-]?[0-9]+)?");

  /** From which size on a number counts so many of these since 1970, and how many make 1 ms. */
  private record Scale(double from, double perMilli) {}

  private static final List<Scale> SCALES =
      List.of(new Scale(1e17, 1e6), new Scale(1e14, 1e3), new Scale(1e11, 1));

  private static final double MILLIS_PER_SECOND = 1000;

  private Timestamps() {}

  /**
   * Reads a time.
   *
   * @param text of the column
   * @return milliseconds since 1970, nothing where the text is no time
   */
  public static OptionalLong parse(String text) {
    String trimmed = text.strip();
    return NUMBER.matcher(trimmed).matches() ? number(Double.parseDouble(trimmed)) : date(trimmed);
  }

  private static OptionalLong number(double number) {
    for (Scale scale : SCALES) {
      if (Math.abs(number) >= scale.from) {
        return OptionalLong.of((long) (number / scale.perMilli));
      }
    }
    return OptionalLong.of((long) (number * MILLIS_PER_SECOND));
  }

  private static OptionalLong date(String text) {
    try {
      TemporalAccessor parsed = DATE.parse(text);
      LocalDate date = LocalDate.from(parsed);
      LocalTime time = parsed.query(TemporalQueries.localTime());
      ZoneId zone = parsed.query(TemporalQueries.zone());
      LocalDateTime local = date.atTime(time == null ? LocalTime.MIDNIGHT : time);
      return OptionalLong.of(
          local.atZone(zone == null ? ZoneOffset.UTC : zone).toInstant().toEpochMilli());
    } catch (DateTimeException | ArithmeticException e) {
      return OptionalLong.empty();
    }
  }
}
