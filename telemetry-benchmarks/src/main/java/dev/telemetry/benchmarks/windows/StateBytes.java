package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.CaseResult;
import dev.telemetry.benchmarks.Rounds;
import dev.telemetry.benchmarks.job.BenchCluster;
import dev.telemetry.benchmarks.job.Feed;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What one more key takes on the heap, with a window of 600 slices that is full: the live heap of a
 * job with many keys less that of the same job with few, so that what does not grow with the keys
 * is not in it.
 */
final class StateBytes {
  static final String NAME = "state-600-slices";

  private static final int FEW = 500;
  private static final int MANY = 2_500;
  private static final int TICKS = 20;

  private final WindowCase one;

  StateBytes(WindowCase one) {
    this.one = one;
  }

  CaseResult measure(List<WindowJob> jobs, Rounds rounds) throws Exception {
    Map<String, double[]> all = new LinkedHashMap<>();
    for (WindowJob job : jobs) {
      bytesPerKey(job); // loads what is loaded once
      all.put(job.name(), new double[rounds.count()]);
    }
    for (int round = 0; round < rounds.count(); round++) {
      for (WindowJob job : jobs) {
        double bytes = bytesPerKey(job);
        all.getOrDefault(job.name(), new double[rounds.count()])[round] = bytes;
        System.out.printf(
            "%s  round %d/%d  %-22s %,10.0f bytes per key%n",
            NAME, round + 1, rounds.count(), job.name(), bytes);
      }
    }
    return result(all);
  }

  private CaseResult result(Map<String, double[]> all) {
    Map<String, Object> told = new LinkedHashMap<>(one.parameters());
    Map<String, Double> bytes = new LinkedHashMap<>();
    Map<String, Double> spread = new LinkedHashMap<>();
    all.forEach(
        (name, rounds) -> {
          Arrays.sort(rounds);
          double median = rounds[rounds.length / 2];
          bytes.put(name, median);
          spread.put(name, (rounds[rounds.length - 1] - rounds[0]) / median);
        });
    told.put("keys", FEW + " and " + MANY);
    told.put("bytesPerKey", bytes);
    told.put(
        "what",
        "live heap per key, keys and their names included: "
            + MANY
            + " keys less "
            + FEW
            + " keys");
    return new CaseResult(NAME, told, Map.of(), Map.of(), Map.of(), spread);
  }

  private double bytesPerKey(WindowJob job) throws Exception {
    return (double) (liveHeap(job, MANY) - liveHeap(job, FEW)) / (MANY - FEW);
  }

  /** On a cluster of its own, as a cluster still holds something of the job before. */
  private long liveHeap(WindowJob job, int keys) throws Exception {
    WindowCase now = one.keys(keys);
    Feed feed = now.feed(job.fill(), job.leadTicks()).measured(TICKS);
    try (BenchCluster cluster = BenchCluster.start(1)) {
      return cluster.liveHeapAtEnd(BoundJob.of(now, job), feed);
    }
  }
}
