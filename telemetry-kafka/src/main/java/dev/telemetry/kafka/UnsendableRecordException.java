package dev.telemetry.kafka;

/** A record cannot be sent as it is: incomplete, too large, or refused by the broker. */
public final class UnsendableRecordException extends TelemetryProducerException {
  private static final long serialVersionUID = 1;

  UnsendableRecordException(String message, Throwable cause) {
    super(message, cause);
  }
}
