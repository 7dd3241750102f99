package dev.telemetry.kafka.serde;

/** What becomes of a record whose schema is not known yet while no registry answers. */
public enum WhenRegistryIsDown {
  /** Nothing: the registry's exception is thrown, and the record can be read again later. */
  WAIT,
  /** It is quarantined, so that the records behind it go on. */
  QUARANTINE
}
