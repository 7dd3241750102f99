package dev.telemetry.examples.faults.gateway;

import dev.telemetry.examples.faults.Balance;
import dev.telemetry.kafka.spool.Spool;
import dev.telemetry.kafka.spool.SpoolCounters;
import dev.telemetry.kafka.spool.SpoolFullException;
import dev.telemetry.kafka.spool.SpoolSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;

/**
 * Fills a spool that Kafka does not empty until it takes no more, then gives it room, and Kafka
 * back.
 */
final class FullSpool {
  /** What to do when full. */
  enum Policy {
    BLOCK,
    REJECT,
    DROP_OLDEST;

    SpoolSettings of(SpoolSettings settings) {
      return switch (this) {
        case BLOCK -> settings.blockWhenFull(PATIENCE);
        case REJECT -> settings.rejectWhenFull();
        case DROP_OLDEST -> settings.dropOldestWhenFull();
      };
    }
  }

  private static final Duration PATIENCE = Duration.ofMillis(200);
  private static final Duration UNTIL_EMPTY = Duration.ofSeconds(60);
  private static final int ENOUGH_REFUSED = 3;
  private static final int MORE = 100;

  private final Policy policy;
  private final Numbered records;
  private final Arrivals kafka;
  private final Spool spool;
  private final long maxBytes;
  private final BitSet acknowledged = new BitSet();
  private final BitSet refused = new BitSet();
  private final List<String> failures = new ArrayList<>();
  private int issued;
  private long longestNanos;

  FullSpool(Path folder, Policy policy, long maxBytes, long seed) {
    this.policy = policy;
    this.maxBytes = maxBytes;
    this.records = new Numbered(seed);
    this.kafka = new Arrivals(records);
    kafka.reachable(false);
    SpoolSettings settings = policy.of(SpoolFolder.SETTINGS.maxBytes(maxBytes));
    spool = Spool.open(folder, SpoolFolder.TOPIC, settings, kafka);
  }

  /**
   * Sends until enough are refused, or all are sent.
   *
   * @param ballast deleted then, to make room; where it is missing only Kafka makes room
   */
  void run(int most, Path ballast) throws IOException {
    while (issued < most && refused() < ENOUGH_REFUSED) {
      send();
    }
    spool.flush();
    require(refused() > 0 == (policy != Policy.DROP_OLDEST), "refused " + refused());
    require(
        spool.counters().dropped() > 0 == (policy == Policy.DROP_OLDEST), "" + spool.counters());
    if (!Files.deleteIfExists(ballast)) {
      empty();
    }
    int before = refused();
    for (int more = 0; more < MORE; more++) {
      send();
    }
    spool.flush();
    require(refused() == before, "refuses although there is room");
    empty();
    spool.close(UNTIL_EMPTY);
  }

  /** Until the disk has its bytes back too, which is a moment later. */
  private void empty() {
    kafka.reachable(true);
    long end = System.nanoTime() + UNTIL_EMPTY.toNanos();
    while (isFilled() && System.nanoTime() < end) {
      Thread.onSpinWait();
    }
  }

  private boolean isFilled() {
    SpoolCounters counters = spool.counters();
    return counters.pending() > 0 || counters.diskBytes() > maxBytes / 2;
  }

  private void send() {
    int number = issued++;
    long start = System.nanoTime();
    try {
      spool.send(
          records.key(number),
          records.value(number),
          (metadata, failure) -> settled(number, failure));
    } catch (SpoolFullException full) {
      settled(number, full);
    }
    longestNanos = Math.max(longestNanos, System.nanoTime() - start);
  }

  private synchronized void settled(int number, Exception failure) {
    if (failure == null) {
      acknowledged.set(number);
    } else {
      refused.set(number);
      require(failure instanceof SpoolFullException, failure.toString());
    }
  }

  private synchronized void require(boolean holds, String otherwise) {
    if (!holds) {
      failures.add(policy + ": " + otherwise);
    }
  }

  synchronized int refused() {
    return refused.cardinality();
  }

  /** The longest that a call of send took. */
  long longestMillis() {
    return longestNanos / 1_000_000;
  }

  Balance balance() {
    SpoolCounters counters = spool.counters();
    int arrived = refused.cardinality() - kafka.missing(refused);
    require(arrived == 0, arrived + " arrived though they were refused");
    require(kafka.disordered() + counters.pending() == 0, "" + counters);
    return kafka.balance(issued, acknowledged, counters);
  }

  List<String> failures() {
    return failures;
  }
}
