package dev.telemetry.detect;

import java.io.IOException;
import java.time.Duration;

/** Checks of settings, written so that NaN fails them. */
final class Guards {
  private Guards() {}

  static double finite(double value, String name) {
    if (!Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be finite, was " + value);
    }
    return value;
  }

  static double positive(double value, String name) {
    if (!(value > 0) || !Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be finite and > 0, was " + value);
    }
    return value;
  }

  static double notNegative(double value, String name) {
    if (!(value >= 0) || !Double.isFinite(value)) {
      throw new IllegalArgumentException(name + " must be finite and >= 0, was " + value);
    }
    return value;
  }

  static int atLeast(int least, int value, String name) {
    if (value < least) {
      throw new IllegalArgumentException(name + " must be >= " + least + ", was " + value);
    }
    return value;
  }

  static long millis(Duration duration, String name) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(name + " must not be negative, was " + duration);
    }
    return duration.toMillis();
  }

  static long positiveMillis(Duration duration, String name) {
    if (duration.toMillis() < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 ms, was " + duration);
    }
    return duration.toMillis();
  }

  static void known(int version, int newest) throws IOException {
    if (version < 1 || version > newest) {
      throw new IOException(
          "state version %d is unknown here (newest %d): it was written by a newer release"
              .formatted(version, newest));
    }
  }
}
