package dev.telemetry.flink.upgrade;

import java.util.LinkedHashSet;
import java.util.Set;

/** What Flink says, without its traces. */
final class Causes {
  private Causes() {}

  /** The messages from the outside in, each once. */
  static String of(Throwable thrown) {
    Set<String> messages = new LinkedHashSet<>();
    for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
      String message = cause.getMessage() == null ? cause.toString() : cause.getMessage();
      if (messages.stream().noneMatch(message::contains)
          && messages.stream().noneMatch(known -> known.contains(message))) {
        messages.add(message);
      }
    }
    return String.join("; ", messages);
  }
}
