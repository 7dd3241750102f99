package dev.telemetry.flink.sql;

import static dev.telemetry.testkit.Sensors.at;
import static dev.telemetry.testkit.Sensors.sensor;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.telemetry.flink.Collected;
import dev.telemetry.flink.FailsOnce;
import dev.telemetry.flink.window.WindowedStatistics;
import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryStatisticsTest {
  private static final double RELATIVE = 1e-9;
  private static final int DISORDER_MILLIS = 2_000;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"ONE_PHASE, 10, 20", "TWO_PHASE, 10, 20", "TWO_PHASE, 2, 20", "TWO_PHASE, 10, 1e9"})
  void givesTheRowsOfTheOperator(String phases, int sizeSeconds, double offset) throws Exception {
    SqlJob job = SqlJob.in(folder, 2);
    job.tables.getConfig().set("table.optimizer.agg-phase-strategy", phases);

    assertSameRows(job, job.readings(inDisorder(offset), DISORDER_MILLIS), sizeSeconds);
  }

  @Test
  void givesTheRowsOfTheOperatorThroughARestart() throws Exception {
    SqlJob job = SqlJob.in(folder, 2);
    List<SensorReading> arrivals = inDisorder(20);
    FailsOnce<SensorReading> failure = new FailsOnce<>(arrivals.size() / 2);
    DataStream<SensorReading> readings =
        job.slowReadings(arrivals, DISORDER_MILLIS).map(failure).uid("failure").setParallelism(1);

    assertSameRows(job, readings, 10);
    assertThat(failure.failures()).isEqualTo(1);
  }

  private static void assertSameRows(
      SqlJob job, DataStream<SensorReading> readings, int sizeSeconds) throws Exception {
    Collected<Row> rows = sqlStatistics(job, readings, sizeSeconds);
    Collected<WindowStatistics> results = new Collected<>();
    WindowedStatistics.of(readings.keyBy(SensorReading::getSensorId))
        .sliding(ofSeconds(sizeSeconds), ofSeconds(2))
        .attach("statistics")
        .results()
        .sinkTo(results)
        .uid("results");
    job.env.execute();

    Map<Identity, Row> rowOf = new HashMap<>();
    rows.records().forEach(row -> rowOf.put(Identity.of(row), row));
    Map<Identity, WindowStatistics> resultOf = new HashMap<>();
    results.records().forEach(result -> resultOf.put(Identity.of(result), result));
    assertThat(resultOf).hasSizeGreaterThan(50);
    assertThat(rowOf.keySet()).isEqualTo(resultOf.keySet());
    resultOf.forEach((identity, result) -> assertSame(rowOf.get(identity), result));
  }

  private static Collected<Row> sqlStatistics(
      SqlJob job, DataStream<SensorReading> readings, int sizeSeconds) {
    TelemetryFunctions.register(job.tables);
    TelemetryTables.readings(job.tables, "readings", readings);
    Collected<Row> rows = new Collected<>();
    String sql =
        """
        SELECT sensor_id, window_start, window_end, s.*
        FROM (SELECT sensor_id, window_start, window_end,
                TELEMETRY_STATISTICS(measured_value, event_time) AS s
              FROM HOP(TABLE readings, DESCRIPTOR(event_time),
                INTERVAL '2' SECOND, INTERVAL '%d' SECOND)
              WHERE quality <> 'BAD'
              GROUP BY sensor_id, window_start, window_end)
        WHERE s.value_count > 0
        """
            .formatted(sizeSeconds);
    job.tables.toDataStream(job.tables.sqlQuery(sql)).sinkTo(rows).uid("rows");
    return rows;
  }

  /** In order of arrival; no two of a sensor at one time, some bad or without a finite value. */
  private static List<SensorReading> inDisorder(double offset) {
    Random random = new Random(1);
    record Arrival(long timeMillis, SensorReading reading) {}
    List<Arrival> arrivals = new ArrayList<>();
    for (int i = 0; i < 3_000; i++) {
      long timeMillis = i * 20L + random.nextInt(20);
      SensorReading reading =
          sensor("pump-" + random.nextInt(3))
              .at(Instant.ofEpochMilli(timeMillis))
              .value(offset + random.nextGaussian());
      if (random.nextInt(50) == 0) {
        reading.setQuality(Quality.BAD);
      }
      if (random.nextInt(50) == 0) {
        reading.setValue(Double.NaN);
      }
      if (random.nextInt(50) == 0) {
        reading.setValue(Double.NEGATIVE_INFINITY);
      }
      arrivals.add(new Arrival(timeMillis + random.nextInt(DISORDER_MILLIS), reading));
    }
    arrivals.sort(Comparator.comparingLong(Arrival::timeMillis));
    return arrivals.stream().map(Arrival::reading).toList();
  }

  /** A window of a sensor; SQL's bounds are local times. */
  private record Identity(String sensor, Object start, Object end) {
    static Identity of(Row row) {
      return new Identity(
          row.getFieldAs("sensor_id"), row.getField("window_start"), row.getField("window_end"));
    }

    static Identity of(WindowStatistics result) {
      return new Identity(
          result.getKey(), local(result.getWindowStart()), local(result.getWindowEnd()));
    }

    private static LocalDateTime local(Instant time) {
      return LocalDateTime.ofInstant(time, ZoneId.systemDefault());
    }
  }

  private static void assertSame(Row row, WindowStatistics result) {
    assertThat(row.getField("value_count")).isEqualTo(result.getCount());
    assertThat(row.getField("minimum")).isEqualTo(result.getMin());
    assertThat(row.getField("maximum")).isEqualTo(result.getMax());
    assertThat(row.getField("first")).isEqualTo(result.getFirst());
    assertThat(row.getField("last")).isEqualTo(result.getLast());
    assertClose(row, "mean", result.getMean(), RELATIVE * Math.abs(result.getMean()));
    assertClose(row, "total", result.getSum(), RELATIVE * Math.abs(result.getSum()));
    assertClose(row, "variance", result.getVariance(), rounding(result));
  }

  private static void assertClose(Row row, String column, double expected, double difference) {
    assertThat((Double) row.getField(column)).as(column).isCloseTo(expected, within(difference));
  }

  /** A large offset leaves fewer digits for the spread, in whatever order slices are merged. */
  private static double rounding(WindowStatistics result) {
    double ofMean = 50 * Math.ulp(result.getMean());
    double deviation = Math.sqrt(result.getVariance());
    return RELATIVE * result.getVariance() + ofMean * (deviation + ofMean);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "TUMBLE(TABLE readings, DESCRIPTOR(event_time), INTERVAL '1' MINUTE)",
        "CUMULATE(TABLE readings, DESCRIPTOR(event_time), INTERVAL '1' MINUTE, INTERVAL '1' MINUTE)",
        "SESSION(TABLE readings PARTITION BY sensor_id, DESCRIPTOR(event_time), INTERVAL '20' SECOND)"
      })
  void runsInEveryKindOfWindow(String windows) {
    SqlJob job = pumps();

    assertThat(
            job.query(
                """
                SELECT sensor_id, s.value_count, s.mean, s.first, s.last
                FROM (SELECT sensor_id, TELEMETRY_STATISTICS(measured_value, event_time) AS s
                      FROM %s GROUP BY sensor_id, window_start, window_end)
                """
                    .formatted(windows)))
        .containsExactlyInAnyOrder(
            Row.of("pump-1", 3L, 3.0, 1.0, 5.0), Row.of("pump-2", 1L, 7.0, 7.0, 7.0));
  }

  @Test
  void followsAGroupWithoutWindows() {
    SqlJob job = pumps();
    job.tables.getConfig().set("table.exec.mini-batch.enabled", "true");
    job.tables.getConfig().set("table.exec.mini-batch.allow-latency", "1 s");
    job.tables.getConfig().set("table.exec.mini-batch.size", "2");

    assertThat(
            job.query(
                "SELECT sensor_id, TELEMETRY_STATISTICS(measured_value, event_time).total"
                    + " FROM readings GROUP BY sensor_id"))
        .containsExactlyInAnyOrder(Row.of("pump-1", 9.0), Row.of("pump-2", 7.0));
  }

  @Test
  void isRegisteredByItsClassInPureSql() {
    SqlJob job = pumps();
    job.tables.executeSql(
        "CREATE FUNCTION statistics_of AS 'dev.telemetry.flink.sql.TelemetryStatistics'");

    assertThat(
            job.query(
                """
                SELECT statistics_of(CAST(measured_value AS DECIMAL(10, 2)),
                  CAST(event_time AS TIMESTAMP(6))).mean FROM readings
                """))
        .containsExactly(Row.of(4.0));
  }

  @Test
  void countsNothingWhereValueOrTimeIsMissing() {
    TelemetryStatistics function = new TelemetryStatistics();
    MomentsAccumulator group = function.createAccumulator();
    function.accumulate(group, null, TimestampData.fromEpochMillis(1));
    function.accumulate(group, 1.0, null);
    function.accumulate(group, Double.NaN, TimestampData.fromEpochMillis(1));

    assertThat(function.getValue(group).getLong(0)).isZero();
    for (int field = 1; field < 8; field++) {
      assertThat(function.getValue(group).isNullAt(field)).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SELECT TELEMETRY_STATISTICS(v, t) FROM (SELECT sensor_id, MAX(measured_value) AS v,"
            + " MAX(event_time) AS t FROM readings GROUP BY sensor_id)",
        "SELECT TELEMETRY_STATISTICS(measured_value, event_time) OVER (PARTITION BY sensor_id"
            + " ORDER BY event_time ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM readings"
      })
  void isRefusedWhereItWouldHaveToTakeValuesBack(String sql) {
    SqlJob job = pumps();

    assertThatThrownBy(() -> job.tables.explainSql(sql))
        .isInstanceOf(ValidationException.class)
        .hasMessageContaining("'retract'")
        .hasMessageContaining("TELEMETRY_STATISTICS");
  }

  private SqlJob pumps() {
    SqlJob job = SqlJob.in(folder, 1);
    TelemetryFunctions.register(job.tables);
    TelemetryTables.readings(
        job.tables,
        "readings",
        job.readings(
            List.of(
                sensor("pump-1").at(at(1)).value(1),
                sensor("pump-1").at(at(20)).value(5),
                sensor("pump-2").at(at(11)).value(7),
                sensor("pump-1").at(at(12)).value(3)),
            20_000));
    return job;
  }
}
