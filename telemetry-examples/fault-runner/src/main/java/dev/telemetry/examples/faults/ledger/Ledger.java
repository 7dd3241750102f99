package dev.telemetry.examples.faults.ledger;

import dev.telemetry.examples.faults.Balance;
import dev.telemetry.model.SensorReading;
import java.time.Duration;
import java.time.Instant;
import java.util.BitSet;
import java.util.List;

/**
 * Knows of each reading of a round whether it was issued and acknowledged, and what it must hold:
 * reading {@code i} is number {@code i / SENSORS} of sensor {@code i % SENSORS}, and all else
 * follows from that. A few bits for each reading; safe for use by several threads.
 */
public final class Ledger {
  static final int SENSORS = 20;
  private static final String METRIC = "temperature";
  private static final String UNIT = "Cel";
  private static final Duration BETWEEN_READINGS = Duration.ofMillis(10);
  private static final double DEGREES = 200;

  private final String round;
  private final Instant start;
  private final BitSet acknowledged = new BitSet();
  private int issued;

  /**
   * An empty ledger.
   *
   * @param round no other round has this name; it stands in the sensors' ids
   * @param start event time of the first readings
   */
  public Ledger(String round, Instant start) {
    if (round.contains("/")) {
      throw new IllegalArgumentException("round must have no slash, was " + round);
    }
    this.round = round;
    this.start = Instant.ofEpochMilli(start.toEpochMilli());
  }

  /** The name of the round. */
  public String round() {
    return round;
  }

  /** The next reading, to be sent. */
  public synchronized SensorReading issue() {
    return reading(issued++);
  }

  /** How many readings were issued; the next one has this index. */
  public synchronized int issued() {
    return issued;
  }

  /** The reading was acknowledged to whoever sent it: from now on it must not be lost. */
  public synchronized void acknowledge(SensorReading reading) {
    acknowledged.set(indexOf(reading.getSensorId(), reading.getSequence()));
  }

  /** A copy, so that no lock is held while a sink is asked: sinks ask the ledger, too. */
  private synchronized BitSet allAcknowledged() {
    return (BitSet) acknowledged.clone();
  }

  /** How many readings were acknowledged. */
  public synchronized int acknowledged() {
    return acknowledged.cardinality();
  }

  /** The round that a reading says it belongs to. */
  public static String roundOf(CharSequence sensorId) {
    String id = sensorId.toString();
    return id.substring(0, Math.max(0, id.indexOf('/')));
  }

  /** Says which reading this is, -1 for one that was never issued. */
  synchronized int indexOf(CharSequence sensorId, Long sequence) {
    String id = sensorId.toString();
    String prefix = round + "/sensor-";
    if (sequence == null || sequence < 0 || !id.startsWith(prefix)) {
      return -1;
    }
    long index = sequence * SENSORS + Integer.parseInt(id.substring(prefix.length()));
    return index < issued ? (int) index : -1;
  }

  Instant eventTime(int index) {
    return start.plus(BETWEEN_READINGS.multipliedBy(index / SENSORS));
  }

  /**
   * A value that no other reading is likely to have: a bit mixer of Steele, Lea and Flood (2014).
   */
  double value(int index) {
    long z = (start.toEpochMilli() << 32) + index * 0x9e3779b97f4a7c15L;
    z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
    z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
    return ((z ^ (z >>> 31)) >>> 11) * 0x1.0p-53 * DEGREES;
  }

  private SensorReading reading(int index) {
    return SensorReading.newBuilder()
        .setSensorId(round + "/sensor-" + index % SENSORS)
        .setMetric(METRIC)
        .setUnit(UNIT)
        .setEventTime(eventTime(index))
        .setValue(value(index))
        .setSequence((long) (index / SENSORS))
        .build();
  }

  /**
   * What became of the acknowledged readings: delivered is what is found in every sink; what is
   * wrong in any sink is wrong. What is in quarantine is not lost.
   */
  public Balance balance(List<Deliveries> sinks, Deliveries quarantine) {
    BitSet accepted = allAcknowledged();
    BitSet delivered = (BitSet) accepted.clone();
    sinks.forEach(sink -> delivered.and(sink.seen()));
    BitSet setAside = (BitSet) accepted.clone();
    setAside.andNot(delivered);
    setAside.and(quarantine.seen());
    return new Balance(
        accepted.cardinality(),
        delivered.cardinality(),
        0,
        0,
        setAside.cardinality(),
        sinks.stream().mapToLong(Deliveries::repeated).sum(),
        sinks.stream().mapToLong(Deliveries::unissued).sum(),
        sinks.stream().mapToLong(Deliveries::corrupt).sum());
  }

  /** Acknowledged, and in none of these. */
  public int missingIn(Deliveries... sinks) {
    BitSet missing = allAcknowledged();
    for (Deliveries sink : sinks) {
      missing.andNot(sink.seen());
    }
    return missing.cardinality();
  }
}
