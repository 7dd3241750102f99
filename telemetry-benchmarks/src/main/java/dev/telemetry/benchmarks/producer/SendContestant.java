package dev.telemetry.benchmarks.producer;

import dev.telemetry.benchmarks.BenchmarkException;
import dev.telemetry.benchmarks.Contestant;
import dev.telemetry.benchmarks.Machine;
import dev.telemetry.benchmarks.Measurement;
import java.util.concurrent.atomic.LongAdder;

/** Sends for a while, and counts what the broker has acknowledged in that time and the flush. */
abstract class SendContestant implements Contestant {
  private static final int BATCH = 1_000;

  private final String name;
  private final LongAdder delivered = new LongAdder();
  private final LongAdder failed = new LongAdder();

  SendContestant(String name) {
    this.name = name;
  }

  @Override
  public final String name() {
    return name;
  }

  abstract void send(int number);

  abstract void flush();

  final void acknowledged(boolean well) {
    (well ? delivered : failed).increment();
  }

  @Override
  public final Measurement run(double seconds) {
    long before = delivered.sum();
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
    long events = delivered.sum() - before;
    if (events != sent) {
      throw new BenchmarkException(
          "%s sent %d records, %d arrived, %d failed".formatted(name, sent, events, failed.sum()));
    }
    return new Measurement(events, nanos, Machine.cpuNanos() - startCpu, events, 0);
  }
}
