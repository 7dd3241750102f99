package dev.telemetry.examples.factory.replay;

import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.chrono.IsoChronology;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A recording of one sensor: a CSV file with the columns {@code timestamp,value}, as those of the
 * Numenta Anomaly Benchmark (Lavin and Ahmad, 2015).
 *
 * <p>The header line is required. A timestamp is a date and a time in UTC, {@code 2013-12-02
 * 21:15:00}; a T in between, missing seconds, fractions of a second and a final Z are fine. A value
 * is a finite decimal number. The rows are checked and kept in the order of the file, all in
 * memory, about 200 bytes each. The first row that breaks these rules ends the reading with a
 * {@link RecordingException}; there is no half-read recording.
 *
 * <p>The file {@code machine_temperature.csv} becomes the sensor {@code
 * recording/replay/machine_temperature/temperature}, with sequence numbers from 0. A name that
 * contains "temperature" is taken for one, in Cel; any other is the metric "value" with unit 1.
 */
public final class Recording {
  private static final List<String> HEADER = List.of("timestamp", "value");
  private static final CSVFormat FORMAT =
      CSVFormat.DEFAULT.builder().setIgnoreEmptyLines(true).setTrim(true).get();
  private static final DateTimeFormatter TIME =
      new DateTimeFormatterBuilder()
          .append(DateTimeFormatter.ISO_LOCAL_DATE_TIME)
          .appendPattern("['Z']")
          .toFormatter(Locale.ROOT)
          .withResolverStyle(ResolverStyle.STRICT)
          .withChronology(IsoChronology.INSTANCE);

  private final String sensorId;
  private final String metric;
  private final String unit;
  private final List<SensorReading> readings;

  private Recording(Path file, List<Row> rows) {
    String name = file.getFileName().toString().replaceFirst("(?i)\\.csv$", "");
    boolean temperature = name.toLowerCase(Locale.ROOT).contains("temperature");
    this.metric = temperature ? "temperature" : "value";
    this.unit = temperature ? "Cel" : "1";
    this.sensorId = "recording/replay/" + name + "/" + metric;
    this.readings = readings(rows);
  }

  /**
   * Reads a whole file.
   *
   * @throws RecordingException if it is missing, empty or malformed
   */
  public static Recording read(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new RecordingException("There is no recording " + file + ".");
    }
    try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8);
        CSVParser parser = FORMAT.parse(reader)) {
      return new Recording(file, rows(file, parser));
    } catch (IOException e) {
      throw new RecordingException("The recording " + file + " cannot be read: " + e, e);
    } catch (UncheckedIOException e) {
      throw new RecordingException(
          "The recording " + file + " is no CSV file: " + e.getCause().getMessage(), e);
    }
  }

  /** The sensor that the readings claim to come from. */
  public String sensorId() {
    return sensorId;
  }

  /** What was measured: temperature or value. */
  public String metric() {
    return metric;
  }

  /** The UCUM code of the unit: Cel or 1. */
  public String unit() {
    return unit;
  }

  /** The readings in the order of the file; at least one. */
  public List<SensorReading> readings() {
    return readings;
  }

  private static List<Row> rows(Path file, CSVParser parser) {
    List<Row> rows = new ArrayList<>();
    boolean headerSeen = false;
    for (CSVRecord csv : parser) {
      Line line = new Line(file, parser.getCurrentLineNumber(), csv);
      if (headerSeen) {
        rows.add(line.row());
      } else {
        line.requireHeader();
        headerSeen = true;
      }
    }
    if (rows.isEmpty()) {
      throw new RecordingException("The recording " + file + " is empty: it has no values.");
    }
    return rows;
  }

  private List<SensorReading> readings(List<Row> rows) {
    List<SensorReading> all = new ArrayList<>(rows.size());
    for (Row row : rows) {
      long sequence = all.size();
      all.add(
          new SensorReading(
              sensorId, metric, unit, row.time(), row.value(), Quality.GOOD, sequence, Map.of()));
    }
    return List.copyOf(all);
  }

  private record Row(Instant time, double value) {}

  /** One line of the file, which knows how to complain about itself. */
  private record Line(Path file, long number, CSVRecord csv) {

    void requireHeader() {
      List<String> found = new ArrayList<>(csv.toList());
      found.set(0, found.get(0).replace("\uFEFF", "")); // spreadsheets write a byte order mark
      if (!found.equals(HEADER)) {
        throw malformed("the header must be timestamp,value, found " + String.join(",", found));
      }
    }

    Row row() {
      if (csv.size() != HEADER.size()) {
        throw malformed("expected 2 columns, found " + csv.size());
      }
      return new Row(time(csv.get(0)), value(csv.get(1)));
    }

    private Instant time(String text) {
      try {
        return LocalDateTime.parse(text.replace(' ', 'T'), TIME).toInstant(ZoneOffset.UTC);
      } catch (DateTimeParseException e) {
        throw malformed(
            "the timestamp must look like 2013-12-02 21:15:00, found \"" + text + "\"", e);
      }
    }

    private double value(String text) {
      try {
        double value = new BigDecimal(text).doubleValue();
        if (Double.isFinite(value)) {
          return value;
        }
      } catch (NumberFormatException e) {
        throw malformed("the value must be a number, found \"" + text + "\"", e);
      }
      throw malformed("the value must be finite, found \"" + text + "\"");
    }

    private RecordingException malformed(String finding) {
      return malformed(finding, null);
    }

    private RecordingException malformed(String finding, Throwable cause) {
      return new RecordingException(file + ", line " + number + ": " + finding + ".", cause);
    }
  }
}
