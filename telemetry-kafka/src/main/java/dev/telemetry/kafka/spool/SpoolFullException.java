package dev.telemetry.kafka.spool;

/** The spool has no room for a record, by its limit or because the disk does not keep up. */
public final class SpoolFullException extends SpoolException {
  private static final long serialVersionUID = 1;

  SpoolFullException(String message) {
    super(message, null);
  }
}
