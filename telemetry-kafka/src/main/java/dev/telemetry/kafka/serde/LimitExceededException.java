package dev.telemetry.kafka.serde;

/** The record is larger, nested deeper or has more items than the limits allow. */
public final class LimitExceededException extends UndecodableException {
  private static final long serialVersionUID = 1;

  LimitExceededException(String message) {
    super(message, null);
  }
}
