package dev.telemetry.examples.factory.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.examples.factory.Tuning;
import dev.telemetry.model.SensorReading;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.ArrayList;
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
    double sum) {
  private static final double RELATIVE = 1e-9;

  /** What tells the rows apart; times in milliseconds since 1970. */
  record Window(String key, long start, long end) {}

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
                row.getDouble("sum")));
      }
    }
    return rows;
  }

  private static long millis(ResultSet row, String column) throws SQLException {
    return row.getObject(column, OffsetDateTime.class).toInstant().toEpochMilli();
  }

  /** What the table should hold: every reading goes into every window that covers it. */
  static List<WindowRow> expected(List<SensorReading> readings, Tuning tuning) {
    Map<Window, List<SensorReading>> windows = new HashMap<>();
    for (SensorReading reading : readings) {
      put(reading, tuning.tumbling(), tuning.tumbling(), windows);
      put(reading, tuning.sliding(), tuning.tumbling(), windows);
    }
    return windows.entrySet().stream().map(w -> of(w.getKey(), w.getValue())).toList();
  }

  private static void put(
      SensorReading reading,
      Duration size,
      Duration slide,
      Map<Window, List<SensorReading>> windows) {
    long time = reading.getEventTime().toEpochMilli();
    long start = time - Math.floorMod(time, slide.toMillis());
    for (; start > time - size.toMillis(); start -= slide.toMillis()) {
      Window window = new Window(reading.getSensorId(), start, start + size.toMillis());
      windows.computeIfAbsent(window, unused -> new ArrayList<>()).add(reading);
    }
  }

  private static WindowRow of(Window window, List<SensorReading> readings) {
    // of equal times the lowest value comes first, whatever came first
    readings.sort(
        Comparator.comparing(SensorReading::getEventTime).thenComparing(SensorReading::getValue));
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
        sum);
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
  }

  private List<Object> exact() {
    return List.of(unit, count, min, max, first, last);
  }

  private static boolean near(double actual, double expected, double rounding) {
    return Math.abs(actual - expected) <= RELATIVE * Math.abs(expected) + rounding;
  }
}
