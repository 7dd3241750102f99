package dev.telemetry.benchmarks.job;

import dev.telemetry.benchmarks.Measurement;
import java.util.LinkedHashMap;
import java.util.Map;

/** A job on the cluster. */
public final class JobContestant extends PacedContestant {
  private final BenchCluster cluster;
  private final MeasuredJob job;
  private final Feed feed;

  /**
   * Makes a contestant.
   *
   * @param cluster where it runs
   * @param job what it runs
   * @param feed with which, but for the number of measured readings
   * @param fewestTicks readings of a key that are measured at least; always a multiple of it
   */
  public JobContestant(BenchCluster cluster, MeasuredJob job, Feed feed, int fewestTicks) {
    super(feed.keys(), fewestTicks, Integer.MAX_VALUE / 2);
    this.cluster = cluster;
    this.job = job;
    this.feed = feed;
  }

  @Override
  public String name() {
    return job.name();
  }

  @Override
  protected Measurement run(int ticks) throws Exception {
    return cluster.run(job, feed.measured(ticks));
  }

  @Override
  public Map<String, Object> parameters() {
    Map<String, Object> told = new LinkedHashMap<>();
    told.put("fill", feed.fill().toString());
    if (feed.fill() != Fill.NONE) {
      told.put("fillStepMillis", feed.fillStepMillis());
    }
    told.put("what", job.note());
    return told;
  }
}
