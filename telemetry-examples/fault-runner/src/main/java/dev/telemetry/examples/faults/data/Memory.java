package dev.telemetry.examples.faults.data;

import dev.telemetry.examples.faults.Outcome;
import java.io.IOException;

/** Holds the memory of the worker with the bad data against that of the one without. */
final class Memory {
  private final WorkerProcess clean;
  private final WorkerProcess burdened;
  private long cleanLive;
  private long burdenedLive;

  Memory(WorkerProcess clean, WorkerProcess burdened) {
    this.clean = clean;
    this.burdened = burdened;
  }

  void add(JobReport reference, JobReport report) {
    cleanLive = Math.max(cleanLive, reference.liveMegabytes());
    burdenedLive = Math.max(burdenedLive, report.liveMegabytes());
  }

  /** Puts the figures down; neither peak may be above so many times the clean one. */
  void judge(Outcome outcome, double mostTimes) throws IOException {
    outcome.memory(burdened.peakMegabytes());
    outcome.figure("cleanPeakRssMegabytes", clean.peakMegabytes());
    outcome.figure("cleanLiveHeapMegabytes", cleanLive);
    outcome.figure("liveHeapMegabytes", burdenedLive);
    check(outcome, "peak RSS", burdened.peakMegabytes(), clean.peakMegabytes(), mostTimes);
    check(outcome, "live heap", burdenedLive, cleanLive, mostTimes);
  }

  private static void check(Outcome outcome, String what, long was, long clean, double mostTimes) {
    if (was > clean * mostTimes) {
      outcome.fail(
          "%s %d MB is above %.1f times that of the clean run, %d MB", what, was, mostTimes, clean);
    }
  }

  @Override
  public String toString() {
    return "live heap %d MB, clean %d MB".formatted(burdenedLive, cleanLive);
  }
}
