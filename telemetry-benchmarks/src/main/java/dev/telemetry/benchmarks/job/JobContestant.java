package dev.telemetry.benchmarks.job;

import dev.telemetry.benchmarks.Contestant;
import dev.telemetry.benchmarks.Measurement;
import java.util.LinkedHashMap;
import java.util.Map;

/** A job on the cluster; as many readings as it can do in the time, by what it did before. */
public final class JobContestant implements Contestant {
  private static final int MAX_GROWTH = 50;
  private static final double LONG_ENOUGH = 0.5;

  private final BenchCluster cluster;
  private final MeasuredJob job;
  private final Feed feed;
  private final int fewestTicks;
  private int ticks;

  /**
   * Makes a contestant.
   *
   * @param cluster where it runs
   * @param job what it runs
   * @param feed with which, but for the number of measured readings
   * @param fewestTicks readings of a key that are measured at least; always a multiple of it
   */
  public JobContestant(BenchCluster cluster, MeasuredJob job, Feed feed, int fewestTicks) {
    this.cluster = cluster;
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
    Measurement measured = cluster.run(job, now);
    choose(measured, seconds);
    return measured;
  }

  private void choose(Measurement measured, double seconds) {
    double wanted = measured.eventsPerSecond() * seconds / feed.keys();
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
