package dev.telemetry.kafka.spool;

import org.jspecify.annotations.Nullable;

/** A record was not put on the disk; the message says what the user can do. */
public class SpoolException extends RuntimeException {
  private static final long serialVersionUID = 1;

  SpoolException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
