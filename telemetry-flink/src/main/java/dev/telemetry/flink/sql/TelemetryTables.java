package dev.telemetry.flink.sql;

import static java.util.Objects.requireNonNull;

import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.TableConfig;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.api.config.ExecutionConfigOptions;
import org.apache.flink.table.api.config.ExecutionConfigOptions.UidGeneration;
import org.apache.flink.table.connector.ChangelogMode;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

/**
 * Streams of telemetry as views that Flink SQL reads, each in one line.
 *
 * <pre>{@code
 * TelemetryTables.readings(tables, "readings", readings);
 * TelemetryTables.statistics(tables, "statistics", results);
 * tables.executeSql("SELECT key, end_time, mean FROM statistics WHERE maximum > 90");
 * }</pre>
 *
 * <p>Every column has a type of SQL, none is {@code RAW}, so that Kryo and flink-avro are not
 * needed. Times are {@code TIMESTAMP_LTZ(3)}: a moment in milliseconds, which SQL prints in the
 * session's time zone. Values that are not finite stay as they are.
 *
 * <p>Each view has {@code event_time} for an event-time attribute, which goes by the stream's own
 * watermarks, for windows and all else that SQL does by time. It is the time of a reading, and the
 * last millisecond of a result's window, {@code end_time} less 1 ms, as in Flink's own windows: a
 * window of 10 s belongs to the minute that it lies in, while its end may belong to the next.
 *
 * <p>A stream becomes a view by one stateless operator, whose uid is the view's name and {@code
 * -rows}. Where the environment asks for a uid of every operator, as {@code TelemetryEnvironment}
 * does, making a view also has SQL give its operators uids, {@code
 * table.exec.uid.generation=ALWAYS}, unless you have set that yourself. Flink numbers them through
 * the JVM: a savepoint fits a job that a new JVM builds by the same statements in the same order.
 */
public final class TelemetryTables {
  private static final List<Column<SensorReading>> READING =
      List.of(
          Column.text("sensor_id", SensorReading::getSensorId),
          Column.text("metric", SensorReading::getMetric),
          Column.text("unit", SensorReading::getUnit),
          Column.time("event_time", SensorReading::getEventTime),
          Column.decimal("measured_value", SensorReading::getValue),
          Column.text("quality", reading -> reading.getQuality().name()),
          Column.<SensorReading>whole("sequence", SensorReading::getSequence).orNull(),
          Column.texts("tags", SensorReading::getTags));

  private static final List<Column<WindowStatistics>> STATISTICS =
      List.of(
          Column.text("operator", WindowStatistics::getOperator),
          Column.text("key", WindowStatistics::getKey),
          Column.text("metric", WindowStatistics::getMetric),
          Column.text("unit", WindowStatistics::getUnit),
          Column.time("start_time", WindowStatistics::getWindowStart),
          Column.time("end_time", WindowStatistics::getWindowEnd),
          Column.time("event_time", result -> result.getWindowEnd().minusMillis(1)),
          Column.whole("value_count", WindowStatistics::getCount),
          Column.decimal("mean", WindowStatistics::getMean),
          Column.decimal("variance", WindowStatistics::getVariance),
          Column.decimal("minimum", WindowStatistics::getMin),
          Column.decimal("maximum", WindowStatistics::getMax),
          Column.decimal("first", WindowStatistics::getFirst),
          Column.decimal("last", WindowStatistics::getLast),
          Column.decimal("total", WindowStatistics::getSum),
          Column.small("revision", WindowStatistics::getRevision));

  private TelemetryTables() {}

  /**
   * Makes a temporary view of readings: {@code sensor_id}, {@code metric}, {@code unit} (UCUM
   * code), {@code event_time}, {@code measured_value} (in the unit), {@code quality} ({@code GOOD},
   * {@code UNCERTAIN} or {@code BAD}), {@code sequence} (null where the device has none), {@code
   * tags}. Rows are only ever added.
   *
   * <p>Readings behind the watermark are rows too; SQL's windows drop them. Readings of quality BAD
   * are rows too: say {@code WHERE quality <> 'BAD'} to leave them out as {@code
   * WindowedStatistics} does.
   *
   * @param tables the environment that knows the view, over the stream's environment
   * @param name of the view, as in {@code createTemporaryView}
   * @param readings whose timestamps are their event times, with watermarks
   * @return the view, for the Table API
   */
  public static Table readings(
      StreamTableEnvironment tables, String name, DataStream<SensorReading> readings) {
    Schema schema = schema(READING).build();
    DataStream<Row> rows = rows(name, readings, RowKind.INSERT, READING);
    return view(tables, name, tables.fromDataStream(rows, schema));
  }

