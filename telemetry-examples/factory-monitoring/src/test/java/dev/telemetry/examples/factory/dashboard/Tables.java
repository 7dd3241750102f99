package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.Quantile;
import dev.telemetry.model.WindowStatistics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;

/** The tables as the job's sinks write them. */
final class Tables {
  private static final String STATISTICS =
      "CREATE TABLE \"window_statistics\" (\"operator\" text, \"key\" text, \"metric\" text,"
          + " \"unit\" text, \"window_start\" timestamptz, \"window_end\" timestamptz,"
          + " \"count\" bigint, \"mean\" float8, \"variance\" float8, \"min\" float8,"
          + " \"max\" float8, \"first\" float8, \"last\" float8, \"sum\" float8,"
          + " \"revision\" int, \"quantiles\" jsonb,"
          + " PRIMARY KEY (\"operator\", \"key\", \"window_start\", \"window_end\"))";
  private static final String ANOMALIES =
      "CREATE TABLE \"anomalies\" (\"episode\" text PRIMARY KEY, \"id\" text, \"phase\" text,"
          + " \"operator\" text, \"key\" text, \"metric\" text, \"unit\" text,"
          + " \"detector\" text, \"rule_version\" int, \"severity\" text, \"score\" float8,"
          + " \"event_time\" timestamptz, \"opened_at\" timestamptz, \"closed_at\" timestamptz,"
          + " \"observed\" float8, \"expected\" float8, \"lower\" float8, \"upper\" float8,"
          + " \"peak\" float8, \"explanation\" text, \"closing\" text,"
          + " \"shadow\" boolean NOT NULL DEFAULT false)";

  private final DataSource database;

  Tables(DataSource database) {
    this.database = database;
  }

  void create() throws SQLException {
    drop();
    execute(STATISTICS);
    execute(ANOMALIES);
  }

  void drop() throws SQLException {
    execute("DROP TABLE IF EXISTS \"window_statistics\"");
    execute("DROP TABLE IF EXISTS \"anomalies\"");
  }

  void insert(WindowStatistics window) throws SQLException {
    insert(List.of(window));
  }

  void insert(List<WindowStatistics> windows) throws SQLException {
    String sql =
        "INSERT INTO \"window_statistics\" VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,"
            + "CAST(? AS jsonb)) ON CONFLICT DO NOTHING";
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      for (WindowStatistics window : windows) {
        bind(statement, values(window));
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  private static Object[] values(WindowStatistics w) {
    return new Object[] {
      w.getOperator(),
      w.getKey(),
      w.getMetric(),
      w.getUnit(),
      Timestamp.from(w.getWindowStart()),
      Timestamp.from(w.getWindowEnd()),
      w.getCount(),
      w.getMean(),
      w.getVariance(),
      w.getMin(),
      w.getMax(),
      w.getFirst(),
      w.getLast(),
      w.getSum(),
      w.getRevision(),
      json(w.getQuantiles())
    };
  }

  private static String json(List<Quantile> quantiles) {
    return quantiles == null
        ? null
        : quantiles.stream()
            .map(q -> "\"" + q.getProbability() + "\": " + q.getValue())
            .collect(Collectors.joining(", ", "{", "}"));
  }

  void insert(Anomaly a, String closing) throws SQLException {
    boolean open = a.getPhase() == EpisodePhase.OPENED;
    insert(
        "INSERT INTO \"anomalies\" VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
            + " ON CONFLICT (\"episode\") DO UPDATE SET \"phase\" = EXCLUDED.\"phase\","
            + " \"closed_at\" = EXCLUDED.\"closed_at\", \"peak\" = EXCLUDED.\"peak\","
            + " \"closing\" = EXCLUDED.\"closing\"",
        a.getEpisode(),
        a.getId(),
        open ? "OPENED" : "CLOSED",
        a.getOperator(),
        a.getKey(),
        a.getMetric(),
        a.getUnit(),
        a.getDetector(),
        a.getRuleVersion(),
        a.getSeverity().name(),
        a.getScore(),
        Timestamp.from(a.getEventTime()),
        Timestamp.from(a.getOpenedAt()),
        timestamp(a.getClosedAt()),
        a.getObserved(),
        a.getExpected(),
        a.getLower(),
        a.getUpper(),
        a.getPeak(),
        a.getExplanation(),
        closing);
  }

  private static Timestamp timestamp(Instant time) {
    return time == null ? null : Timestamp.from(time);
  }

  private void insert(String sql, Object... values) throws SQLException {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, values);
      statement.executeUpdate();
    }
  }

  private static void bind(PreparedStatement statement, Object... values) throws SQLException {
    for (int i = 0; i < values.length; i++) {
      statement.setObject(i + 1, values[i]);
    }
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }
}
