package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.Fill;
import dev.telemetry.benchmarks.job.Marks;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink job from the feed to the marks. */
interface WindowJob {
  /** Four seconds of event time, so that windows close when the measurement begins. */
  int LEAD_TICKS = 40;

  /** Flink's window does the same for each reading from its second reading on. */
  int SHORT_LEAD_TICKS = 4;

  /** The name of the contestant. */
  String name();

  /** Builds the job. */
  void build(StreamExecutionEnvironment env, WindowCase one, Feed feed, Marks marks);

  /** How its largest window is filled. */
  default Fill fill() {
    return Fill.BEHIND_WATERMARK;
  }

  /** Readings of a key between the fill and the measurement. */
  default int leadTicks() {
    return LEAD_TICKS;
  }

  /** Whether its results have the first and the last value. */
  default boolean tellsFirstAndLast() {
    return true;
  }

  /** What is special to it, for the results. */
  String note();
}
