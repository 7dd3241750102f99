package dev.telemetry.examples.factory.dashboard;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** What the job has written to PostgreSQL. */
final class History {
  private static final int TIMEOUT_SECONDS = 5;
  private static final int MAX_KEYS = 4000;
  private static final String UNDEFINED_TABLE = "42P01";

  // a look into the primary key for each, as DISTINCT would read the whole table
  private static final String OPERATORS =
      """
      operators AS (
        SELECT min("operator") AS "operator" FROM "window_statistics"
        UNION ALL
        SELECT (SELECT min(w."operator") FROM "window_statistics" w
          WHERE w."operator" > operators."operator")
        FROM operators WHERE operators."operator" IS NOT NULL)
      """;

  private static final String SENSORS =
      "WITH RECURSIVE "
          + OPERATORS
          + """
          , keys AS (
            SELECT "operator", (SELECT min(w."key") FROM "window_statistics" w
              WHERE w."operator" = operators."operator") AS "key"
            FROM operators
            UNION ALL
            SELECT "operator", (SELECT min(w."key") FROM "window_statistics" w
              WHERE w."operator" = keys."operator" AND w."key" > keys."key")
            FROM keys WHERE "key" IS NOT NULL)
          SELECT one.* FROM keys, LATERAL (
            SELECT "key", "metric", "unit" FROM "window_statistics" w
            WHERE w."operator" = keys."operator" AND w."key" = keys."key" LIMIT 1) AS one
          LIMIT ?
          """;

  // of each window length the newest; windows that overlap are thinned to those that tile the time
  // where they are older, so that the rest reaches further back
  private static final String STATISTICS =
      "WITH RECURSIVE "
          + OPERATORS
          + """
          , aged AS (
            SELECT w.*, w."window_end" - w."window_start" AS size, row_number() OVER (
              PARTITION BY w."window_end" - w."window_start" ORDER BY w."window_start" DESC) AS age
            FROM operators JOIN "window_statistics" w USING ("operator") WHERE w."key" = ?),
          thinned AS (
            SELECT *, row_number() OVER (PARTITION BY size ORDER BY "window_start" DESC) AS place
            FROM aged WHERE age <= ? OR
              mod(extract(epoch FROM "window_start"), extract(epoch FROM size)) = 0)
          SELECT *, CAST("quantiles"->>'0.05' AS float8) AS p5,
            CAST("quantiles"->>'0.5' AS float8) AS p50,
            CAST("quantiles"->>'0.95' AS float8) AS p95
          FROM thinned WHERE place <= ? ORDER BY "window_start" DESC
          """;

  private static final String ANOMALIES =
      "SELECT * FROM \"anomalies\" ORDER BY \"opened_at\" DESC, \"episode\" LIMIT ?";

  private final DataSource database;

  History(DataSource database) {
    this.database = database;
  }

  /** The sensors that have statistics, and the machines, lines and sites that theirs add up to. */
  List<SensorView> sensors() throws SQLException {
    return query(
        SENSORS,
        row ->
            new SensorView(
                row.getString("key"),
                row.getString("metric"),
                row.getString("unit"),
                -1,
                new double[0][]),
        MAX_KEYS);
  }

  /** The windows of a key, newest first, of each length as many as the limit says. */
  List<StatisticsView> statistics(String key, int limit) throws SQLException {
    return query(STATISTICS, StatisticsView::of, key, limit / 2, limit);
  }

  /** The episodes of all sensors, newest first. */
  List<AnomalyView> anomalies(int limit) throws SQLException {
    return query(ANOMALIES, AnomalyView::of, limit);
  }

  private <T> List<T> query(String sql, Mapping<T> mapping, Object... arguments)
      throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setQueryTimeout(TIMEOUT_SECONDS);
      for (int i = 0; i < arguments.length; i++) {
        statement.setObject(i + 1, arguments[i]);
      }
      return rows(statement, mapping);
    } catch (SQLException e) {
      if (UNDEFINED_TABLE.equals(e.getSQLState())) {
        return List.of(); // the job makes its tables when it starts: until then there is no history
      }
      throw e;
    }
  }

  private static <T> List<T> rows(PreparedStatement statement, Mapping<T> mapping)
      throws SQLException {
    try (ResultSet rows = statement.executeQuery()) {
      List<T> all = new ArrayList<>();
      while (rows.next()) {
        all.add(mapping.map(rows));
      }
      return all;
    }
  }

  private interface Mapping<T> {
    T map(ResultSet row) throws SQLException;
  }
}
