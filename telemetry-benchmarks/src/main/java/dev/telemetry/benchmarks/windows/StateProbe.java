package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.BenchmarkException;
import dev.telemetry.benchmarks.job.BenchCluster;
import dev.telemetry.benchmarks.job.Feed;

/** Runs a job in a JVM of its own and prints the bytes that live on its heap at the end. */
public final class StateProbe {
  private static final int TICKS = 20;

  private StateProbe() {}

  /**
   * Runs it.
   *
   * @param args the contestant's name and the number of keys
   * @throws Exception as the job says
   */
  public static void main(String[] args) throws Exception {
    WindowJob job =
        WindowsBenchmark.STATE_JOBS.stream()
            .filter(any -> any.name().equals(args[0]))
            .findFirst()
            .orElseThrow(() -> new BenchmarkException("no job is called " + args[0]));
    WindowCase one = WindowsBenchmark.STATE.keys(Integer.parseInt(args[1]));
    Feed feed = one.feed(job.fill(), job.leadTicks()).measured(TICKS);
    try (BenchCluster cluster = BenchCluster.start(1)) {
      System.out.println(cluster.liveHeapAtEnd(BoundJob.of(one, job), feed));
    }
    System.exit(0);
  }
}
