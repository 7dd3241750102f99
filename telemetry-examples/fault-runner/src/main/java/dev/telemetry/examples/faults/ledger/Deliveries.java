package dev.telemetry.examples.faults.ledger;

import java.time.Instant;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/** What one sink holds of one round. Safe for use by several threads. */
public final class Deliveries {
  private final Ledger ledger;
  private final BitSet seen = new BitSet();
  private final Map<Integer, Integer> mayComeAgain = new HashMap<>();
  private final Map<Integer, Integer> allowed = new HashMap<>();
  private long repeated;
  private long unissued;
  private long corrupt;
  private int highest = -1;

  /** A sink that holds nothing yet. */
  public Deliveries(Ledger ledger) {
    this.ledger = ledger;
  }

  /** The sink holds a record that says it is this reading. */
  public synchronized void found(
      CharSequence sensorId, Long sequence, Instant eventTime, double value) {
    int index = ledger.indexOf(sensorId, sequence);
    if (index < 0) {
      unissued++;
      return;
    }
    if (seen.get(index) && !allowedAgain(index)) {
      repeated++;
    }
    if (value != ledger.value(index) || !eventTime.equals(ledger.eventTime(index))) {
      corrupt++;
    }
    seen.set(index);
    highest = Math.max(highest, index);
  }

  private boolean allowedAgain(int index) {
    Integer left = mayComeAgain.computeIfPresent(index, (any, times) -> times - 1);
    return left != null && left >= 0;
  }

  /**
   * The job goes back to where the sink held the given readings: all others that were issued so far
   * may come once more.
   */
  public synchronized void goesBackTo(BitSet held) {
    for (int index = held.nextClearBit(0); index < ledger.issued(); index++) {
      if (!held.get(index)) {
        mayComeAgain.merge(index, 1, (left, more) -> Math.max(0, left) + more);
        allowed.merge(index, 1, Integer::sum);
      }
    }
  }

  /** Empty again, to be filled by one who reads the sink a second time. */
  public synchronized Deliveries anew() {
    Deliveries again = new Deliveries(ledger);
    again.mayComeAgain.putAll(allowed);
    return again;
  }

  /** The round. */
  Ledger ledger() {
    return ledger;
  }

  /** Whether any reading is there that was issued when so many had been issued before. */
  public synchronized boolean hasAnyFrom(int issuedBefore) {
    return highest >= issuedBefore;
  }

  /** The readings that are there, by index. */
  public synchronized BitSet seen() {
    return (BitSet) seen.clone();
  }

  /** How many different readings are there. */
  public synchronized int distinct() {
    return seen.cardinality();
  }

  /** Further copies of readings. */
  public synchronized long repeated() {
    return repeated;
  }

  /** Records that no one has sent. */
  public synchronized long unissued() {
    return unissued;
  }

  /** Records that hold something else than was sent. */
  public synchronized long corrupt() {
    return corrupt;
  }
}
