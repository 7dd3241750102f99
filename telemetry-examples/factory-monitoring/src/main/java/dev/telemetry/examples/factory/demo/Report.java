package dev.telemetry.examples.factory.demo;

import static java.nio.file.StandardOpenOption.APPEND;
import static java.nio.file.StandardOpenOption.CREATE;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.telemetry.testkit.LocalPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What happened, with rows and anomalies as they stand in PostgreSQL.
 *
 * @param produced records that were sent to Kafka
 * @param read records that the job read
 * @param accepted readings that reached the operators
 * @param late accepted readings whose windows had all closed
 * @param rejected readings that break the data contract
 * @param quarantined records that did not decode
 * @param statisticsRows results of windows
 * @param anomalies episodes in the order of their opening
 * @param seconds how long each phase took
 */
record Report(
    long produced,
    long read,
    long accepted,
    long late,
    long rejected,
    long quarantined,
    long statisticsRows,
    List<Episode> anomalies,
    Map<String, Double> seconds) {

  /**
   * An episode: when and with which value it opened.
   *
   * @param time ISO-8601, UTC
   */
  record Episode(
      String id,
      String sensor,
      String time,
      double value,
      double score,
      String severity,
      String explanation) {}

  private static final String EPISODES =
      """
      SELECT "episode", "key", "opened_at", "observed", "score", "severity", "explanation"
      FROM anomalies ORDER BY "opened_at", "episode"
      """;

  static Report of(
      long produced, Map<String, Long> counts, LocalPostgres database, Map<String, Double> seconds)
      throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
        Statement statement = connection.createStatement()) {
      return new Report(
          produced,
          counts.get("read"),
          counts.get("accepted"),
          counts.get("late"),
          counts.get("rejected"),
          counts.get("quarantined"),
          rows(statement),
          episodes(statement),
          seconds);
    }
  }

  private static long rows(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("SELECT count(*) FROM window_statistics")) {
      row.next();
      return row.getLong(1);
    }
  }

  private static List<Episode> episodes(Statement statement) throws SQLException {
    List<Episode> episodes = new ArrayList<>();
    try (ResultSet row = statement.executeQuery(EPISODES)) {
      while (row.next()) {
        episodes.add(
            new Episode(
                row.getString(1),
                row.getString(2),
                row.getObject(3, OffsetDateTime.class).toInstant().toString(),
                row.getDouble(4),
                row.getDouble(5),
                row.getString(6),
                row.getString(7)));
      }
    }
    return episodes;
  }

  String summary() {
    return String.format(
        Locale.ROOT,
        "%,d produced, %,d read = %,d accepted (%,d late) + %,d rejected + %,d quarantined; "
            + "%,d rows of statistics, %,d anomalies",
        produced,
        read,
        accepted,
        late,
        rejected,
        quarantined,
        statisticsRows,
        anomalies.size());
  }

  /** Refuses a file that could not be written, before anything is started. */
  static void requireWritable(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.newOutputStream(file, CREATE, APPEND).close();
    } catch (IOException e) {
      String why = e.getClass().getSimpleName();
      throw new DemoException("The report " + file + " cannot be written there: " + why + ".", e);
    }
  }

  void write(Path file) {
    try {
      new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT).writeValue(file.toFile(), this);
    } catch (IOException e) {
      throw new DemoException("The report " + file + " cannot be written: " + e.getMessage(), e);
    }
  }
}
