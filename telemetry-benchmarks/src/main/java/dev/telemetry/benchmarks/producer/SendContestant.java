package dev.telemetry.benchmarks.producer;

import dev.telemetry.benchmarks.BenchmarkException;
import dev.telemetry.benchmarks.Contestant;
import dev.telemetry.benchmarks.Machine;
import dev.telemetry.benchmarks.Measurement;

/** Sends for a while, and counts what the broker has acknowledged in that time and the flush. */
abstract class SendContestant implements Contestant {
  private static final int BATCH = 1_000;

  private final String name;

  SendContestant(String name) {
    this.name = name;
  }

  @Override
  public final String name() {
    return name;
  }

  abstract void send(int number);

  abstract void flush();

  /** What the broker has acknowledged, ever. */
  abstract long delivered();

  @Override
  public final Measurement run(double seconds) {
    long before = delivered();
    long startCpu = Machine.cpuNanos();
    long start = System.nanoTime();
    long end = start + (long) (seconds * 1e9);
    long sent = 0;
    while (System.nanoTime() < end) {
      for (int i = 0; i < BATCH; i++) {
        send(i);
      }
      sent += BATCH;
    }
    flush();
    long nanos = System.nanoTime() - start;
    long events = delivered() - before;
    if (events != sent) {
      throw new BenchmarkException("%s sent %d records, %d arrived".formatted(name, sent, events));
    }
    return new Measurement(events, nanos, Machine.cpuNanos() - startCpu, events, 0);
  }
}
