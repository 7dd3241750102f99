package dev.telemetry.kafka.spool;

import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;

/**
 * What became of each sequence from where the spool was opened. A sequence is settled once, in one
 * way; the position is the first that is not.
 */
final class Progress implements LogReader.Gaps {
  /** A record on its way to Kafka; or some that cannot be read, among those on their way. */
  static class Sent {
    private final long sequence;
    private final long end;
    private boolean settled;

    Sent(long sequence) {
      this(sequence, sequence + 1, false);
    }

    private Sent(long sequence, long end, boolean settled) {
      this.sequence = sequence;
      this.end = end;
      this.settled = settled;
    }

    final long sequence() {
      return sequence;
    }
  }

  private final Queue<Sent> onTheirWay = new ArrayDeque<>();

  /** Settled, while an earlier one has to be sent again. */
  private final Set<Long> ahead = new HashSet<>();

  private final long first;
  private long next;
  private long delivered;
  private long quarantined;
  private long dropped;
  private long damaged;

  Progress(long first) {
    this.first = first;
    this.next = first;
  }

  /** A record was read; false where it is settled and not to be sent. */
  synchronized boolean begin(Sent record) {
    if (record.sequence < next) {
      return false;
    }
    next = record.end;
    if (ahead.remove(record.sequence)) {
      record.settled = true;
    }
    onTheirWay.add(record);
    removeSettled();
    return !record.settled;
  }

  synchronized void delivered(Sent record) {
    if (settle(record)) {
      delivered++;
    }
  }

  synchronized void quarantined(Sent record) {
    if (settle(record)) {
      quarantined++;
    }
  }

  /** False where it was dropped while it was on its way. */
  private boolean settle(Sent record) {
    if (record.settled) {
      return false;
    }
    record.settled = true;
    removeSettled();
    notifyAll();
    return true;
  }

  private void removeSettled() {
    Sent head = onTheirWay.peek();
    while (head != null && head.settled) {
      onTheirWay.remove();
      head = onTheirWay.peek();
    }
  }

  @Override
  public synchronized void missing(long from, long to) {
    long begin = Math.max(from, next);
    if (begin >= to) {
      return;
    }
    damaged += unsettled(begin, to);
    onTheirWay.add(new Sent(begin, to, true));
    next = to;
    removeSettled();
  }

  private long unsettled(long from, long to) {
    long count = 0;
    for (long sequence = from; sequence < to; sequence++) {
      count += ahead.remove(sequence) ? 0 : 1;
    }
    return count;
  }

  /** Settles all below a sequence; they are not to be sent any more. */
  synchronized void dropTo(long sequence) {
    for (Sent record : onTheirWay) {
      if (record.sequence < sequence && !record.settled) {
        record.settled = true;
        dropped++;
      }
    }
    removeSettled();
    dropped += unsettled(next, sequence);
    next = Math.max(next, sequence);
  }

  /** Everything on its way is given up, and will be read again from the position on. */
  synchronized void rewind() {
    next = position();
    for (Sent record : onTheirWay) {
      for (long sequence = record.sequence; record.settled && sequence < record.end; sequence++) {
        ahead.add(sequence);
      }
      // whatever Kafka may still say of it
      record.settled = true;
    }
    onTheirWay.clear();
  }

  /** Waits until nothing is on its way. */
  synchronized boolean awaitSettled(long millis) throws InterruptedException {
    long end = System.nanoTime() + millis * 1_000_000;
    while (!onTheirWay.isEmpty() && System.nanoTime() < end) {
      wait(Math.max(1, (end - System.nanoTime()) / 1_000_000));
    }
    return onTheirWay.isEmpty();
  }

  synchronized long position() {
    Sent head = onTheirWay.peek();
    return head == null ? next : head.sequence;
  }

  synchronized SpoolCounters counters(long opened, SegmentedLog log) {
    long end = log.end();
    long pending = end - first - delivered - quarantined - dropped - damaged;
    return new SpoolCounters(
        opened - first,
        end - opened,
        delivered,
        pending,
        quarantined,
        dropped,
        damaged,
        log.bytes());
  }
}
