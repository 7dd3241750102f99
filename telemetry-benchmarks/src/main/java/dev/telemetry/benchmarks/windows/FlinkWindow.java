package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.FeedSource;
import dev.telemetry.benchmarks.job.Fill;
import dev.telemetry.benchmarks.job.MarkSink;
import dev.telemetry.benchmarks.job.Marks;
import org.apache.flink.api.common.functions.AggregateFunction;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.windowing.ProcessWindowFunction;
import org.apache.flink.streaming.api.windowing.assigners.SlidingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.TumblingEventTimeWindows;
import org.apache.flink.streaming.api.windowing.assigners.WindowAssigner;
import org.apache.flink.streaming.api.windowing.windows.TimeWindow;
import org.apache.flink.util.Collector;

/** Flink's own windows with an incremental aggregate; one operator for each kind of window. */
final class FlinkWindow implements WindowJob {
  static final String NAME = "flink-window";

  private record Aggregate(Summaries summaries)
      implements AggregateFunction<PojoReading, Summary, Summary> {
    private static final long serialVersionUID = 1;

    @Override
    public Summary createAccumulator() {
      return summaries.create();
    }

    @Override
    public Summary add(PojoReading reading, Summary summary) {
      summary.add(reading.value, reading.eventTime);
      return summary;
    }

    @Override
    public Summary getResult(Summary summary) {
      return summary;
    }

    @Override
    public Summary merge(Summary summary, Summary other) {
      summary.merge(other);
      return summary;
    }
  }

  private static final class Result
      extends ProcessWindowFunction<Summary, PojoResult, String, TimeWindow> {
    private static final long serialVersionUID = 1;

    @Override
    public void process(
        String key, Context context, Iterable<Summary> one, Collector<PojoResult> out) {
      TimeWindow window = context.window();
      for (Summary summary : one) {
        out.collect(PojoResult.of(key, summary, window.getStart(), window.getEnd()));
      }
    }
  }

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void build(StreamExecutionEnvironment env, WindowCase one, Feed feed, Marks marks) {
    KeyedStream<PojoReading, String> keyed =
        FeedSource.stream(env, feed, new PojoReading.Format(), marks)
            .keyBy(reading -> reading.sensorId, Types.STRING);
    DataStream<PojoResult> results =
        one.kinds().stream()
            .map(kind -> results(keyed, kind, Summaries.of(one)))
            .reduce((some, more) -> some.union(more))
            .orElseThrow();
    MarkSink.end(results, marks, PojoResult::read);
  }

  private static DataStream<PojoResult> results(
      KeyedStream<PojoReading, String> keyed, WindowKind kind, Summaries summaries) {
    return keyed
        .window(assigner(kind))
        .allowedLateness(WindowCase.LATENESS)
        .aggregate(
            new Aggregate(summaries),
            new Result(),
            summaries.type(),
            summaries.type(),
            Types.POJO(PojoResult.class));
  }

  static WindowAssigner<Object, TimeWindow> assigner(WindowKind kind) {
    return kind.isTumbling()
        ? TumblingEventTimeWindows.of(kind.sizeAsDuration())
        : SlidingEventTimeWindows.of(kind.sizeAsDuration(), kind.slideAsDuration());
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
    return "TumblingEventTimeWindows and SlidingEventTimeWindows with aggregate(), allowed lateness"
        + " of 5 s; reading, accumulator and result are POJOs with Flink's PojoSerializer; count,"
        + " mean, variance, min, max, first, last, sum; where quantiles are asked for, a DDSketch"
        + " of sketches-java in the accumulator";
  }
}
