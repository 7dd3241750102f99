package dev.telemetry.flink.sink;

/**
 * What the ids of a sink's transactions start with. No prefix is the start of another one: a sink
 * takes all ids that start with its prefix for its own, and ends their transactions.
 */
final class TransactionPrefix {
  private static final char SEPARATOR = '/';
  private static final char END = '|';

  private TransactionPrefix() {}

  static String of(String environment, String job, String sink) {
    return part("environment", environment)
        + SEPARATOR
        + part("job", job)
        + SEPARATOR
        + part("sink", sink)
        + END;
  }

  private static String part(String name, String value) {
    if (value.isBlank() || value.indexOf(SEPARATOR) >= 0 || value.indexOf(END) >= 0) {
      throw new IllegalArgumentException(
          "exactlyOnce: %s must not be blank nor hold %s or %s, was \"%s\""
              .formatted(name, SEPARATOR, END, value));
    }
    return value;
  }
}
