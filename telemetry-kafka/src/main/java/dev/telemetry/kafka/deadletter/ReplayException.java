package dev.telemetry.kafka.deadletter;

/** Dead letters were not put back; those that the message does not name were, or were not tried. */
public final class ReplayException extends RuntimeException {
  private static final long serialVersionUID = 1;

  ReplayException(String message, Throwable cause) {
    super(message, cause);
  }
}
