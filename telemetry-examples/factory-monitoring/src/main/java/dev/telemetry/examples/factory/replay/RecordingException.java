package dev.telemetry.examples.factory.replay;

/** A recording cannot be read; the message is one sentence that names file, line and finding. */
public final class RecordingException extends IllegalArgumentException {
  private static final long serialVersionUID = 1L;

  RecordingException(String message) {
    super(message);
  }

  RecordingException(String message, Throwable cause) {
    super(message, cause);
  }
}
