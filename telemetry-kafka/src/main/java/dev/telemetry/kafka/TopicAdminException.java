package dev.telemetry.kafka;

import org.jspecify.annotations.Nullable;

/** Topics could not be looked at or created; the message says what the user can do. */
public class TopicAdminException extends RuntimeException {
  private static final long serialVersionUID = 1;

  TopicAdminException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
