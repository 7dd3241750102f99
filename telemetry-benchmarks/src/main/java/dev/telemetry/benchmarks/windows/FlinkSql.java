package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.BenchmarkException;
import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.FeedSource;
import dev.telemetry.benchmarks.job.MarkSink;
import dev.telemetry.benchmarks.job.Marks;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.types.DataType;

/** Flink SQL's window functions, in two phases, on its own form of rows. */
final class FlinkSql implements WindowJob {
  static final String NAME = "flink-sql";

  private static final DataType RESULT =
      DataTypes.ROW(
              DataTypes.FIELD("sensor", DataTypes.STRING()),
              DataTypes.FIELD("size", DataTypes.BIGINT().notNull()),
              DataTypes.FIELD("window_end", DataTypes.TIMESTAMP(3).notNull()),
              DataTypes.FIELD("n", DataTypes.BIGINT().notNull()),
              DataTypes.FIELD("mean", DataTypes.DOUBLE()),
              DataTypes.FIELD("variance", DataTypes.DOUBLE()),
              DataTypes.FIELD("low", DataTypes.DOUBLE()),
              DataTypes.FIELD("high", DataTypes.DOUBLE()),
              DataTypes.FIELD("total", DataTypes.DOUBLE()),
              DataTypes.FIELD("quantiles", DataTypes.ARRAY(DataTypes.DOUBLE())))
          .notNull()
          .bridgedTo(RowData.class);

  private final String name;
  private final String quantiles;
  private final String note;

  private FlinkSql(String name, String quantiles, String note) {
    this.name = name;
    this.quantiles = quantiles;
    this.note = note;
  }

  /** Quantiles by a function over the sketch that the other peers have. */
  static FlinkSql withSketch() {
    return new FlinkSql(NAME, "SKETCH_QUANTILES(v)", "a UDAF over the same DDSketch as raw state");
  }

  /** Quantiles by what it has itself. */
  static FlinkSql withPercentile() {
    return new FlinkSql(
        NAME + "-percentile",
        "PERCENTILE(v, ARRAY[0.5, 0.95, 0.99])",
        "its own PERCENTILE, which is exact and keeps all values");
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public void build(StreamExecutionEnvironment env, WindowCase one, Feed feed, Marks marks) {
    StreamTableEnvironment tables = StreamTableEnvironment.create(env);
    tables.getConfig().set("table.exec.mini-batch.enabled", "true");
    tables.getConfig().set("table.exec.mini-batch.allow-latency", "1 s");
    tables.getConfig().set("table.exec.mini-batch.size", "50000");
    tables.getConfig().set("table.optimizer.agg-phase-strategy", "TWO_PHASE");
    tables.createTemporarySystemFunction("SKETCH_QUANTILES", SketchQuantiles.class);
    tables.createTemporaryView(
        "readings",
        FeedSource.stream(env, feed, new RowReadings(), marks),
        Schema.newBuilder()
            .column("sensor", DataTypes.STRING())
            .column("ts", DataTypes.TIMESTAMP(3))
            .column("v", DataTypes.DOUBLE())
            .watermark("ts", "SOURCE_WATERMARK()")
            .build());
    String query =
        one.kinds().stream()
            .map(kind -> query(kind, one.quantiles() ? quantiles : "CAST(NULL AS ARRAY<DOUBLE>)"))
            .collect(Collectors.joining(" UNION ALL "));
    requireTwoPhases(tables.explainSql(query));
    MarkSink.end(
        tables.<RowData>toDataStream(tables.sqlQuery(query), RESULT), marks, FlinkSql::read);
  }

  private static void requireTwoPhases(String plan) {
    if (!plan.contains("LocalWindowAggregate") || !plan.contains("GlobalWindowAggregate")) {
      throw new BenchmarkException("Flink SQL does not aggregate before the shuffle: " + plan);
    }
  }

  private static String query(WindowKind kind, String quantiles) {
    return """
    SELECT sensor, CAST(%d AS BIGINT) AS size, window_end, COUNT(*) AS n, AVG(v) AS mean,
      VAR_POP(v) AS variance, MIN(v) AS low, MAX(v) AS high, SUM(v) AS total, %s AS quantiles
    FROM TABLE(%s)
    GROUP BY sensor, window_start, window_end
    """
        .formatted(kind.size(), quantiles, windows(kind));
  }

  private static String windows(WindowKind kind) {
    String readings = "TABLE readings, DESCRIPTOR(ts), ";
    return kind.isTumbling()
        ? "TUMBLE(" + readings + interval(kind.size()) + ")"
        : "HOP(" + readings + interval(kind.slide()) + ", " + interval(kind.size()) + ")";
  }

  private static String interval(long millis) {
    return "INTERVAL '%d' SECOND(6)".formatted(millis / 1_000);
  }

  private static WindowResult read(RowData row) {
    return new WindowResult(
        row.getString(0).toString(),
        row.getLong(1),
        row.getTimestamp(2, 3).getMillisecond(),
        row.getLong(3),
        row.getDouble(4),
        row.getDouble(5),
        row.getDouble(6),
        row.getDouble(7),
        row.getDouble(8),
        Double.NaN,
        Double.NaN,
        row.isNullAt(9) ? new double[0] : row.getArray(9).toDoubleArray());
  }

  @Override
  public boolean tellsFirstAndLast() {
    return false;
  }

  @Override
  public String note() {
    return "TUMBLE and HOP; EXPLAIN shows LocalWindowAggregate before the shuffle and"
        + " GlobalWindowAggregate behind it; mini-batch of 1 s; rows of three columns in its own"
        + " form; count, mean, variance, min, max, sum (first and last of event time it cannot"
        + " merge); no allowed lateness, its window functions have none; quantiles: "
        + note;
  }
}
