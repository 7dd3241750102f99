package dev.telemetry.kafka.deadletter;

/**
 * How many dead letters were put back, or would be; the sum is those that were chosen.
 *
 * @param putBack that are in their topic again
 * @param before that an earlier run had put back
 * @param tooOften that had been put back as often as is allowed
 * @param nowhere without a topic to go to
 */
public record ReplayReport(long putBack, long before, long tooOften, long nowhere) {
  static final ReplayReport NONE = new ReplayReport(0, 0, 0, 0);

  ReplayReport plus(Replayed.Outcome outcome) {
    return switch (outcome) {
      case PUT_BACK -> new ReplayReport(putBack + 1, before, tooOften, nowhere);
      case BEFORE -> new ReplayReport(putBack, before + 1, tooOften, nowhere);
      case TOO_OFTEN -> new ReplayReport(putBack, before, tooOften + 1, nowhere);
      case NOWHERE -> new ReplayReport(putBack, before, tooOften, nowhere + 1);
    };
  }
}
