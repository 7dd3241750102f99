package dev.telemetry.kafka;

/**
 * The broker is slower than the records come, or cannot be reached: a record waited for room, or
 * for the topic's metadata, as long as the producer may block. The record was not taken.
 */
public final class BufferFullException extends TelemetryProducerException {
  private static final long serialVersionUID = 1;

  BufferFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
