package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.FeedSource;
import dev.telemetry.benchmarks.job.Fill;
import dev.telemetry.benchmarks.job.MarkSink;
import dev.telemetry.benchmarks.job.Marks;
import dev.telemetry.benchmarks.job.SensorReadings;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** The feed alone, to show that it is not what is measured. */
final class SourceAlone implements WindowJob {
  static final String NAME = "source-alone";

  @Override
  public String name() {
    return NAME;
  }

  @Override
  public void build(StreamExecutionEnvironment env, WindowCase one, Feed feed, Marks marks) {
    MarkSink.end(
        FeedSource.stream(env, feed, new SensorReadings(), marks), marks, reading -> reading);
  }

  @Override
  public Fill fill() {
    return Fill.NONE;
  }

  @Override
  public String note() {
    return "no operator between source and sink";
  }
}
