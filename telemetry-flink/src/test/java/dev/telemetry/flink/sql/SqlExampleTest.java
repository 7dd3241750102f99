package dev.telemetry.flink.sql;

import static dev.telemetry.testkit.Sensors.at;
import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.Collected;
import dev.telemetry.model.SensorReading;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the package's documentation shows. */
class SqlExampleTest {
  @TempDir Path folder;

  @Test
  void givesAMinuteOfEverySensorEveryTenSeconds() throws Exception {
    SqlJob job = SqlJob.in(folder, 2);
    StreamExecutionEnvironment env = job.env;
    DataStream<SensorReading> readings =
        job.readings(
            List.of(
                sensor("pump-1").at(at(5)).value(80),
                sensor("pump-1").at(at(25)).value(90),
                sensor("pump-2").at(at(25)).value(20)),
            0);

    StreamTableEnvironment tables = StreamTableEnvironment.create(env);
    TelemetryFunctions.register(tables);
    TelemetryTables.readings(tables, "readings", readings);
    Table minutes =
        tables.sqlQuery(
            """
            SELECT sensor_id, window_end, s.mean, s.maximum
            FROM (SELECT sensor_id, window_end, TELEMETRY_STATISTICS(measured_value, event_time) AS s
                  FROM HOP(TABLE readings, DESCRIPTOR(event_time),
                           INTERVAL '10' SECOND, INTERVAL '1' MINUTE)
                  WHERE quality <> 'BAD'
                  GROUP BY sensor_id, window_start, window_end)
            """);

    Collected<Row> rows = new Collected<>();
    tables.toDataStream(minutes).sinkTo(rows).uid("rows");
    env.execute();
    assertThat(rows.records()).hasSize(8 + 6);
    assertThat(rows.records())
        .filteredOn(row -> row.getField("sensor_id").equals("pump-1"))
        .extracting(row -> row.getField("mean"))
        .containsExactlyInAnyOrder(80.0, 80.0, 85.0, 85.0, 85.0, 85.0, 90.0, 90.0);
  }
}
