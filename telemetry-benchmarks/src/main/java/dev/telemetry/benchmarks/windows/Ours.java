package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.FeedSource;
import dev.telemetry.benchmarks.job.MarkSink;
import dev.telemetry.benchmarks.job.Marks;
import dev.telemetry.benchmarks.job.SensorReadings;
import dev.telemetry.flink.window.WindowedStatistics;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The SDK's windowed statistics. */
record Ours(String name) implements WindowJob {

  @Override
  public void build(StreamExecutionEnvironment env, WindowCase one, Feed feed, Marks marks) {
    WindowedStatistics<SensorReading, String> statistics =
        WindowedStatistics.of(
            FeedSource.stream(env, feed, new SensorReadings(), marks)
                .keyBy(SensorReading::getSensorId));
    for (WindowKind kind : one.kinds()) {
      statistics = statistics.sliding(kind.sizeAsDuration(), kind.slideAsDuration());
    }
    MarkSink.end(statistics.attach("statistics").results(), marks, Ours::read);
  }

  static WindowResult read(WindowStatistics result) {
    return new WindowResult(
        result.getKey(),
        result.getWindowEnd().toEpochMilli() - result.getWindowStart().toEpochMilli(),
        result.getWindowEnd().toEpochMilli(),
        result.getCount(),
        result.getMean(),
        result.getMin(),
        result.getMax());
  }

  @Override
  public String note() {
    return "WindowedStatistics: count, mean, variance, min, max, first, last, sum";
  }
}
