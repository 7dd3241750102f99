package dev.telemetry.examples.factory.dashboard;

import java.sql.ResultSet;
import java.sql.SQLException;

/** JSON has no NaN and no infinities: what is not finite becomes null. */
final class Finite {
  private Finite() {}

  static Double orNull(Double value) {
    return value != null && Double.isFinite(value) ? value : null;
  }

  static Double orNull(ResultSet row, String column) throws SQLException {
    double value = row.getDouble(column);
    return row.wasNull() ? null : orNull(value);
  }
}
