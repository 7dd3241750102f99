package dev.telemetry.kafka.deadletter;

import dev.telemetry.model.Quarantined;

/** Where a quarantined record was read from, and its timestamp, by which it is known again. */
record Place(String topic, int partition, long offset, long timestampMillis) {
  static Place of(Quarantined record) {
    return new Place(
        record.getTopic(),
        record.getPartition(),
        record.getOffset(),
        record.getTimestamp().toEpochMilli());
  }
}
