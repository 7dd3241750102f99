package dev.telemetry.kafka.serde;

/** What is left of the limits while one record is read with a schema that can exceed them. */
final class Budget {
  private final Limits limits;
  private int depth;
  private long items;

  Budget(Limits limits) {
    this.limits = limits;
  }

  void reset() {
    depth = 0;
    items = 0;
  }

  void enter() {
    if (++depth > limits.maxDepth()) {
      throw new LimitExceededException(
          "too deep: records, arrays and maps are nested deeper than " + limits.maxDepth());
    }
  }

  void leave() {
    depth--;
  }

  long spend(long count) {
    items += count;
    if (items > limits.maxBytes() || items < 0) {
      throw new LimitExceededException(
          "too many items: arrays and maps have more than " + limits.maxBytes() + " together");
    }
    return count;
  }
}
