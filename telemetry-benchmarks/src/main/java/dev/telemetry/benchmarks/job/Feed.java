package dev.telemetry.benchmarks.job;

import java.io.Serializable;

/**
 * Which readings come, in which order: each key 10 a second of event time, up to 2 s out of order,
 * a watermark every 200 ms of event time.
 *
 * @param keys how many sensors
 * @param hot whether nine of ten readings are of one sensor
 * @param fill how the windows are filled before
 * @param fillSpanMillis for how long
 * @param fillStepMillis with a reading of each key so often
 * @param leadTicks readings per key before the measurement begins, even
 * @param measuredTicks readings per key that are measured, even
 */
public record Feed(
    int keys,
    boolean hot,
    Fill fill,
    long fillSpanMillis,
    long fillStepMillis,
    int leadTicks,
    int measuredTicks)
    implements Serializable {
  /** Between two readings of a key. */
  public static final int TICK_MILLIS = 100;

  /** By how much a reading may come too late. */
  public static final int DISORDER_MILLIS = 2_000;

  /** The end of the fill; a full day since 1970 UTC. */
  public static final long START = 1_699_920_000_000L;

  static final long LIVE = START + DISORDER_MILLIS;
  static final int WATERMARK_TICKS = 2;

  /** After the measured ones, as Flink SQL's mini-batches keep the last watermarks back. */
  private static final int TAIL_TICKS = 20;

  /**
   * The same with another number of measured readings.
   *
   * @param ticks per key
   * @return the feed
   */
  public Feed measured(int ticks) {
    return new Feed(
        keys, hot, fill, fillSpanMillis, fillStepMillis, leadTicks, even(Math.max(2, ticks)));
  }

  private static int even(int ticks) {
    return ticks + ticks % 2;
  }

  /**
   * Readings that are measured.
   *
   * @return of all keys
   */
  public long measuredEvents() {
    return (long) measuredTicks * keys;
  }

  /**
   * Readings that come after the fill, also those before and after the measurement.
   *
   * @return of all keys
   */
  public long events() {
    return (long) ticksWithTail() * keys;
  }

  int ticks() {
    return leadTicks + measuredTicks;
  }

  int ticksWithTail() {
    return ticks() + TAIL_TICKS;
  }

  /** The watermark at which the measurement begins, at the operators of such a parallelism. */
  long beginMark(int parallelism) {
    return mark(leadTicks, parallelism);
  }

  /**
   * The watermark at which the measurement ends.
   *
   * @param parallelism of the source
   * @return milliseconds since 1970 UTC
   */
  public long endMark(int parallelism) {
    return mark(ticks(), parallelism);
  }

  /** All subtasks have reached it when the smallest of them has. */
  private long mark(int ticks, int parallelism) {
    return watermarkAfter(ticks - 1, keys / parallelism);
  }

  static long watermarkAfter(int position, int slots) {
    return LIVE
        + (long) TICK_MILLIS * Disorder.latestTick(slots, position)
        + TICK_MILLIS
        - 1
        - DISORDER_MILLIS;
  }
}
