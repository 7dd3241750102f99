package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.Contestant;
import dev.telemetry.benchmarks.Measurement;
import dev.telemetry.benchmarks.job.BenchCluster;
import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.Marks;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A job on the cluster; as many readings as it can do in the time, by what it did before. */
final class JobContestant implements Contestant {
  private static final int MAX_GROWTH = 8;
  private static final double LONG_ENOUGH = 0.5;

  private final BenchCluster cluster;
  private final WindowCase one;
  private final WindowJob job;
  private final Feed feed;
  private final int fewestTicks;
  private int ticks;

  JobContestant(BenchCluster cluster, WindowCase one, WindowJob job, Feed feed, int fewestTicks) {
    this.cluster = cluster;
    this.one = one;
    this.job = job;
    this.feed = feed;
    this.fewestTicks = fewestTicks;
    this.ticks = fewestTicks;
  }

  @Override
  public String name() {
    return job.name();
  }

  @Override
  public Measurement run(double seconds) throws Exception {
    Measurement last = runOnce(seconds);
    while (last.nanos() < LONG_ENOUGH * seconds * 1e9 && ticks > fewestTicks) {
      last = runOnce(seconds);
    }
    return last;
  }

  private Measurement runOnce(double seconds) throws Exception {
    System.gc(); // what the one before left is not this one's cost
    Feed now = feed.measured(ticks);
    try (Marks marks = Marks.open(now, one.parallelism())) {
      StreamExecutionEnvironment env = cluster.environment(one.parallelism(), one.rocksDb());
      job.build(env, one, now, marks);
      Measurement measured = cluster.run(env, marks);
      choose(measured, seconds);
      return measured;
    }
  }

  private void choose(Measurement measured, double seconds) {
    double wanted = measured.eventsPerSecond() * seconds / one.keys();
    double possible = Math.min(wanted, (double) ticks * MAX_GROWTH);
    ticks = (int) Math.max(1, Math.round(possible / fewestTicks)) * fewestTicks;
  }

  @Override
  public Map<String, Object> parameters() {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("fill", feed.fill().toString());
    told.put("what", job.note());
    return told;
  }
}
