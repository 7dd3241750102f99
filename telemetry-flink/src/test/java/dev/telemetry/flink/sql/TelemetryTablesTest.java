package dev.telemetry.flink.sql;

import static dev.telemetry.testkit.Sensors.at;
import static dev.telemetry.testkit.Sensors.sensor;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.window.WindowedStatistics;
import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.config.ExecutionConfigOptions;
import org.apache.flink.table.api.config.ExecutionConfigOptions.UidGeneration;
import org.apache.flink.table.types.logical.LogicalTypeRoot;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TelemetryTablesTest {
  @TempDir Path folder;

  @Test
  void readsEveryFieldOfAReading() {
    SqlJob job = SqlJob.in(folder, 2);
    SensorReading bare = sensor("plant/line/pump-1").at(at(1)).value(21.5);
    SensorReading full = SensorReading.newBuilder(bare).build();
    full.setQuality(Quality.UNCERTAIN);
    full.setSequence(7L);
    full.setTags(Map.of("batch", "b-1"));
    TelemetryTables.readings(job.tables, "readings", job.readings(List.of(bare, full), 0));

    assertThat(job.query("SELECT * FROM readings"))
        .containsExactlyInAnyOrder(
            Row.of("plant/line/pump-1", "temperature", "Cel", at(1), 21.5, "GOOD", null, Map.of()),
            Row.of(
                "plant/line/pump-1",
                "temperature",
                "Cel",
                at(1),
                21.5,
                "UNCERTAIN",
                7L,
                Map.of("batch", "b-1")));
  }

  @Test
  void hasNoColumnThatSqlCannotRead() {
    SqlJob job = SqlJob.in(folder, 1);
    List<Table> views =
        List.of(
            TelemetryTables.readings(job.tables, "readings", job.readings(List.of(), 0)),
            TelemetryTables.statistics(job.tables, "statistics", job.results()),
            TelemetryTables.correctedStatistics(job.tables, "corrected", job.results()));

    assertThat(views)
        .allSatisfy(
            view ->
                assertThat(view.getResolvedSchema().getColumnDataTypes())
                    .noneMatch(type -> type.getLogicalType().is(LogicalTypeRoot.RAW))
                    .noneMatch(type -> type.getLogicalType().is(LogicalTypeRoot.STRUCTURED_TYPE)));
  }

  @Test
  void needsNoQuotes() {
    SqlJob job = SqlJob.in(folder, 1);
    Table readings = TelemetryTables.readings(job.tables, "readings", job.readings(List.of(), 0));
    Table statistics = TelemetryTables.statistics(job.tables, "statistics", job.results());

    assertThat(
            job.tables
                .sqlQuery("SELECT " + columns(readings) + " FROM readings")
                .getResolvedSchema())
        .isEqualTo(job.tables.sqlQuery("SELECT * FROM readings").getResolvedSchema());
    assertThat(
            job.tables
                .sqlQuery("SELECT " + columns(statistics) + " FROM statistics")
                .getResolvedSchema())
        .isEqualTo(job.tables.sqlQuery("SELECT * FROM statistics").getResolvedSchema());
  }

  private static String columns(Table view) {
    return String.join(", ", view.getResolvedSchema().getColumnNames());
  }

  @Test
  void addsARowForEachRevision() {
    SqlJob job = SqlJob.in(folder, 2);
    TelemetryTables.statistics(job.tables, "statistics", corrected(job));

    assertThat(job.query("SELECT key, start_time, end_time, mean, revision FROM statistics"))
        .containsExactlyInAnyOrder(
            Row.of("pump-1", at(0), at(10), 1.0, 0),
            Row.of("pump-1", at(10), at(20), 2.0, 0),
            Row.of("pump-1", at(0), at(10), 3.0, 1));
  }

  @Test
  void replacesWhatIsCorrected() {
    SqlJob job = SqlJob.in(folder, 2);
    TelemetryTables.correctedStatistics(job.tables, "statistics", corrected(job));

    assertThat(job.query("SELECT start_time, mean, revision FROM statistics"))
        .containsExactlyInAnyOrder(Row.of(at(0), 3.0, 1), Row.of(at(10), 2.0, 0));
    assertThat(job.query("SELECT key, SUM(mean) FROM statistics GROUP BY key"))
        .containsExactly(Row.of("pump-1", 5.0));
  }

  @Test
  void takesAWindowForPartOfTheLargerOneThatItLiesIn() {
    SqlJob job = SqlJob.in(folder, 1);
    TelemetryTables.statistics(
        job.tables,
        "statistics",
        job.results(result(0, 10, 1), result(50, 60, 2), result(60, 70, 4)));

    assertThat(
            job.query(
                """
                SELECT key, window_start, SUM(mean)
                FROM TUMBLE(TABLE statistics, DESCRIPTOR(event_time), INTERVAL '1' MINUTE)
                GROUP BY key, window_start, window_end
                """))
        .extracting(row -> row.getField(2))
        .containsExactly(3.0, 4.0);
  }

  @Test
  void showsTheResultsOfTheOperator() {
    SqlJob job = SqlJob.in(folder, 2);
    DataStream<SensorReading> readings =
        job.readings(
            List.of(
                sensor("pump-1").at(at(1)).value(88),
                sensor("pump-1").at(at(2)).value(92),
                sensor("pump-2").at(at(2)).value(20)),
            0);
    var statistics =
        WindowedStatistics.of(readings.keyBy(SensorReading::getSensorId))
            .tumbling(ofSeconds(10))
            .attach("statistics");
    TelemetryTables.statistics(job.tables, "statistics", statistics.results());

    assertThat(job.query("SELECT key, end_time, mean FROM statistics WHERE maximum > 90"))
        .containsExactly(Row.of("pump-1", at(10), 90.0));
  }

  @Test
  void keepsYourWayOfNamingOperators() {
    SqlJob job = SqlJob.in(folder, 1);
    job.tables
        .getConfig()
        .set(ExecutionConfigOptions.TABLE_EXEC_UID_GENERATION, UidGeneration.DISABLED);
    TelemetryTables.statistics(job.tables, "statistics", job.results());

    assertThat(job.tables.getConfig().get(ExecutionConfigOptions.TABLE_EXEC_UID_GENERATION))
        .isEqualTo(UidGeneration.DISABLED);
  }

  private static DataStream<WindowStatistics> corrected(SqlJob job) {
    WindowStatistics correction = result(0, 10, 3);
    correction.setRevision(1);
    return job.results(result(0, 10, 1), result(10, 20, 2), correction);
  }

  private static WindowStatistics result(long fromSeconds, long toSeconds, double mean) {
    return WindowStatistics.newBuilder()
        .setOperator("statistics")
        .setKey("pump-1")
        .setMetric("temperature")
        .setUnit("Cel")
        .setWindowStart(Instant.ofEpochSecond(fromSeconds))
        .setWindowEnd(Instant.ofEpochSecond(toSeconds))
        .setCount(1)
        .setMean(mean)
        .setVariance(0)
        .setMin(mean)
        .setMax(mean)
        .setFirst(mean)
        .setLast(mean)
        .setSum(mean)
        .build();
  }
}
