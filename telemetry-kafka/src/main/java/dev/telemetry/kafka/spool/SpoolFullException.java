package dev.telemetry.kafka.spool;

import org.jspecify.annotations.Nullable;

/**
 * The spool has no room for a record: by its limit, because its disk is full, or because the disk
 * does not keep up.
 */
public final class SpoolFullException extends SpoolException {
  private static final long serialVersionUID = 1;

  SpoolFullException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
