package dev.telemetry.kafka.serde;

import org.jspecify.annotations.Nullable;

/** The bytes are not a record of their schema: truncated, followed by others, or nonsense. */
public final class MalformedRecordException extends UndecodableException {
  private static final long serialVersionUID = 1;

  MalformedRecordException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
