package dev.telemetry.benchmarks.detect;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.Set;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVParser;
import org.apache.commons.csv.CSVRecord;

/**
 * A CSV file of one or more sensors: a header, a first column that is a time or a running number,
 * and columns of values. Comma, semicolon (then also with decimal commas) or tab; columns of labels
 * are not looked at, nor are those without a number. What is no number is NaN. Where most rows have
 * no time, rows are taken to be a second apart. All in memory: 8 bytes for a value, 80 for a row.
 */
public final class Series {
  /** The time of a row that has none. */
  public static final long NO_TIME = Long.MIN_VALUE;

  private static final Set<String> LABELS =
      Set.of("label", "labels", "anomaly", "changepoint", "is_anomaly");
  private static final List<Character> DELIMITERS = List.of(';', ',', '\t');
  private static final long MILLIS_PER_ROW = 1000;

  private final List<String> columns;
  private final List<String> timestamps;
  private final long[] timeMillis;
  private final double[][] values;

  private Series(List<String> columns, List<String> timestamps, double[][] values) {
    this.columns = columns;
    this.timestamps = timestamps;
    this.timeMillis = times(timestamps);
    this.values = values;
  }

  /**
   * Names of the columns of values.
   *
   * @return in the order of the file, maybe none
   */
  public List<String> columns() {
    return columns;
  }

  /**
   * The number of rows without the header.
   *
   * @return the number
   */
  public int rows() {
    return timeMillis.length;
  }

  /**
   * The first column of a row.
   *
   * @param row from 0
   * @return as it stands in the file
   */
  public String timestamp(int row) {
    return timestamps.get(row);
  }

  /**
   * The event time of a row.
   *
   * @param row from 0
   * @return milliseconds since 1970, never before an earlier row, or {@link #NO_TIME}
   */
  public long timeMillis(int row) {
    return timeMillis[row];
  }

  /**
   * The values of a row.
   *
   * @param row from 0
   * @return by column, not to be changed
   */
  public double[] values(int row) {
    return values[row];
  }

  /**
   * Reads a file.
   *
   * @param file to read
   * @return its rows, blank lines left out
   * @throws IOException if it cannot be read or has no header
   */
  public static Series read(Path file) throws IOException {
    try {
      return read(file, true);
    } catch (UncheckedIOException quotes) {
      return read(file, false); // a stray quote: then quotes mean nothing here
    }
  }

  private static Series read(Path file, boolean quotes) throws IOException {
    char delimiter = delimiterOf(file);
    CSVFormat format =
        CSVFormat.DEFAULT
            .builder()
            .setDelimiter(delimiter)
            .setIgnoreEmptyLines(true)
            .setTrim(true)
            .setQuote(quotes ? '"' : null)
            .setTrailingData(true)
            .setLenientEof(true)
            .get();
    try (Reader reader = open(file);
        CSVParser parser = format.parse(reader)) {
      return of(parser.getRecords(), delimiter == ';');
    }
  }

  /** What is no UTF-8 becomes a sign for that, not an error. */
  private static Reader open(Path file) throws IOException {
    return new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8);
  }

  private static char delimiterOf(Path file) throws IOException {
    try (var reader = new BufferedReader(open(file))) {
      String header = reader.readLine();
      if (header == null) {
        throw new IOException("it is empty");
      }
      return DELIMITERS.stream().filter(one -> header.indexOf(one) >= 0).findFirst().orElse(',');
    }
  }

  private static Series of(List<CSVRecord> records, boolean decimalCommas) throws IOException {
    if (records.isEmpty()) {
      throw new IOException("it is empty");
    }
    List<String> header = records.get(0).toList();
    List<CSVRecord> rows = records.subList(1, records.size());
    int[] places = valueColumns(header, rows, decimalCommas);
    List<String> timestamps = new ArrayList<>(rows.size());
    double[][] values = new double[rows.size()][];
    for (CSVRecord row : rows) {
      values[timestamps.size()] =
          Arrays.stream(places).mapToDouble(at -> number(row, at, decimalCommas)).toArray();
      timestamps.add(row.get(0));
    }
    List<String> names = Arrays.stream(places).mapToObj(header::get).toList();
    return new Series(names, timestamps, values);
  }

  private static int[] valueColumns(
      List<String> header, List<CSVRecord> rows, boolean decimalCommas) {
    List<Integer> places = new ArrayList<>();
    for (int i = header.size() == 1 ? 0 : 1; i < header.size(); i++) {
      int at = i;
      boolean label = LABELS.contains(header.get(i).strip().toLowerCase(Locale.ROOT));
      if (!label
          && rows.stream().anyMatch(row -> Double.isFinite(number(row, at, decimalCommas)))) {
        places.add(i);
      }
    }
    return places.stream().mapToInt(Integer::intValue).toArray();
  }

  private static double number(CSVRecord row, int column, boolean decimalCommas) {
    if (column >= row.size()) {
      return Double.NaN;
    }
    String text = row.get(column);
    try {
      return Double.parseDouble(decimalCommas ? text.replace(',', '.') : text);
    } catch (NumberFormatException e) {
      return Double.NaN;
    }
  }

  private static long[] times(List<String> timestamps) {
    long[] times = new long[timestamps.size()];
    int missing = 0;
    long latest = NO_TIME;
    for (int i = 0; i < times.length; i++) {
      OptionalLong time = Timestamps.parse(timestamps.get(i));
      missing += time.isPresent() ? 0 : 1;
      latest = Math.max(latest, time.orElse(latest));
      times[i] = time.isPresent() ? latest : NO_TIME;
    }
    return missing * 2 > times.length ? oneEachSecond(times.length) : times;
  }

  private static long[] oneEachSecond(int rows) {
    long[] times = new long[rows];
    Arrays.setAll(times, i -> i * MILLIS_PER_ROW);
    return times;
  }
}
