package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.model.WindowStatistics;
import java.sql.ResultSet;
import java.sql.SQLException;

/** A window as the page reads it; from and to are epoch milliseconds. */
record StatisticsView(
    String key,
    String metric,
    String unit,
    long from,
    long to,
    long count,
    Double mean,
    Double min,
    Double max) {

  static StatisticsView of(WindowStatistics window) {
    return new StatisticsView(
        window.getKey(),
        window.getMetric(),
        window.getUnit(),
        window.getWindowStart().toEpochMilli(),
        window.getWindowEnd().toEpochMilli(),
        window.getCount(),
        Finite.orNull(window.getMean()),
        Finite.orNull(window.getMin()),
        Finite.orNull(window.getMax()));
  }

  static StatisticsView of(ResultSet row) throws SQLException {
    return new StatisticsView(
        row.getString("key"),
        row.getString("metric"),
        row.getString("unit"),
        row.getTimestamp("window_start").getTime(),
        row.getTimestamp("window_end").getTime(),
        row.getLong("count"),
        Finite.orNull(row, "mean"),
        Finite.orNull(row, "min"),
        Finite.orNull(row, "max"));
  }
}
