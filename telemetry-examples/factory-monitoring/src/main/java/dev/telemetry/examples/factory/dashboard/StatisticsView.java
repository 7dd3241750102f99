package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.model.Quantile;
import dev.telemetry.model.WindowStatistics;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * A window as the page reads it; from and to are epoch milliseconds, {@code p5} to {@code p95} the
 * quantiles, null where none were asked for.
 */
record StatisticsView(
    String key,
    String metric,
    String unit,
    long from,
    long to,
    int revision,
    long count,
    Double mean,
    Double min,
    Double max,
    Double p5,
    Double p50,
    Double p95) {

  static StatisticsView of(WindowStatistics window) {
    return new StatisticsView(
        window.getKey(),
        window.getMetric(),
        window.getUnit(),
        window.getWindowStart().toEpochMilli(),
        window.getWindowEnd().toEpochMilli(),
        window.getRevision(),
        window.getCount(),
        Finite.orNull(window.getMean()),
        Finite.orNull(window.getMin()),
        Finite.orNull(window.getMax()),
        quantile(window, 0.05),
        quantile(window, 0.5),
        quantile(window, 0.95));
  }

  private static Double quantile(WindowStatistics window, double probability) {
    if (window.getQuantiles() == null) {
      return null;
    }
    for (Quantile quantile : window.getQuantiles()) {
      if (quantile.getProbability() == probability) {
        return Finite.orNull(quantile.getValue());
      }
    }
    return null;
  }

  static StatisticsView of(ResultSet row) throws SQLException {
    return new StatisticsView(
        row.getString("key"),
        row.getString("metric"),
        row.getString("unit"),
        row.getTimestamp("window_start").getTime(),
        row.getTimestamp("window_end").getTime(),
        row.getInt("revision"),
        row.getLong("count"),
        Finite.orNull(row, "mean"),
        Finite.orNull(row, "min"),
        Finite.orNull(row, "max"),
        Finite.orNull(row, "p5"),
        Finite.orNull(row, "p50"),
        Finite.orNull(row, "p95"));
  }

  /** The key and the length of the window: what a page shows the newest of. */
  String band() {
    return to - from + " " + key;
  }

  /** This one or another of the same window: a correction stays, whichever came first. */
  StatisticsView orCorrection(StatisticsView other) {
    return other.revision >= revision ? other : this;
  }

  /** This one or another of the same band: the newer window. */
  StatisticsView orNewer(StatisticsView other) {
    return other.from == from ? orCorrection(other) : other.from > from ? other : this;
  }
}
