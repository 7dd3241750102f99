package dev.telemetry.kafka;

/** A producer was closed, and some of its records never reached the broker. */
public final class UndeliveredException extends TelemetryProducerException {
  private static final long serialVersionUID = 1;
  private final long count;

  UndeliveredException(String message, long count) {
    super(message, null);
    this.count = count;
  }

  /**
   * How many records were sent and not delivered, without those that were unsendable.
   *
   * @return at least 1
   */
  public long count() {
    return count;
  }
}
