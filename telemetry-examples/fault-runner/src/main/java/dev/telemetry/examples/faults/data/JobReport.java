package dev.telemetry.examples.faults.data;

import java.util.Map;

/**
 * What a worker tells of one run of the job.
 *
 * @param counts the counters, named {@code operator.counter}
 * @param restarts how often Flink had to start the job again
 * @param ended whether it came to its end; it is given up once it restarts again and again
 * @param liveBytes of the heap, after the run and a collection of all garbage
 * @param millis that the run took
 */
record JobReport(
    Map<String, Long> counts, int restarts, boolean ended, long liveBytes, long millis) {

  long count(String counter) {
    return counts.getOrDefault(counter, 0L);
  }

  long liveMegabytes() {
    return liveBytes >> 20;
  }

  /** Start and end of the job included. */
  long perSecond(long readings) {
    return readings * 1_000 / Math.max(1, millis);
  }

  /** Of the contract: a record is one of these three. */
  long accepted() {
    return count("duplicates.accepted");
  }

  long rejected() {
    return count("readings-fates.aheadOfTime")
        + count("gate.rejected")
        + count("duplicates.rejected");
  }

  long quarantined() {
    return count("readings-fates.quarantined");
  }
}
