package dev.telemetry.kafka.serde;

import org.apache.kafka.common.errors.SerializationException;
import org.jspecify.annotations.Nullable;

/**
 * The bytes of a record cannot be read, and will not be readable later. The class of the exception
 * is the kind of error, as it stands in a quarantined record; the message is a sentence for people,
 * of at most 1,000 characters.
 */
public abstract sealed class UndecodableException extends SerializationException
    permits MissingFrameException,
        UnknownSchemaException,
        UnreadableSchemaException,
        MalformedRecordException,
        LimitExceededException {
  private static final long serialVersionUID = 1;

  /** What is quoted from data or schemas may be as long as a record. */
  private static final int MAX_MESSAGE = 1_000;

  UndecodableException(String message, @Nullable Throwable cause) {
    super(message.substring(0, Math.min(MAX_MESSAGE, message.length())), cause);
  }
}
