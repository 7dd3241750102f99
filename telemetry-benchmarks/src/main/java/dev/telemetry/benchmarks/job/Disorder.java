package dev.telemetry.benchmarks.job;

import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * In which order the readings of a key come: each is delayed at random by less than two seconds.
 * Looked up in tables, so that it costs nearly nothing.
 */
final class Disorder {
  /** By how many readings of a key one may come too late. */
  static final int MAX_TICKS = 19;

  private static final int TABLES = 16;
  private static final int PERIOD = 200;
  private static final int[][] SHIFTS = shifts();

  private Disorder() {}

  /** Which reading of its key comes at a position; the slot chooses the table. */
  static int tick(int slot, int position) {
    return position + SHIFTS[slot & (TABLES - 1)][position % PERIOD];
  }

  /** The latest reading that has come at a position, over the first slots. */
  static int latestTick(int slots, int position) {
    int latest = 0;
    for (int slot = 0; slot < Math.min(slots, TABLES); slot++) {
      for (int before = Math.max(0, position - PERIOD); before <= position; before++) {
        latest = Math.max(latest, tick(slot, before));
      }
    }
    return latest;
  }

  private static int[][] shifts() {
    for (int delay = MAX_TICKS; ; delay--) {
      int[][] shifts = shifts(delay);
      if (worst(shifts) <= MAX_TICKS) {
        return shifts;
      }
    }
  }

  private static int[][] shifts(int delay) {
    Random random = new Random(42);
    int[][] shifts = new int[TABLES][];
    for (int table = 0; table < TABLES; table++) {
      double[] delays = random.doubles(PERIOD, 0, delay).toArray();
      // the middle one of three periods has neighbours on both sides
      int[] order =
          IntStream.range(0, 3 * PERIOD)
              .boxed()
              .sorted(Comparator.comparingDouble(tick -> tick + delays[tick % PERIOD]))
              .mapToInt(Integer::intValue)
              .toArray();
      shifts[table] =
          IntStream.range(PERIOD, 2 * PERIOD).map(position -> order[position] - position).toArray();
    }
    return shifts;
  }

  /** How far a reading is behind the latest of any key. */
  private static int worst(int[][] shifts) {
    int worst = 0;
    int latest = 0;
    for (int position = 0; position < 3 * PERIOD; position++) {
      for (int[] table : shifts) {
        latest = Math.max(latest, position + table[position % PERIOD]);
      }
      for (int[] table : shifts) {
        worst = Math.max(worst, latest - position - table[position % PERIOD]);
      }
    }
    return worst;
  }
}
