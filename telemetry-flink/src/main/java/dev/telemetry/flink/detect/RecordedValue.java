package dev.telemetry.flink.detect;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.temporal.TemporalAccessor;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;
import org.jspecify.annotations.Nullable;

/** One row of a recording, see {@link Replay} for the form of the file. */
record RecordedValue(long timeMillis, double value) {
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT
          .builder()
          .setHeader()
          .setSkipHeaderRecord(true)
          .setIgnoreEmptyLines(true)
          .setTrim(true)
          .get();

  /** As seconds that is the year 5138, as milliseconds 1973. */
  private static final double MILLIS_FROM = 1e11;

  /** In order of time, those of one time in order of value, as the job judges them. */
  private static final Comparator<RecordedValue> IN_ORDER =
      Comparator.comparingLong(RecordedValue::timeMillis).thenComparingDouble(RecordedValue::value);

  /** The values of a column, of the second one where the name is empty. */
  static List<RecordedValue> read(Path file, String column) {
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CSVParser rows = FORMAT.parse(reader)) {
      int index = indexOf(column, rows.getHeaderNames(), file);
      List<RecordedValue> values = new ArrayList<>();
      for (CSVRecord row : rows) {
        RecordedValue value = valueOf(row, index, file);
        if (value != null) {
          values.add(value);
        }
      }
      values.sort(IN_ORDER);
      return values;
    } catch (IOException | UncheckedIOException e) {
      throw new IllegalArgumentException(file + " cannot be read: " + e.getMessage(), e);
    }
  }

  private static int indexOf(String column, List<String> header, Path file) {
    int index = column.isEmpty() ? 1 : header.indexOf(column);
    if (index < 1 || index >= header.size()) {
      throw new IllegalArgumentException(
          "%s has no column %s, only %s"
              .formatted(file, column.isEmpty() ? "of values" : column, header));
    }
    return index;
  }

  private static @Nullable RecordedValue valueOf(CSVRecord row, int index, Path file) {
    if (row.size() <= index) {
      throw malformed(file, row, "the row has no column " + (index + 1), null);
    }
    double value = numberOr(row.get(index), Double.NaN);
    return Double.isFinite(value) ? new RecordedValue(timeOf(row.get(0), row, file), value) : null;
  }

  private static double numberOr(String text, double otherwise) {
    try {
      return Double.parseDouble(text);
    } catch (NumberFormatException e) {
      return otherwise;
    }
  }

  private static long timeOf(String text, CSVRecord row, Path file) {
    double number = numberOr(text, Double.NaN);
    if (Double.isFinite(number)) {
      return Math.round(Math.abs(number) < MILLIS_FROM ? number * 1_000 : number);
    }
    try {
      TemporalAccessor time =
          DateTimeFormatter.ISO_DATE_TIME.parseBest(
              text.replace(' ', 'T'), ZonedDateTime::from, LocalDateTime::from);
      Instant instant =
          time instanceof LocalDateTime local
              ? local.toInstant(ZoneOffset.UTC)
              : Instant.from(time);
      return instant.toEpochMilli();
    } catch (DateTimeException | ArithmeticException e) {
      throw malformed(file, row, "no time is \"" + text + "\"", e);
    }
  }

  private static IllegalArgumentException malformed(
      Path file, CSVRecord row, String finding, @Nullable Exception cause) {
    return new IllegalArgumentException(
        "%s, row %d: %s".formatted(file, row.getRecordNumber(), finding), cause);
  }
}
