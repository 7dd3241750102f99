package dev.telemetry.benchmarks.job;

import java.util.Random;

/** Walks through one subtask's part of a feed. */
public final class FeedCursor {
  private static final int VALUES = 4_096;
  private static final double[] NOISE =
      new Random(7).doubles(VALUES).map(noise -> 20 + 5 * noise).toArray();

  private final Feed feed;
  private final int subtask;
  private final int parallelism;
  private final int slots;
  private final long fillRounds;
  private long round;
  private int slot;
  private int latestTick;

  /** Takes what comes. */
  public interface Out {
    /**
     * A reading.
     *
     * @param key number of the sensor
     * @param timeMillis event time
     * @param value its value
     * @param sequence its position
     */
    void reading(int key, long timeMillis, double value, long sequence);

    /**
     * A watermark.
     *
     * @param timeMillis event time
     */
    void watermark(long timeMillis);
  }

  /**
   * Starts at the beginning.
   *
   * @param feed what comes
   * @param subtask whose part
   * @param parallelism among how many
   */
  public FeedCursor(Feed feed, int subtask, int parallelism) {
    this.feed = feed;
    this.subtask = subtask;
    this.parallelism = parallelism;
    this.slots = (feed.keys() - subtask + parallelism - 1) / parallelism;
    this.fillRounds = feed.fill() == Fill.NONE ? 0 : feed.fillSpanMillis() / feed.fillStepMillis();
  }

  /**
   * Emits some readings, and the watermarks between them.
   *
   * @param max how many readings at most
   * @param out takes them
   * @return false at the end
   */
  public boolean emit(int max, Out out) {
    if (round == 0 && slot == 0 && feed.fill() == Fill.BEHIND_WATERMARK) {
      out.watermark(Feed.START - 1);
    }
    for (int i = 0; i < max && round < fillRounds + feed.ticksWithTail(); i++) {
      if (round < fillRounds) {
        fill(out);
      } else {
        live((int) (round - fillRounds), out);
      }
    }
    return round < fillRounds + feed.ticksWithTail();
  }

  /** Where it is, for a checkpoint. */
  long position() {
    return round * slots + slot;
  }

  private void fill(Out out) {
    int key = slot * parallelism + subtask;
    // without a gap, but in time for the live readings where the watermark is ahead of the fill
    long end = feed.fill() == Fill.IN_ORDER ? Feed.LIVE : Feed.START;
    long step = end - feed.fillSpanMillis() + round * feed.fillStepMillis();
    out.reading(key, step + phase(key), value(round, key), round);
    if (++slot == slots) {
      slot = 0;
      round++;
      if (feed.fill() == Fill.IN_ORDER) {
        out.watermark(step - Feed.DISORDER_MILLIS);
      }
    }
  }

  private void live(int position, Out out) {
    int number = slot * parallelism + subtask;
    int tick = Disorder.tick(slot, position);
    latestTick = Math.max(latestTick, tick);
    out.reading(
        keyOf(number, position),
        Feed.LIVE + (long) tick * Feed.TICK_MILLIS + phase(number),
        value(round, number),
        round);
    if (++slot == slots) {
      slot = 0;
      round++;
      if (position % Feed.WATERMARK_TICKS == Feed.WATERMARK_TICKS - 1) {
        out.watermark(Feed.LIVE + (latestTick + 1L) * Feed.TICK_MILLIS - 1 - Feed.DISORDER_MILLIS);
      }
    }
  }

  /** Where one key is hot, the tenth reading goes round among the others. */
  private int keyOf(int number, int position) {
    if (!feed.hot()) {
      return number;
    }
    return number % 10 == 9 ? 1 + (number + position) % (feed.keys() - 1) : 0;
  }

  private static int phase(int number) {
    return number % Feed.TICK_MILLIS;
  }

  private static double value(long round, int number) {
    return NOISE[(int) (round * 31 + number * 7L) & (VALUES - 1)];
  }
}
