package dev.telemetry.examples.faults.cluster;

import dev.telemetry.examples.faults.ledger.Ledger;
import dev.telemetry.model.SensorReading;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/**
 * Sends the readings of a round at an even rate while faults happen, and after that a few a second
 * until it is closed: so there is always a fresh one to wait for.
 */
final class Load implements AutoCloseable {
  private static final long SECONDS = 8;
  private static final int TRICKLE_PER_SECOND = 50;

  private final Ledger ledger;
  private final Sender sender;
  private final int records;
  private final Thread thread = new Thread(this::run, "load");
  private volatile boolean ending;

  Load(Ledger ledger, Sender sender, int records) {
    this.ledger = ledger;
    this.sender = sender;
    this.records = records;
    thread.setDaemon(true);
    thread.start();
  }

  private void run() {
    long start = System.nanoTime();
    double perNano = records / (double) TimeUnit.SECONDS.toNanos(SECONDS);
    while (!ending || ledger.issued() < records) {
      if (ledger.issued() < records) {
        sendUpTo((int) Math.min(records, (System.nanoTime() - start) * perNano + 1));
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
      } else {
        send();
        LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1) / TRICKLE_PER_SECOND);
      }
    }
  }

  private void sendUpTo(int target) {
    while (ledger.issued() < target) {
      send();
    }
  }

  private void send() {
    send(ledger, sender);
  }

  /** Sends the next reading of a ledger, and enters its acknowledgement. */
  static void send(Ledger ledger, Sender sender) {
    SensorReading reading = ledger.issue();
    sender
        .send(reading)
        .whenComplete(
            (acknowledgement, error) -> {
              if (error == null) {
                ledger.acknowledge(reading);
              }
            });
  }

  /** Ends when all are sent. */
  @Override
  public void close() {
    ending = true;
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