  /**
   * Makes a temporary view of all results: {@code operator}, {@code key}, {@code metric}, {@code
   * unit} (UCUM code), {@code start_time} (inclusive), {@code end_time} (exclusive), {@code
   * event_time}, {@code value_count}, {@code mean}, {@code variance} (in the unit's square), {@code
   * minimum}, {@code maximum}, {@code first}, {@code last}, {@code total}, {@code revision}. Rows
   * are only ever added.
   *
   * <p>A correction by late readings is one more row with the next revision, behind the watermark:
   * SQL's windows drop it. Where it is to replace what it corrects, say {@link
   * #correctedStatistics}.
   *
   * @param tables the environment that knows the view, over the stream's environment
   * @param name of the view, as in {@code createTemporaryView}
   * @param results with the watermarks of their operator
   * @return the view, for the Table API
   */
  public static Table statistics(
      StreamTableEnvironment tables, String name, DataStream<WindowStatistics> results) {
    Schema schema = schema(STATISTICS).build();
    DataStream<Row> rows = rows(name, results, RowKind.INSERT, STATISTICS);
    return view(tables, name, tables.fromDataStream(rows, schema));
  }

  /**
   * Makes a temporary view of the latest revision of each result, with the columns of {@link
   * #statistics}. The primary key is operator, key, start and end: a correction replaces the row,
   * in SQL's own aggregates and in every sink that upserts.
   *
   * <p>State: SQL keeps the last row of each primary key, about 200 bytes and its texts twice, for
   * ever unless {@code table.exec.state.ttl} says how long a correction is to find what it
   * replaces: in processing time, more than the operator's lateness takes.
   *
   * @param tables the environment that knows the view, over the stream's environment
   * @param name of the view, as in {@code createTemporaryView}
   * @param results with the watermarks of their operator, the revisions of each in order
   * @return the view, for the Table API
   */
  public static Table correctedStatistics(
      StreamTableEnvironment tables, String name, DataStream<WindowStatistics> results) {
    Schema schema =
        schema(STATISTICS).primaryKey("operator", "key", "start_time", "end_time").build();
    DataStream<Row> rows = rows(name, results, RowKind.UPDATE_AFTER, STATISTICS);
    return view(tables, name, tables.fromChangelogStream(rows, schema, ChangelogMode.upsert()));
  }

  private static <T> Schema.Builder schema(List<Column<T>> columns) {
    Schema.Builder schema = Schema.newBuilder();
    columns.forEach(column -> schema.column(column.name(), column.type()));
    return schema.watermark("event_time", "SOURCE_WATERMARK()");
  }

  private static <T> DataStream<Row> rows(
      String name, DataStream<T> stream, RowKind kind, List<Column<T>> columns) {
    requireNonNull(name, "name");
    String[] names = columns.stream().map(Column::name).toArray(String[]::new);
    TypeInformation<?>[] types =
        columns.stream().map(Column::javaType).toArray(TypeInformation<?>[]::new);
    String uid = name + "-rows";
    return stream
        .map(new ToRow<>(kind, columns), Types.ROW_NAMED(names, types))
        .setParallelism(stream.getParallelism())
        .name(uid)
        .uid(uid);
  }

  private static Table view(StreamTableEnvironment tables, String name, Table table) {
    nameOperators(tables.getConfig());
    tables.createTemporaryView(name, table);
    return tables.from(name);
  }

  private static void nameOperators(TableConfig config) {
    boolean unset = config.getOptional(ExecutionConfigOptions.TABLE_EXEC_UID_GENERATION).isEmpty();
    if (unset && !config.get(PipelineOptions.AUTO_GENERATE_UIDS)) {
      config.set(ExecutionConfigOptions.TABLE_EXEC_UID_GENERATION, UidGeneration.ALWAYS);
    }
  }
}
