package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.BenchmarkException;
import dev.telemetry.benchmarks.CaseResult;
import dev.telemetry.benchmarks.Rounds;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
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

  /** They differ by little. */
  private static final int MOST_ROUNDS = 3;

  private final WindowCase one;

  StateBytes(WindowCase one) {
    this.one = one;
  }

  CaseResult measure(List<WindowJob> jobs, Rounds rounds) throws Exception {
    int count = Math.min(MOST_ROUNDS, rounds.count());
    Map<String, double[]> all = new LinkedHashMap<>();
    for (WindowJob job : jobs) {
      all.put(job.name(), new double[count]);
    }
    for (int round = 0; round < count; round++) {
      for (WindowJob job : jobs) {
        double bytes = bytesPerKey(job);
        all.getOrDefault(job.name(), new double[count])[round] = bytes;
        System.out.printf(
            "%s  round %d/%d  %-22s %,10.0f bytes per key%n",
            NAME, round + 1, count, job.name(), bytes);
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
    told.put("jvm", "one for each measurement");
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

  private static double bytesPerKey(WindowJob job) throws Exception {
    return (double) (liveHeap(job, MANY) - liveHeap(job, FEW)) / (MANY - FEW);
  }

  /** In a JVM of its own, as a cluster still holds something of the jobs before. */
  private static long liveHeap(WindowJob job, int keys) throws Exception {
    Process child =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx3g",
                "-classpath",
                System.getProperty("java.class.path"),
                StateProbe.class.getName(),
                job.name(),
                Integer.toString(keys))
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    String said = new String(child.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (child.waitFor() != 0) {
      throw new BenchmarkException("cannot weigh the state of " + job.name());
    }
    return Long.parseLong(said.strip());
  }
}
