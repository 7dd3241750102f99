package dev.telemetry.benchmarks;

import java.util.function.ToLongFunction;

/**
 * Repeats one thing in a loop of this thread.
 *
 * @param name of the contestant
 * @param batch does it so many times as told, and returns something that depends on all of them
 */
public record LoopContestant(String name, ToLongFunction<Integer> batch) implements Contestant {
  private static final int BATCH = 10_000;

  @Override
  public Measurement run(double seconds) {
    long startCpu = Machine.cpuNanos();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    long events = 0;
    long used = 0;
    while (System.nanoTime() < end) {
      used += batch.applyAsLong(BATCH);
      events += BATCH;
    }
    long nanos = System.nanoTime() - start;
    if (used == 0) {
      throw new BenchmarkException(name + " made nothing");
    }
    return new Measurement(events, nanos, Machine.cpuNanos() - startCpu, events, 0);
  }
}
