package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.FeedSource;
import dev.telemetry.benchmarks.job.MarkSink;
import dev.telemetry.benchmarks.job.Marks;
import dev.telemetry.benchmarks.job.SensorReadings;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
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
        FeedSource.stream(env, feed, new SensorReadings(), marks)
            .keyBy(SensorReading::getSensorId)
            .process(
                new SlicesFunction(one.kinds()), RecordTypeInfo.ofRecord(WindowStatistics.class)),
        marks,
        Ours::read);
  }

  @Override
  public String note() {
    return "KeyedProcessFunction, slices of the slide in map state, all of a window merged by each"
        + " timer; count, mean, variance, min, max, first, last, sum";
  }
}
