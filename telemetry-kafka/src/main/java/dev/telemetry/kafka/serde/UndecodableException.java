package dev.telemetry.kafka.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a record cannot be read, and will not be readable later. The class of the exception
 * is the kind of error, as it stands in a quarantined record; the message is a sentence for people.
 */
public abstract sealed class UndecodableException extends SerializationException
    permits MissingFrameException,
        UnknownSchemaException,
        UnreadableSchemaException,
        MalformedRecordException,
        LimitExceededException {
  private static final long serialVersionUID = 1;

  UndecodableException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
