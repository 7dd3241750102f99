package dev.telemetry.kafka.serde;

import org.jspecify.annotations.Nullable;

/** The registry does not know the schema that the record was written with. */
public final class UnknownSchemaException extends UndecodableException {
  private static final long serialVersionUID = 1;

  UnknownSchemaException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
