package dev.telemetry.flink.upgrade;

import org.apache.flink.util.SerializedThrowable;

/** What Flink says at last, without what it wraps around. */
final class RootCause {
  private RootCause() {}

  static String of(Throwable thrown) {
    Throwable root = thrown;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    boolean cameOverTheWire = root instanceof SerializedThrowable; // then its class is in the text
    return cameOverTheWire ? String.valueOf(root.getMessage()) : root.toString();
  }
}
