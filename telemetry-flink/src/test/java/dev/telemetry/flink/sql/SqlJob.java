package dev.telemetry.flink.sql;

import dev.telemetry.flink.TestJob;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.SerializableTimestampAssigner;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.connector.source.util.ratelimit.RateLimiterStrategy;
import org.apache.flink.connector.datagen.source.DataGeneratorSource;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.types.RowKind;

/** A telemetry environment with tables, and streams of given records in it. */
final class SqlJob {
  private static final RecordTypeInfo<SensorReading> READING =
      RecordTypeInfo.ofRecord(SensorReading.class);
  private static final RecordTypeInfo<WindowStatistics> RESULT =
      RecordTypeInfo.ofRecord(WindowStatistics.class);

  final StreamExecutionEnvironment env;
  final StreamTableEnvironment tables;

  private SqlJob(StreamExecutionEnvironment env) {
    this.env = env;
    this.tables = StreamTableEnvironment.create(env);
  }

  static SqlJob in(Path folder, int parallelism) {
    return new SqlJob(TestJob.in(folder).environment(parallelism));
  }

  /** Readings in order of arrival; after each a watermark so far behind the latest time. */
  DataStream<SensorReading> readings(List<SensorReading> readings, long behindMillis) {
    DataStream<SensorReading> source =
        env.fromData(readings, READING).uid("readings").setParallelism(1);
    return timed(source, behindMillis, (reading, before) -> reading.getEventTime().toEpochMilli());
  }

  /** The same, slowly enough for checkpoints in between. */
  DataStream<SensorReading> slowReadings(List<SensorReading> readings, long behindMillis) {
    DataStream<SensorReading> source =
        env.fromSource(
                new DataGeneratorSource<>(
                    index -> readings.get(index.intValue()),
                    readings.size(),
                    RateLimiterStrategy.perSecond(1_000),
                    READING),
                WatermarkStrategy.noWatermarks(),
                "readings")
            .uid("readings")
            .setParallelism(1);
    return timed(source, behindMillis, (reading, before) -> reading.getEventTime().toEpochMilli());
  }

  /** Results with the watermarks that their operator sends. */
  DataStream<WindowStatistics> results(WindowStatistics... results) {
    DataStream<WindowStatistics> source =
        env.fromData(List.of(results), RESULT).uid("results").setParallelism(1);
    return timed(source, 0, (result, before) -> result.getWindowEnd().toEpochMilli() - 1);
  }

  /** Runs a query to its end; what is left when every row has been added or taken back. */
  List<Row> query(String sql) {
    List<Row> rows = new ArrayList<>();
    tables.executeSql(sql).collect().forEachRemaining(change -> apply(change, rows));
    return rows;
  }

  private static void apply(Row change, List<Row> rows) {
    boolean adds = change.getKind() == RowKind.INSERT || change.getKind() == RowKind.UPDATE_AFTER;
    change.setKind(RowKind.INSERT);
    if (adds) {
      rows.add(change);
    } else if (!rows.remove(change)) {
      throw new IllegalStateException("takes back what is not there: " + change);
    }
  }

  private static <T> DataStream<T> timed(
      DataStream<T> source, long behindMillis, SerializableTimestampAssigner<T> time) {
    return source
        .assignTimestampsAndWatermarks(
            WatermarkStrategy.<T>forGenerator(context -> new AfterEach<>(behindMillis))
                .withTimestampAssigner(time))
        .uid(source.getTransformation().getUid() + "-time")
        .setParallelism(1);
  }

  private static final class AfterEach<T> implements WatermarkGenerator<T> {
    private final long behindMillis;
    private long latestMillis = Long.MIN_VALUE;

    private AfterEach(long behindMillis) {
      this.behindMillis = behindMillis;
    }

    @Override
    public void onEvent(T event, long timeMillis, WatermarkOutput output) {
      latestMillis = Math.max(latestMillis, timeMillis);
      output.emitWatermark(new Watermark(latestMillis - behindMillis - 1));
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {}
  }
}
