package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.FeedSource;
import dev.telemetry.benchmarks.job.Fill;
import dev.telemetry.benchmarks.job.MarkSink;
import dev.telemetry.benchmarks.job.Marks;
import dev.telemetry.benchmarks.job.SensorReadings;
import dev.telemetry.flink.type.MomentsSerializer;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.stats.Moments;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/**
 * The same operator as {@link FlinkWindow}, with the SDK's types and serializers: what is left
 * between it and ours comes from the operator.
 */
final class FlinkWindowOurTypes implements WindowJob {
  static final String NAME = "flink-window-our-types";

  private static final OwnType<Moments> MOMENTS =
      new OwnType<>(Moments.class, new MomentsSerializer());

  private static final class Aggregate
      implements AggregateFunction<SensorReading, Moments, Moments> {
    private static final long serialVersionUID = 1;

    @Override
    public Moments createAccumulator() {
      return new Moments();
    }

    @Override
    public Moments add(SensorReading reading, Moments moments) {
      moments.add(reading.getValue(), reading.getEventTime().toEpochMilli());
      return moments;
    }

    @Override
    public Moments getResult(Moments moments) {
      return moments;
    }

    @Override
    public Moments merge(Moments moments, Moments other) {
      moments.merge(other);
      return moments;
    }
  }

  private static final class Result
      extends ProcessWindowFunction<Moments, WindowStatistics, String, TimeWindow> {
    private static final long serialVersionUID = 1;

    @Override
    public void process(
        String key, Context context, Iterable<Moments> one, Collector<WindowStatistics> out) {
      TimeWindow window = context.window();
      for (Moments moments : one) {
        out.collect(Statistics.of(key, moments, window.getStart(), window.getEnd()));
      }
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void build(StreamExecutionEnvironment env, WindowCase one, Feed feed, Marks marks) {
    KeyedStream<SensorReading, String> keyed =
        FeedSource.stream(env, feed, new SensorReadings(), marks).keyBy(SensorReading::getSensorId);
    DataStream<WindowStatistics> results =
        one.kinds().stream()
            .map(kind -> results(keyed, kind))
            .reduce((some, more) -> some.union(more))
            .orElseThrow();
    MarkSink.end(results, marks, Ours::read);
  }

  private static DataStream<WindowStatistics> results(
      KeyedStream<SensorReading, String> keyed, WindowKind kind) {
    return keyed
        .window(FlinkWindow.assigner(kind))
        .allowedLateness(WindowCase.LATENESS)
        .aggregate(
            new Aggregate(),
            new Result(),
            MOMENTS,
            MOMENTS,
            RecordTypeInfo.ofRecord(WindowStatistics.class));
  }

  @Override
  public Fill fill() {
    return Fill.NONE;
  }

  @Override
  public int leadTicks() {
    return SHORT_LEAD_TICKS;
  }

  @Override
  public String note() {
    return "as flink-window, but with the SDK's reading, its accumulator of 81 bytes, its result and"
        + " its hand-written serializers";
  }
}
