package dev.telemetry.flink.sink;

import static dev.telemetry.flink.sink.Results.closing;
import static dev.telemetry.flink.sink.Results.opening;
import static dev.telemetry.flink.sink.Results.statistics;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.telemetry.flink.TestStack;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Course;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.HistogramBin;
import dev.telemetry.model.Quantile;
import dev.telemetry.model.Severity;
import dev.telemetry.model.ValueHistogram;
import dev.telemetry.model.WindowStatistics;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class PostgresTableIT {
  private Connection connection;

  @BeforeEach
  void createTables() throws SQLException {
    connection = TestStack.sql();
    try (Statement statement = connection.createStatement()) {
      statement.execute("DROP TABLE IF EXISTS window_statistics, anomalies");
      statement.execute(new StatisticsTable().ddl());
      statement.execute(new AnomaliesTable().ddl());
    }
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  @SafeVarargs
  private <T extends SpecificRecord> List<Map<String, Object>> after(T... records)
      throws SQLException {
    @SuppressWarnings("unchecked") // all records are of one class
    PostgresTable<T> table = PostgresTable.of((Class<T>) records[0].getClass());
    try (PreparedStatement row = connection.prepareStatement(table.upsert())) {
      for (T record : records) {
        table.bind(row, record);
        row.addBatch();
      }
      row.executeBatch();
    }
    return rows(table.name());
  }

  private List<Map<String, Object>> rows(String table) throws SQLException {
    List<Map<String, Object>> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery("SELECT * FROM " + table + " ORDER BY 1, 2, 5")) {
      ResultSetMetaData columns = found.getMetaData();
      while (found.next()) {
        Map<String, Object> row = new LinkedHashMap<>();
        for (int i = 1; i <= columns.getColumnCount(); i++) {
          row.put(columns.getColumnName(i), found.getObject(i));
        }
        rows.add(row);
      }
    }
    return rows;
  }

  @Test
  void keepsEveryFieldOfStatistics() throws SQLException {
    WindowStatistics result = statistics("pump-1", 100, 2, 20.5);
    Map<String, Object> row = after(result).get(0);
    assertThat(row)
        .hasSize(
            WindowStatistics.getClassSchema().getFields().size()
                - 1
                + Course.getClassSchema().getFields().size());
    assertThat(row)
        .containsEntry("operator", "statistics")
        .containsEntry("key", "pump-1")
        .containsEntry("metric", "temperature")
        .containsEntry("unit", "Cel")
        .containsEntry("window_start", new java.sql.Timestamp(100_000))
        .containsEntry("window_end", new java.sql.Timestamp(110_000))
        .containsEntry("count", 3L)
        .containsEntry("mean", 20.5)
        .containsEntry("variance", 0.5)
        .containsEntry("min", 19.5)
        .containsEntry("max", 21.5)
        .containsEntry("first", 20.5)
        .containsEntry("last", 20.5)
        .containsEntry("sum", 61.5)
        .containsEntry("revision", 2)
        .containsEntry("quantiles", null)
        .containsEntry("histogram", null)
        .containsEntry("delta", null)
        .containsEntry("changes", null);
  }

  @Test
  void keepsTheOptionalPartsOfStatistics() throws SQLException {
    WindowStatistics result = statistics("pump-1", 100, 0, 20.5);
    result.setCourse(new Course(1.5, 0.25, null, 20.0, 8.0, 3.0, 4L, 7.0));
    assertThat(after(result).get(0))
        .containsEntry("delta", 1.5)
        .containsEntry("rate_per_second", 0.25)
        .containsEntry("slope_per_second", null)
        .containsEntry("time_weighted_mean", 20.0)
        .containsEntry("covered_seconds", 8.0)
        .containsEntry("seconds_above", 3.0)
        .containsEntry("changes", 4L)
        .containsEntry("increase", 7.0);

    WindowStatistics corrected = statistics("pump-1", 100, 1, 20.5);
    corrected.setCourse(new Course(2.5, 0.5, 0.125, null, 9.0, null, 5L, 8.0));
    assertThat(after(corrected).get(0))
        .containsEntry("delta", 2.5)
        .containsEntry("rate_per_second", 0.5)
        .containsEntry("slope_per_second", 0.125)
        .containsEntry("time_weighted_mean", null)
        .containsEntry("covered_seconds", 9.0)
        .containsEntry("seconds_above", null)
        .containsEntry("changes", 5L)
        .containsEntry("increase", 8.0);
  }

  @Test
  void asksForQuantilesByTheirProbability() throws SQLException {
    WindowStatistics result = statistics("pump-1", 100, 0, 20.5);
    result.setQuantiles(
        List.of(
            new Quantile(0.5, 20.5), new Quantile(0.0001, 1e-300), new Quantile(1.0, Double.NaN)));
    after(result);
    assertThat(
            texts(
                "SELECT quantiles->>'0.5', (quantiles->>'0.0001')::float8, quantiles->>'1'"
                    + " FROM window_statistics"))
        .containsExactly("20.5", "1e-300", null);
  }

  @Test
  void unfoldsAHistogramIntoRows() throws SQLException {
    WindowStatistics result = statistics("pump-1", 100, 0, 20.5);
    result.setHistogram(
        new ValueHistogram(
            0.01, List.of(new HistogramBin(-1.5, -1.25, 1L), new HistogramBin(20.0, 21.0, 2L))));
    after(result);
    assertThat(
            texts(
                "SELECT histogram->>'relativeAccuracy', bin.lower, bin.upper, bin.count"
                    + " FROM window_statistics, jsonb_to_recordset(histogram->'bins')"
                    + " AS bin(lower float8, upper float8, count bigint) ORDER BY 2"))
        .containsExactly("0.01", "-1.5", "-1.25", "1", "0.01", "20", "21", "2");
  }

  @Test
  void addsTheColumnsThatATableOfAnEarlierReleaseLacks() throws SQLException {
    after(statistics("pump-1", 100, 0, 20.5));
    execute(
        "ALTER TABLE window_statistics DROP COLUMN quantiles, DROP COLUMN histogram,"
            + " DROP COLUMN delta, DROP COLUMN rate_per_second, DROP COLUMN slope_per_second,"
            + " DROP COLUMN time_weighted_mean, DROP COLUMN covered_seconds,"
            + " DROP COLUMN seconds_above, DROP COLUMN changes, DROP COLUMN increase");
    execute(new StatisticsTable().ddl());

    WindowStatistics result = statistics("pump-1", 200, 0, 20.5);
    result.setCourse(new Course(1.5, 0.25, null, 20.0, 8.0, 3.0, 4L, 7.0));
    assertThat(after(result)).extracting(row -> row.get("increase")).containsExactly(null, 7.0);
  }

  @Test
  void addsTheColumnsOfRulesToATableOfAnEarlierRelease() throws SQLException {
    after(opening("pump-1", 100, 95));
    execute("ALTER TABLE anomalies DROP COLUMN rule, DROP COLUMN shadow");
    execute(new AnomaliesTable().ddl());

    Anomaly ofRule = opening("pump-2", 100, 95);
    ofRule.setRule("hot");
    ofRule.setShadow(true);
    after(ofRule);
    assertThat(texts("SELECT rule, shadow FROM anomalies ORDER BY key"))
        .containsExactly("", "f", "hot", "t");
  }

  @Test
  void leavesACompleteTableToItsReaders() throws SQLException {
    try (Connection reader = TestStack.sql();
        Statement reading = reader.createStatement()) {
      reader.setAutoCommit(false);
      reading.execute("LOCK TABLE window_statistics IN ACCESS SHARE MODE");
      execute("SET lock_timeout = '1s'");
      assertThatCode(() -> execute(new StatisticsTable().ddl())).doesNotThrowAnyException();
      reader.rollback();
    }
  }

  @Test
  void leavesTheSameRowsAfterAReplay() throws SQLException {
    WindowStatistics[] results = {
      statistics("pump-1", 0, 0, 1), statistics("pump-1", 10, 0, 2), statistics("pump-2", 0, 0, 3)
    };
    List<Map<String, Object>> once = after(results);
    assertThat(once).hasSize(3);
    assertThat(after(results)).isEqualTo(once);
  }

  @Test
  void neverGoesBackToAnEarlierRevision() throws SQLException {
    assertThat(after(statistics("pump-1", 0, 0, 1), statistics("pump-1", 0, 1, 2)))
        .extracting(row -> row.get("mean"))
        .containsExactly(2.0);
    assertThat(after(statistics("pump-1", 0, 0, 1)))
        .extracting(row -> row.get("mean"), row -> row.get("revision"))
        .containsExactly(org.assertj.core.groups.Tuple.tuple(2.0, 1));
    assertThat(after(statistics("pump-1", 0, 1, 3)))
        .extracting(row -> row.get("mean"))
        .containsExactly(3.0);
  }

  @Test
  void addsTheClosingToTheOpening() throws SQLException {
    Anomaly opening = opening("pump-1", 100, 95);
    Map<String, Object> open = after(opening).get(0);
    assertThat(open).hasSize(Anomaly.getClassSchema().getFields().size() + 1);
    assertThat(open)
        .containsEntry("phase", "OPENED")
        .containsEntry("closed_at", null)
        .containsEntry("closing", null)
        .containsEntry("expected", null)
        .containsEntry("lower", null)
        .containsEntry("upper", 90.0)
        .containsEntry("explanation", "95.0 Cel is above 90 Cel");

    Map<String, Object> closed = after(closing(opening, 160, 99)).get(0);
    Map<String, Object> expected = new LinkedHashMap<>(open);
    expected.put("phase", "CLOSED");
    expected.put("closed_at", new java.sql.Timestamp(160_000));
    expected.put("peak", 99.0);
    expected.put("closing", "80 Cel is back within 90 Cel");
    assertThat(closed).isEqualTo(expected);
  }

  @Test
  void raisesTheSeverityOfAnOpenEpisodeOnly() throws SQLException {
    Anomaly opening = opening("pump-1", 100, 95);
    Anomaly change =
        Anomaly.newBuilder(opening)
            .setPhase(EpisodePhase.CHANGED)
            .setSeverity(Severity.CRITICAL)
            .setPeak(97)
            .setExplanation("CRITICAL now")
            .build();
    assertThat(after(opening, change).get(0))
        .containsEntry("severity", "CRITICAL")
        .containsEntry("peak", 97.0)
        .containsEntry("closed_at", null)
        .containsEntry("explanation", "95.0 Cel is above 90 Cel");

    List<Map<String, Object>> closed = after(closing(opening, 160, 99));
    assertThat(after(change)).isEqualTo(closed).hasSize(1);
  }

  @Test
  void doesNotReopenAnEpisodeWhenTheOpeningIsRepeated() throws SQLException {
    Anomaly opening = opening("pump-1", 100, 95);
    List<Map<String, Object>> closed = after(opening, closing(opening, 160, 99));
    assertThat(after(opening)).isEqualTo(closed).hasSize(1);
    assertThat(after(closing(opening, 160, 99))).isEqualTo(closed);
  }

  @Test
  void replacesTheCharacterThatTextCannotHold() throws SQLException {
    Anomaly opening = opening("pump\0\0-1", 100, 95);
    opening.setExplanation("a\0b");
    assertThat(after(opening).get(0))
        .containsEntry("key", "pump\uFFFD\uFFFD-1")
        .containsEntry("explanation", "a\uFFFDb");
    assertThat(after(statistics("\0", 0, 0, 1)).get(0)).containsEntry("key", "\uFFFD");
  }

  @Test
  void keepsTimesThatTheDatabaseDoesNotKnowAsInfinity() throws SQLException {
    WindowStatistics result = statistics("pump-1", 0, 0, 1);
    result.setWindowStart(Instant.ofEpochMilli(Long.MIN_VALUE));
    result.setWindowEnd(Instant.ofEpochMilli(Long.MAX_VALUE));
    after(result);
    assertThat(texts("SELECT window_start::text, window_end::text FROM window_statistics"))
        .containsExactly("-infinity", "infinity");
  }

  @Test
  void keepsTimesAtTheEdgeOfWhatTheDatabaseKnows() throws SQLException {
    WindowStatistics result = statistics("pump-1", 0, 0, 1);
    result.setWindowStart(PostgresTable.EARLIEST);
    result.setWindowEnd(PostgresTable.LATEST);
    after(result);
    assertThat(
            texts(
                "SELECT (window_start AT TIME ZONE 'UTC')::text,"
                    + " (window_end AT TIME ZONE 'UTC')::text FROM window_statistics"))
        .containsExactly("4001-01-01 00:00:00 BC", "200000-01-01 00:00:00");
  }

  @Test
  void keepsValuesThatAreNotFinite() throws SQLException {
    Anomaly opening = opening("pump-1", 100, Double.POSITIVE_INFINITY);
    opening.setScore(Double.NaN);
    assertThat(after(opening).get(0))
        .containsEntry("observed", Double.POSITIVE_INFINITY)
        .containsEntry("score", Double.NaN);
  }

  @Test
  void keepsTextThatLooksLikeSql() throws SQLException {
    String key = "pump'); DROP TABLE anomalies; --";
    assertThat(after(opening(key, 100, 95)).get(0)).containsEntry("key", key);
  }

  private void execute(String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<String> texts(String query) throws SQLException {
    List<String> texts = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet found = statement.executeQuery(query)) {
      while (found.next()) {
        for (int i = 1; i <= found.getMetaData().getColumnCount(); i++) {
          texts.add(found.getString(i));
        }
      }
    }
    return texts;
  }
}
