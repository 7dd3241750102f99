package dev.telemetry.flink.window;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Readings in the order of their times, equal times in the order of their values; so the order in
 * which they came does not matter. They are as in {@link Readings}: time and value in turn.
 */
final class TimeOrder {
  /** Moves per reading after which insertion is given up for a sort. */
  private static final int PATIENCE = 16;

  /** As far apart as times may be to be sorted with their positions. */
  private static final long LONGEST_SPAN = 1L << 40;

  private TimeOrder() {}

  static boolean isAfter(long[] cells, int position, long time, long valueBits) {
    long other = cells[2 * position];
    return other > time || (other == time && compare(cells[2 * position + 1], valueBits) > 0);
  }

  private static int compare(long valueBits, long otherBits) {
    return Double.compare(Double.longBitsToDouble(valueBits), Double.longBitsToDouble(otherBits));
  }

  static void sort(long[] cells, int from, int to) {
    if (!insertEach(cells, from, to)) {
      sortByPosition(cells, from, to);
      orderEqualTimes(cells, from, to);
    }
  }

  /** Fast where readings are nearly in order, as within a disorder bound; gives up otherwise. */
  private static boolean insertEach(long[] cells, int from, int to) {
    long patience = (long) PATIENCE * (to - from);
    for (int i = from + 1; i < to; i++) {
      long time = cells[2 * i];
      long valueBits = cells[2 * i + 1];
      int place = i;
      while (place > from && isAfter(cells, place - 1, time, valueBits)) {
        place--;
        cells[2 * place + 2] = cells[2 * place];
        cells[2 * place + 3] = cells[2 * place + 1];
      }
      cells[2 * place] = time;
      cells[2 * place + 1] = valueBits;
      patience -= i - place;
      if (patience < 0 && span(cells, from, to) < LONGEST_SPAN) {
        return false;
      }
    }
    return true;
  }

  private static long span(long[] cells, int from, int to) {
    var times = IntStream.range(from, to).mapToLong(i -> cells[2 * i]).summaryStatistics();
    return times.getMax() - times.getMin();
  }

  /** Sorts distances from the earliest time, each with its position in the lower bits. */
  private static void sortByPosition(long[] cells, int from, int to) {
    long[] before = Arrays.copyOfRange(cells, 2 * from, 2 * to);
    int size = to - from;
    int bits = Long.SIZE - Long.numberOfLeadingZeros(size);
    long earliest = IntStream.range(0, size).mapToLong(i -> before[2 * i]).min().orElseThrow();
    long[] keys = new long[size];
    for (int i = 0; i < size; i++) {
      keys[i] = ((before[2 * i] - earliest) << bits) | i;
    }
    Arrays.sort(keys);
    int mask = (1 << bits) - 1;
    for (int i = 0; i < size; i++) {
      cells[2 * (from + i)] = earliest + (keys[i] >>> bits);
      cells[2 * (from + i) + 1] = before[2 * ((int) keys[i] & mask) + 1];
    }
  }

  private static void orderEqualTimes(long[] cells, int from, int to) {
    int first = from;
    for (int i = from + 1; i <= to; i++) {
      if (i == to || cells[2 * i] != cells[2 * first]) {
        orderValues(cells, first, i);
        first = i;
      }
    }
  }

  private static void orderValues(long[] cells, int from, int to) {
    if (to - from > 1) {
      double[] values =
          IntStream.range(from, to)
              .mapToDouble(i -> Double.longBitsToDouble(cells[2 * i + 1]))
              .sorted()
              .toArray();
      for (int i = from; i < to; i++) {
        cells[2 * i + 1] = Double.doubleToRawLongBits(values[i - from]);
      }
    }
  }
}
