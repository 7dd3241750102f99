package dev.telemetry.flink.quality;

/** Which of the last 64 sequence numbers of a sensor were seen: 24 bytes, O(1). */
final class SequenceWindow {
  private static final int WIDTH = 64;

  /** The highest number; bit i of seen says that highest - i was seen. */
  long highest;

  long seen;
  long latestMillis = Long.MIN_VALUE;

  /**
   * Remembers a number.
   *
   * @return whether it is new
   */
  boolean add(long sequence, long eventMillis) {
    boolean fresh = latestMillis == Long.MIN_VALUE;
    boolean later = eventMillis > latestMillis;
    latestMillis = Math.max(latestMillis, eventMillis);
    long ahead = sequence - highest;
    if (fresh || ahead >= WIDTH || (later && isSpent(ahead))) {
      highest = sequence;
      seen = 1;
      return true;
    }
    if (ahead > 0) {
      highest = sequence;
      seen = seen << ahead | 1;
      return true;
    }
    return ahead <= -WIDTH || mark(-ahead);
  }

  /** A repeated reading keeps its event time: one that is later belongs to a new count. */
  private boolean isSpent(long ahead) {
    return ahead <= -WIDTH || (ahead <= 0 && isSeen(-ahead));
  }

  private boolean isSeen(long back) {
    return (seen & 1L << back) != 0;
  }

  private boolean mark(long back) {
    boolean isNew = !isSeen(back);
    seen |= 1L << back;
    return isNew;
  }
}
