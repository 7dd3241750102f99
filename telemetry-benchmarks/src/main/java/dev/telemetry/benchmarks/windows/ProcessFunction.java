package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.FeedSource;
import dev.telemetry.benchmarks.job.MarkSink;
import dev.telemetry.benchmarks.job.Marks;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** What one writes without a library: slices in map state, merged when a timer fires. */
final class ProcessFunction implements WindowJob {
  static final String NAME = "process-function";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void build(StreamExecutionEnvironment env, WindowCase one, Feed feed, Marks marks) {
    MarkSink.end(
        FeedSource.stream(env, feed, new PojoReading.Format(), marks)
            .keyBy(reading -> reading.sensorId, Types.STRING)
            .process(
                new SlicesFunction(one.kinds(), Summaries.of(one)), Types.POJO(PojoResult.class)),
        marks,
        PojoResult::read);
  }

  @Override
  public String note() {
    return "KeyedProcessFunction, slices of the slide in map state, all of a window merged by each"
        + " timer, no corrections; POJOs as in flink-window and the same statistics";
  }
}
