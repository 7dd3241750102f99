package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.Marks;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink job from the feed to the marks. */
interface WindowJob {

  /** The name of the contestant. */
  String name();

  /** Builds the job. */
  void build(StreamExecutionEnvironment env, WindowCase one, Feed feed, Marks marks);

  /** What is special to it, for the results. */
  String note();
}
