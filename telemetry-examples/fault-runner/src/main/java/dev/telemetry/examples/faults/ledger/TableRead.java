package dev.telemetry.examples.faults.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.OffsetDateTime;

/**
 * Reads the rows of a round as they are now. The primary key keeps readings from being doubled
 * there, so each row counts, and each has to hold what was sent.
 */
public final class TableRead {
  private static final String ROWS =
      """
      SELECT "key", "count", "window_start", "mean" FROM window_statistics WHERE "operator" = ?
      """;
  private static final String HIGHEST =
      """
      SELECT coalesce(max("count"), -1) FROM window_statistics WHERE "operator" = ?
      """;

  private TableRead() {}

  /** All rows of a round. */
  public static Deliveries of(Connection database, Ledger ledger) throws SQLException {
    Deliveries deliveries = new Deliveries(ledger);
    try (PreparedStatement query = database.prepareStatement(ROWS)) {
      query.setString(1, ledger.round());
      try (ResultSet row = query.executeQuery()) {
        while (row.next()) {
          deliveries.found(
              row.getString(1),
              row.getLong(2),
              row.getObject(3, OffsetDateTime.class).toInstant(),
              row.getDouble(4));
        }
      }
    }
    return deliveries;
  }

  /** Whether a row is there of a reading that was issued after so many others. */
  public static boolean hasAnyFrom(Connection database, Ledger ledger, int issuedBefore)
      throws SQLException {
    try (PreparedStatement query = database.prepareStatement(HIGHEST)) {
      query.setString(1, ledger.round());
      try (ResultSet row = query.executeQuery()) {
        row.next();
        // the number of the next reading of the sensor that comes last
        return row.getLong(1) * Ledger.SENSORS > issuedBefore;
      }
    }
  }
}
