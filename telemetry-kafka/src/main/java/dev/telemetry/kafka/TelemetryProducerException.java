package dev.telemetry.kafka;

import org.jspecify.annotations.Nullable;

/** A record did not reach the broker; the message says what the user can do. */
public class TelemetryProducerException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TelemetryProducerException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
