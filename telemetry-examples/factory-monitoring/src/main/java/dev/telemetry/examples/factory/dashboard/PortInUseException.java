package dev.telemetry.examples.factory.dashboard;

/** The dashboard's port is taken; the message is one sentence that says what to do. */
public final class PortInUseException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  PortInUseException(int port, Throwable cause) {
    super(
        "Port "
            + port
            + " is in use: stop what listens there, or choose another port for the dashboard"
            + " (0 takes any free one).",
        cause);
  }
}
