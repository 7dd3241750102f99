package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.Marks;
import dev.telemetry.benchmarks.job.MeasuredJob;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A contestant's job in one case. */
record BoundJob(WindowCase one, WindowJob job) implements MeasuredJob {

  @Override
  public String name() {
    return job.name();
  }

  @Override
  public String note() {
    return job.note();
  }

  @Override
  public int parallelism() {
    return one.parallelism();
  }

  @Override
  public boolean rocksDb() {
    return one.rocksDb();
  }

  @Override
  public void build(StreamExecutionEnvironment env, Feed feed, Marks marks) {
    job.build(env, one, feed, marks);
  }
}
