package dev.telemetry.examples.faults.cluster;

/** The pipeline did not come back by itself after the faults had stopped. */
final class NoRecoveryException extends Exception {
  private static final long serialVersionUID = 1;

  NoRecoveryException(String message) {
    super(message);
  }
}
