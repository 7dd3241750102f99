package dev.telemetry.flink.sink;

import dev.telemetry.model.WindowStatistics;
import java.sql.PreparedStatement;
import java.sql.SQLException;

/** A row for each operator, key and window. */
final class StatisticsTable implements PostgresTable<WindowStatistics> {
  private static final long serialVersionUID = 1;

  @Override
  public String name() {
    return "window_statistics";
  }

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
          PRIMARY KEY ("operator", "key", "window_start", "window_end"))
        """;
  }

  @Override
  public String upsert() {
    return """
        INSERT INTO window_statistics ("operator", "key", "metric", "unit", "window_start",
          "window_end", "count", "mean", "variance", "min", "max", "first", "last", "sum",
          "revision")
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT ("operator", "key", "window_start", "window_end") DO UPDATE SET
          "metric" = EXCLUDED."metric", "unit" = EXCLUDED."unit", "count" = EXCLUDED."count",
          "mean" = EXCLUDED."mean", "variance" = EXCLUDED."variance", "min" = EXCLUDED."min",
          "max" = EXCLUDED."max", "first" = EXCLUDED."first", "last" = EXCLUDED."last",
          "sum" = EXCLUDED."sum", "revision" = EXCLUDED."revision"
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
  }
}
