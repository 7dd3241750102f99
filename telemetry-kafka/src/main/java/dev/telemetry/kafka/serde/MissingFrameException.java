package dev.telemetry.kafka.serde;

/** The bytes are not in Confluent's wire format: nothing, too short, or another first byte. */
public final class MissingFrameException extends UndecodableException {
  private static final long serialVersionUID = 1;

  MissingFrameException(String message) {
    super(message, null);
  }
}
