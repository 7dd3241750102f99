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
  private static final int MAX_SENSORS = 1000;
  private static final String UNDEFINED_TABLE = "42P01";

  private static final String SENSORS =
      "SELECT DISTINCT \"key\", \"metric\", \"unit\" FROM \"window_statistics\""
          + " ORDER BY \"key\" LIMIT ?";

  // where a job writes several window lengths, the shortest shows most
  private static final String STATISTICS =
      "SELECT * FROM \"window_statistics\" WHERE \"key\" = ?"
          + " AND \"window_end\" - \"window_start\" = (SELECT min(\"window_end\" - \"window_start\")"
          + " FROM \"window_statistics\" WHERE \"key\" = ?)"
          + " ORDER BY \"window_start\" DESC LIMIT ?";

  private static final String ANOMALIES =
      "SELECT * FROM \"anomalies\" ORDER BY \"opened_at\" DESC, \"episode\" LIMIT ?";

  private final DataSource database;

  History(DataSource database) {
    this.database = database;
  }

  /** The sensors that have statistics. */
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
        MAX_SENSORS);
  }

  /** The windows of a sensor, newest first. */
  List<StatisticsView> statistics(String sensorId, int limit) throws SQLException {
    return query(STATISTICS, StatisticsView::of, sensorId, sensorId, limit);
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
