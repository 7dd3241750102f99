package dev.telemetry.kafka.spool;

import org.jspecify.annotations.Nullable;

/** A record as it was read back. */
final class SpoolRecord {
  private final long epoch;
  private final long sequence;
  private final boolean numbered;
  private final byte @Nullable [] key;
  private final byte[] value;

  SpoolRecord(long epoch, long sequence, boolean numbered, byte @Nullable [] key, byte[] value) {
    this.epoch = epoch;
    this.sequence = sequence;
    this.numbered = numbered;
    this.key = key;
    this.value = value;
  }

  long epoch() {
    return epoch;
  }

  long sequence() {
    return sequence;
  }

  /** Whether the value still needs its schema's id, see {@link Schemas}. */
  boolean numbered() {
    return numbered;
  }

  byte @Nullable [] key() {
    return key;
  }

  byte[] value() {
    return value;
  }
}
