package dev.telemetry.examples.factory.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.telemetry.model.SensorReading;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** A row of the table {@code window_statistics}, read back or worked out in the plainest way. */
record WindowRow(
    Window window,
    String unit,
    long count,
    double min,
    double max,
    double first,
    double last,
    double mean,
    double variance,
    double sum,
    List<Double> quantiles) {
  /** The windows of a plant that runs, in the plainest words. */
  static final List<Band> LIVE =
      List.of(
          new Band(Duration.ofSeconds(10), Duration.ofSeconds(10)),
          new Band(Duration.ofMinutes(1), Duration.ofSeconds(1)),
          new Band(Duration.ofHours(1), Duration.ofMinutes(1)));

  /** The windows of a recording. */
  static final List<Band> RECORDING =
      List.of(
          new Band(Duration.ofHours(1), Duration.ofHours(1)),
          new Band(Duration.ofHours(6), Duration.ofHours(1)),
          new Band(Duration.ofDays(1), Duration.ofHours(1)));

  private static final double RELATIVE = 1e-9;
  private static final double[] PROBABILITIES = {0.05, 0.5, 0.95};
  private static final double QUANTILE_ACCURACY = 0.001;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Windows of one size; they overlap where the slide is shorter. */
  record Band(Duration size, Duration slide) {}

  /** What tells the rows apart; times in milliseconds since 1970. */
  record Window(String key, long start, long end) {
    boolean isLongerThan(Duration size) {
      return end - start > size.toMillis();
    }
  }

  /** What the table holds. */
  static List<WindowRow> stored(Connection database) throws SQLException {
    List<WindowRow> rows = new ArrayList<>();
    try (Statement statement = database.createStatement();
        ResultSet row = statement.executeQuery("SELECT * FROM window_statistics")) {
      while (row.next()) {
        Window window =
            new Window(
                row.getString("key"), millis(row, "window_start"), millis(row, "window_end"));
        rows.add(
            new WindowRow(
                window,
                row.getString("unit"),
                row.getLong("count"),
                row.getDouble("min"),
                row.getDouble("max"),
                row.getDouble("first"),
                row.getDouble("last"),
                row.getDouble("mean"),
                row.getDouble("variance"),
                row.getDouble("sum"),
                quantiles(row.getString("quantiles"))));
      }
    }
    return rows;
  }

  private static List<Double> quantiles(String json) {
    if (json == null) {
      return List.of();
    }
    try {
      JsonNode quantiles = JSON.readTree(json);
      return Arrays.stream(PROBABILITIES)
          .mapToObj(p -> quantiles.get(String.valueOf(p)).asDouble())
          .toList();
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static long millis(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant().toEpochMilli();
  }

  /**
   * What the table should hold: every reading goes into every window that covers it, of its sensor
   * and of the machine, the line and the site above.
   */
  static List<WindowRow> expected(List<SensorReading> readings, List<Band> bands) {
    Map<Window, List<SensorReading>> windows = new HashMap<>();
    for (SensorReading reading : readings) {
      for (String key : keys(reading)) {
        bands.forEach(band -> put(reading, key, band, windows));
      }
    }
    return windows.entrySet().stream().map(w -> of(w.getKey(), w.getValue())).toList();
  }

  private static List<String> keys(SensorReading reading) {
    String path = reading.getSensorId();
    List<String> keys = new ArrayList<>(List.of(path));
    while (path.contains("/")) {
      path = path.substring(0, path.lastIndexOf('/'));
      keys.add(path + "#" + reading.getMetric() + "[" + reading.getUnit() + "]");
    }
    return keys;
  }

  private static void put(
      SensorReading reading, String key, Band band, Map<Window, List<SensorReading>> windows) {
    long time = reading.getEventTime().toEpochMilli();
    long size = band.size().toMillis();
    long slide = band.slide().toMillis();
    for (long start = time - Math.floorMod(time, slide); start > time - size; start -= slide) {
      Window window = new Window(key, start, start + size);
      windows.computeIfAbsent(window, unused -> new ArrayList<>()).add(reading);
    }
  }

  private static WindowRow of(Window window, List<SensorReading> readings) {
    // of equal times the lowest value comes first, whatever came first
    readings.sort(
        Comparator.comparing(SensorReading::getEventTime)
            .thenComparing(SensorReading::getSensorId)
            .thenComparing(SensorReading::getValue));
    double[] values = readings.stream().mapToDouble(SensorReading::getValue).toArray();
    double sum = 0;
    double min = values[0];
    double max = values[0];
    for (double value : values) {
      sum += value;
      min = Math.min(min, value);
      max = Math.max(max, value);
    }
    double mean = sum / values.length;
    double squares = 0;
    for (double value : values) {
      squares += (value - mean) * (value - mean);
    }
    return new WindowRow(
        window,
        readings.get(0).getUnit(),
        values.length,
        min,
        max,
        values[0],
        values[values.length - 1],
        mean,
        squares / values.length,
        sum,
        window.key().contains("#") ? List.of() : quantiles(values));
  }

  /** At the lower rank. */
  private static List<Double> quantiles(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return Arrays.stream(PROBABILITIES)
        .mapToObj(p -> sorted[(int) Math.floor(p * (sorted.length - 1))])
        .toList();
  }

  /** Checks that the rows are the same, and no more and no fewer. */
  static void assertSame(List<WindowRow> actual, List<WindowRow> expected) {
    Map<Window, WindowRow> stored = new HashMap<>();
    actual.forEach(row -> stored.put(row.window(), row));
    assertThat(actual).isNotEmpty().hasSameSizeAs(expected);
    for (WindowRow row : expected) {
      assertThat(stored.get(row.window())).isNotNull().satisfies(found -> found.requireSame(row));
    }
  }

  private void requireSame(WindowRow other) {
    assertThat(exact()).as("exact parts of %s", window).isEqualTo(other.exact());
    double rounding = 1e-15 * other.mean * other.mean;
    assertThat(mean).as("mean of %s", window).matches(m -> near(m, other.mean, 0));
    assertThat(variance)
        .as("variance of %s", window)
        .matches(v -> near(v, other.variance, rounding));
    assertThat(sum).as("sum of %s", window).matches(s -> near(s, other.sum, 0));
    assertThat(quantiles).as("quantiles of %s", window).hasSameSizeAs(other.quantiles);
    for (int i = 0; i < quantiles.size(); i++) {
      double exact = other.quantiles.get(i);
      assertThat(quantiles.get(i))
          .as("quantile %s of %s", PROBABILITIES[i], window)
          .isCloseTo(exact, within(QUANTILE_ACCURACY * Math.abs(exact) + 1e-12));
    }
  }

  private List<Object> exact() {
    return List.of(unit, count, min, max, first, last);
  }

  private static boolean near(double actual, double expected, double rounding) {
    return Math.abs(actual - expected) <= RELATIVE * Math.abs(expected) + rounding;
  }
}
