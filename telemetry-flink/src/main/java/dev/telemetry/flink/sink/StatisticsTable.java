package dev.telemetry.flink.sink;

import dev.telemetry.model.Course;
import dev.telemetry.model.HistogramBin;
import dev.telemetry.model.Quantile;
import dev.telemetry.model.ValueHistogram;
import dev.telemetry.model.WindowStatistics;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A row for each operator, key and window. The optional parts have columns that may be null: {@code
 * quantiles->>'0.99'} is a quantile, {@code jsonb_to_recordset(histogram->'bins')} the bins.
 */
final class StatisticsTable implements PostgresTable<WindowStatistics> {
  private static final long serialVersionUID = 2;

  @Override
  public String name() {
    return "window_statistics";
  }

  /**
   * A table of an earlier release gets the columns that it lacks. Only then is it altered: that
   * takes the table's owner and waits for its readers.
   */
  @Override
  public String ddl() {
    return """
        CREATE TABLE IF NOT EXISTS window_statistics (
          "operator" text NOT NULL,
          "key" text NOT NULL,
          "metric" text NOT NULL,
          "unit" text NOT NULL,
          "window_start" timestamptz NOT NULL,
          "window_end" timestamptz NOT NULL,
          "count" bigint NOT NULL,
          "mean" double precision NOT NULL,
          "variance" double precision NOT NULL,
          "min" double precision NOT NULL,
          "max" double precision NOT NULL,
          "first" double precision NOT NULL,
          "last" double precision NOT NULL,
          "sum" double precision NOT NULL,
          "revision" integer NOT NULL,
          PRIMARY KEY ("operator", "key", "window_start", "window_end"));
        DO $$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_attribute
              WHERE attrelid = 'window_statistics'::regclass AND attname = 'increase'
                AND NOT attisdropped) THEN
            ALTER TABLE window_statistics
              ADD COLUMN IF NOT EXISTS "quantiles" jsonb,
              ADD COLUMN IF NOT EXISTS "histogram" jsonb,
              ADD COLUMN IF NOT EXISTS "delta" double precision,
              ADD COLUMN IF NOT EXISTS "rate_per_second" double precision,
              ADD COLUMN IF NOT EXISTS "slope_per_second" double precision,
              ADD COLUMN IF NOT EXISTS "time_weighted_mean" double precision,
              ADD COLUMN IF NOT EXISTS "covered_seconds" double precision,
              ADD COLUMN IF NOT EXISTS "seconds_above" double precision,
              ADD COLUMN IF NOT EXISTS "changes" bigint,
              ADD COLUMN IF NOT EXISTS "increase" double precision;
          END IF;
        END $$
        """;
  }

  @Override
  public String upsert() {
    return """
        INSERT INTO window_statistics ("operator", "key", "metric", "unit", "window_start",
          "window_end", "count", "mean", "variance", "min", "max", "first", "last", "sum",
          "revision", "quantiles", "histogram", "delta", "rate_per_second", "slope_per_second",
          "time_weighted_mean", "covered_seconds", "seconds_above", "changes", "increase")
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, CAST(? AS jsonb), CAST(? AS jsonb),
          ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT ("operator", "key", "window_start", "window_end") DO UPDATE SET
          "metric" = EXCLUDED."metric", "unit" = EXCLUDED."unit", "count" = EXCLUDED."count",
          "mean" = EXCLUDED."mean", "variance" = EXCLUDED."variance", "min" = EXCLUDED."min",
          "max" = EXCLUDED."max", "first" = EXCLUDED."first", "last" = EXCLUDED."last",
          "sum" = EXCLUDED."sum", "revision" = EXCLUDED."revision",
          "quantiles" = EXCLUDED."quantiles", "histogram" = EXCLUDED."histogram",
          "delta" = EXCLUDED."delta", "rate_per_second" = EXCLUDED."rate_per_second",
          "slope_per_second" = EXCLUDED."slope_per_second",
          "time_weighted_mean" = EXCLUDED."time_weighted_mean",
          "covered_seconds" = EXCLUDED."covered_seconds",
          "seconds_above" = EXCLUDED."seconds_above", "changes" = EXCLUDED."changes",
          "increase" = EXCLUDED."increase"
        WHERE EXCLUDED."revision" >= window_statistics."revision"
        """;
  }

  @Override
  public void bind(PreparedStatement row, WindowStatistics record) throws SQLException {
    row.setString(1, PostgresTable.text(record.getOperator()));
    row.setString(2, PostgresTable.text(record.getKey()));
    row.setString(3, PostgresTable.text(record.getMetric()));
    row.setString(4, PostgresTable.text(record.getUnit()));
    PostgresTable.bindTime(row, 5, record.getWindowStart());
    PostgresTable.bindTime(row, 6, record.getWindowEnd());
    row.setLong(7, record.getCount());
    row.setDouble(8, record.getMean());
    row.setDouble(9, record.getVariance());
    row.setDouble(10, record.getMin());
    row.setDouble(11, record.getMax());
    row.setDouble(12, record.getFirst());
    row.setDouble(13, record.getLast());
    row.setDouble(14, record.getSum());
    row.setInt(15, record.getRevision());
    row.setString(16, jsonOf(record.getQuantiles()));
    row.setString(17, jsonOf(record.getHistogram()));
    bindCourse(row, record.getCourse());
  }

  private static void bindCourse(PreparedStatement row, @Nullable Course course)
      throws SQLException {
    PostgresTable.bindDouble(row, 18, course == null ? null : course.getDelta());
    PostgresTable.bindDouble(row, 19, course == null ? null : course.getRatePerSecond());
    PostgresTable.bindDouble(row, 20, course == null ? null : course.getSlopePerSecond());
    PostgresTable.bindDouble(row, 21, course == null ? null : course.getTimeWeightedMean());
    PostgresTable.bindDouble(row, 22, course == null ? null : course.getCoveredSeconds());
    PostgresTable.bindDouble(row, 23, course == null ? null : course.getSecondsAbove());
    row.setObject(24, course == null ? null : course.getChanges(), Types.BIGINT);
    PostgresTable.bindDouble(row, 25, course == null ? null : course.getIncrease());
  }

  private static @Nullable String jsonOf(@Nullable List<Quantile> quantiles) {
    return quantiles == null
        ? null
        : quantiles.stream()
            .map(
                each -> "\"%s\": %s".formatted(plain(each.getProbability()), json(each.getValue())))
            .collect(Collectors.joining(", ", "{", "}"));
  }

  private static @Nullable String jsonOf(@Nullable ValueHistogram histogram) {
    return histogram == null
        ? null
        : histogram.getBins().stream()
            .map(StatisticsTable::jsonOf)
            .collect(
                Collectors.joining(
                    ", ",
                    "{\"relativeAccuracy\": "
                        + json(histogram.getRelativeAccuracy())
                        + ", \"bins\": [",
                    "]}"));
  }

  private static String jsonOf(HistogramBin bin) {
    return "{\"lower\": %s, \"upper\": %s, \"count\": %d}"
        .formatted(json(bin.getLower()), json(bin.getUpper()), bin.getCount());
  }

  /** 0.99 and 0.0001, as a query would say it. */
  private static String plain(double probability) {
    return Double.isFinite(probability)
        ? BigDecimal.valueOf(probability).stripTrailingZeros().toPlainString()
        : String.valueOf(probability);
  }

  /** JSON has no word for what is not finite. */
  private static String json(double value) {
    return Double.isFinite(value) ? String.valueOf(value) : "null";
  }
}
