package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.testkit.LocalPostgres;
import java.sql.Connection;
import java.sql.SQLException;
import org.postgresql.ds.PGSimpleDataSource;

/** A real database that can be made to look as if it were down. */
final class Database extends PGSimpleDataSource {
  private static final long serialVersionUID = 1L;

  private volatile boolean down;

  Database(LocalPostgres postgres) {
    setUrl(postgres.jdbcUrl());
    setUser(postgres.user());
    setPassword(postgres.password());
  }

  void down(boolean now) {
    down = now;
  }

  @Override
  public Connection getConnection() throws SQLException {
    if (down) {
      throw new SQLException("Connection refused", "08001");
    }
    return super.getConnection();
  }
}
