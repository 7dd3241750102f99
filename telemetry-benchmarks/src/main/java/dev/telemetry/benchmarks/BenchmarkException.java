package dev.telemetry.benchmarks;

/** A benchmark cannot run as asked, or its result would be worth nothing; the message says why. */
public final class BenchmarkException extends RuntimeException {
  private static final long serialVersionUID = 1;

  /**
   * Tells why.
   *
   * @param message one clear sentence
   */
  public BenchmarkException(String message) {
    super(message);
  }
}
