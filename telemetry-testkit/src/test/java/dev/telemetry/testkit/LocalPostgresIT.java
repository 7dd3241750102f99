package dev.telemetry.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LocalPostgresIT {
  @Test
  void keepsWhatIsWritten() throws SQLException {
    try (LocalPostgres postgres = LocalPostgres.start();
        Connection connection = connect(postgres);
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE t (v INT)");
      statement.execute("INSERT INTO t VALUES (42)");

      ResultSet rows = statement.executeQuery("SELECT v FROM t");

      assertThat(rows.next()).isTrue();
      assertThat(rows.getInt(1)).isEqualTo(42);
    }
  }

  @Test
  void outlivesAnotherThatIsClosed() throws SQLException {
    try (LocalPostgres second = startedBesideOneThatIsClosed();
        Connection connection = connect(second)) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void deletesItsFolderAndMayBeClosedTwice() {
    LocalPostgres postgres = LocalPostgres.start();

    postgres.close();
    postgres.close();

    assertThat(postgres.folder().path()).doesNotExist();
  }

  private static LocalPostgres startedBesideOneThatIsClosed() {
    LocalPostgres first = LocalPostgres.start();
    try {
      return LocalPostgres.start();
    } finally {
      first.close();
    }
  }

  private static Connection connect(LocalPostgres postgres) throws SQLException {
    return DriverManager.getConnection(postgres.jdbcUrl(), postgres.user(), postgres.password());
  }
}
