package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.job.BenchCluster;
import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.Fill;
import dev.telemetry.benchmarks.job.JobContestant;
import dev.telemetry.benchmarks.job.Marks;
import dev.telemetry.benchmarks.job.MeasuredJob;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A contestant's job in one case. */
record BoundJob(String name, WindowCase one, WindowJob job) implements MeasuredJob {
  private static final int MOST_LATE_FILLS = 1_440;

  static BoundJob of(WindowCase one, WindowJob job) {
    return new BoundJob(job.name(), one, job);
  }

  /** The same under another condition, which its name tells. */
  static BoundJob variant(String suffix, WindowCase one, WindowJob job) {
    return new BoundJob(job.name() + "-" + suffix, one, job);
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

  JobContestant on(BenchCluster cluster) {
    WindowCase filled = one.fillEvery(fillStepMillis());
    return new JobContestant(
        cluster, this, filled.feed(job.fill(), job.leadTicks()), one.slideCycleTicks());
  }

  /**
   * A slice of a day in 60 has a reading where the fill comes late: Flink SQL seeks the first open
   * window of each late reading step by step. It has the less to merge for it.
   */
  private long fillStepMillis() {
    return job.fill() == Fill.BEHIND_WATERMARK
        ? Math.max(one.fillStepMillis(), one.largestMillis() / MOST_LATE_FILLS)
        : one.fillStepMillis();
  }
}
