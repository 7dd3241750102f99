package dev.telemetry.flink.sql;

import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.telemetry.model.SensorReading;
import dev.telemetry.testkit.Sensor;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.flink.table.api.ValidationException;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelemetryQuantileTest {
  private static final int READINGS = 2_000;

  @TempDir Path folder;

  private final List<SensorReading> readings = shuffledReadings();

  /** The values 1, 2, 3 ... by the millisecond in disorder; a reading of no value among them. */
  private static List<SensorReading> shuffledReadings() {
    List<Integer> order = new ArrayList<>(IntStream.range(0, READINGS).boxed().toList());
    Collections.shuffle(order, new Random(1));
    List<SensorReading> readings = new ArrayList<>();
    order.forEach(i -> readings.add(at(i).value(1 + i)));
    readings.add(at(3).value(Double.NaN));
    return readings;
  }

  private static Sensor at(int millis) {
    return sensor("pump-1").at(Instant.ofEpochMilli(10_000 + millis));
  }

  private SqlJob job(String phases) {
    SqlJob job = SqlJob.in(folder, 2);
    job.tables.getConfig().set("table.optimizer.agg-phase-strategy", phases);
    TelemetryFunctions.register(job.tables);
    TelemetryTables.readings(job.tables, "readings", job.readings(readings, READINGS));
    return job;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ONE_PHASE", "TWO_PHASE"})
  void answersWithinItsAccuracyInHoppingWindows(String phases) {
    List<Row> rows =
        job(phases)
            .query(
                """
                SELECT window_end, TELEMETRY_QUANTILE(measured_value, 0.5),
                  TELEMETRY_QUANTILE(measured_value, 0.99)
                FROM HOP(TABLE readings, DESCRIPTOR(event_time), INTERVAL '1' SECOND,
                  INTERVAL '2' SECOND)
                GROUP BY sensor_id, window_start, window_end
                """);

    assertThat(rows).hasSize(3);
    assertRow(rows.get(0), 500, 990);
    assertRow(rows.get(1), 1_000, 1_980);
    assertRow(rows.get(2), 1_500, 1_990);
  }

  private static void assertRow(Row row, double median, double p99) {
    assertThat((Double) row.getField(1)).isCloseTo(median, within(0.01 * median));
    assertThat((Double) row.getField(2)).isCloseTo(p99, within(0.01 * p99));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ONE_PHASE", "TWO_PHASE"})
  void takesValuesBackWhereRowsChange(String phases) {
    SqlJob job = job(phases);
    job.tables.getConfig().set("table.exec.mini-batch.enabled", "true");
    job.tables.getConfig().set("table.exec.mini-batch.allow-latency", "1 s");
    job.tables.getConfig().set("table.exec.mini-batch.size", "7");

    List<Row> rows =
        job.query(
            """
            SELECT TELEMETRY_QUANTILE(latest, 0.5)
            FROM (SELECT MOD(CAST(measured_value AS BIGINT), 10) AS g, MAX(measured_value) AS latest
                  FROM readings WHERE measured_value > 0 GROUP BY MOD(CAST(measured_value AS BIGINT), 10))
            """);

    assertThat(rows).hasSize(1);
    assertThat((Double) rows.get(0).getField(0)).isCloseTo(1_995, within(20.0));
  }

  @Test
  void runsOverABoundedRange() {
    List<Row> rows =
        job("AUTO")
            .query(
                "SELECT TELEMETRY_QUANTILE(measured_value, 0) OVER (PARTITION BY sensor_id ORDER BY"
                    + " event_time ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM readings");

    assertThat(rows).hasSize(READINGS + 1);
    for (int i = 10; i < rows.size(); i++) {
      assertThat((Double) rows.get(i).getField(0)).isCloseTo(i - 1, within(0.01 * i));
    }
  }

  @Test
  void isNullWithoutValues() {
    TelemetryQuantile function = new TelemetryQuantile();
    QuantileAccumulator group = function.createAccumulator();
    function.accumulate(group, null, 0.5);
    function.accumulate(group, Double.NaN, 0.5);
    function.accumulate(group, 1.0, null);
    function.accumulate(group, 1.0, 1.5);
    assertThat(function.getValue(group)).isNull();

    function.accumulate(group, 1.0, 0.5);
    function.retract(group, 1.0, 0.5);
    assertThat(function.getValue(group)).isNull();
  }

  @Test
  void settlesAValueThatIsTakenBackInAnotherPart() {
    TelemetryQuantile function = new TelemetryQuantile();
    QuantileAccumulator begins = function.createAccumulator();
    function.accumulate(begins, 10.0, 0.5);
    function.accumulate(begins, 90.0, 0.5);
    QuantileAccumulator ends = function.createAccumulator();
    function.retract(ends, 10.0, 0.5);

    for (List<QuantileAccumulator> parts :
        List.of(List.of(begins, ends), List.of(throughBytes(ends), throughBytes(begins)))) {
      QuantileAccumulator group = function.createAccumulator();
      function.merge(group, parts);
      assertThat(function.getValue(throughBytes(group))).isCloseTo(90, within(0.9));
      assertThat(throughBytes(group).content().quantile(0)).isCloseTo(90, within(0.9));
    }
  }

  private static QuantileAccumulator throughBytes(QuantileAccumulator group) {
    QuantileAccumulator read = new QuantileAccumulator();
    read.setBytes(group.getBytes());
    read.setProbability(group.getProbability());
    return read;
  }

  @ParameterizedTest
  @ValueSource(strings = {"95", "-0.1"})
  void refusesALiteralThatIsNoProbability(String literal) {
    SqlJob job = job("AUTO");

    assertThatThrownBy(
            () ->
                job.tables.sqlQuery(
                    "SELECT TELEMETRY_QUANTILE(measured_value, " + literal + ") FROM readings"))
        .isInstanceOf(ValidationException.class)
        .hasStackTraceContaining("probability must be from 0 to 1, was " + literal);
  }
}
