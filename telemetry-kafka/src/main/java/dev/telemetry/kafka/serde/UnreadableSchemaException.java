package dev.telemetry.kafka.serde;

import org.jspecify.annotations.Nullable;

/**
 * The schema that the record was written with cannot be used, or not be read as what is expected.
 */
public final class UnreadableSchemaException extends UndecodableException {
  private static final long serialVersionUID = 1;

  UnreadableSchemaException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
