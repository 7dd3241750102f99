package dev.telemetry.kafka.spool;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The same in a table of SQLite in WAL mode: what ours is compared with. */
final class SqliteSpool implements AutoCloseable {
  private final Connection connection;
  private final PreparedStatement insert;

  /** {@code synchronous} is FULL, which forces each transaction, or NORMAL, which does not. */
  SqliteSpool(Path file, String synchronous) throws SQLException {
    connection = DriverManager.getConnection("jdbc:sqlite:" + file);
    try (Statement statement = connection.createStatement()) {
      statement.execute("PRAGMA journal_mode=WAL");
      statement.execute("PRAGMA synchronous=" + synchronous);
      statement.execute(
          "CREATE TABLE IF NOT EXISTS spool"
              + " (sequence INTEGER PRIMARY KEY AUTOINCREMENT, key BLOB, value BLOB)");
    }
    connection.setAutoCommit(false);
    insert = connection.prepareStatement("INSERT INTO spool (key, value) VALUES (?, ?)");
  }

  void add(byte[] key, byte[] value) throws SQLException {
    insert.setBytes(1, key);
    insert.setBytes(2, value);
    insert.executeUpdate();
  }

  void commit() throws SQLException {
    connection.commit();
  }

  /** The oldest records' values; they are deleted. */
  List<byte[]> deliver(int most) throws SQLException {
    List<byte[]> values = new ArrayList<>();
    long last = -1;
    try (Statement statement = connection.createStatement()) {
      try (ResultSet rows =
          statement.executeQuery(
              "SELECT sequence, value FROM spool ORDER BY sequence LIMIT " + most)) {
        while (rows.next()) {
          last = rows.getLong(1);
          values.add(rows.getBytes(2));
        }
      }
      statement.execute("DELETE FROM spool WHERE sequence <= " + last);
    }
    connection.commit();
    return values;
  }

  long pending() throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT count(*) FROM spool")) {
      return rows.getLong(1);
    }
  }

  @Override
  public void close() throws SQLException {
    insert.close();
    connection.close();
  }
}
