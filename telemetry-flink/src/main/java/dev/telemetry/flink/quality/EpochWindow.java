package dev.telemetry.flink.quality;

import org.jspecify.annotations.Nullable;

/**
 * Which sequences of an epoch came. For each {@value #ROW} of them, of which some did not come yet,
 * there is a row of bits; where there is no row, between {@link #begin} and the highest, all came.
 * So what comes in order keeps one row, and what was sent again from any depth is known.
 *
 * <p>Behind the last {@value #ROWS} rows nobody waits any longer for what is missing: its rows are
 * given up, and of what is before them nothing is known.
 */
final class EpochWindow {
  /** Sequences in a row. */
  static final int ROW = 1 << 10;

  /** How many rows there can be: of 4,194,304 sequences. */
  static final int ROWS = 1 << 12;

  /** The last that is believed; a million a second reach it after 100,000 years. */
  static final long LARGEST = 1L << 62;

  enum Arrival {
    NEW,
    /** It had been reported as lost. */
    FOUND,
    /** It may be new or not. */
    UNKNOWN,
    DUPLICATE
  }

  /** Where the bits are kept, by row. */
  interface Rows {
    long @Nullable [] get(long row) throws Exception;

    void put(long row, long[] bits) throws Exception;

    void remove(long row) throws Exception;
  }

  /** Hears of what is missing. */
  interface Losses {
    void lost(long first, long last, long count);
  }

  /** When something came last, by the clock. */
  long touchedMillis;

  /** The first row that is known. */
  long begin;

  /** What is missing below was perhaps before the epoch's beginning. */
  long lowest;

  long highest = -1;

  /** What is missing below was reported. */
  long reportedBelow;

  /** What is missing below was so at the last {@link #tick} already. */
  long suspectBelow;

  /** How many are missing and not reported. */
  long missing;

  /** How many were reported. */
  long lost;

  /** Remembers a sequence. */
  Arrival add(long sequence, Rows rows, Losses losses) throws Exception {
    if (sequence < 0 || sequence > LARGEST) {
      return Arrival.UNKNOWN;
    }
    if (sequence <= highest) {
      return look(sequence, rows);
    }
    if (highest < 0) {
      begin = rowOf(sequence);
      lowest = sequence;
      rows.put(begin, new long[ROW / Long.SIZE]);
    } else {
      advance(sequence, rows, losses);
      missing += sequence - highest - 1;
    }
    highest = sequence;
    boolean unused = mark(sequence, rows);
    settle();
    return Arrival.NEW;
  }

  /** Where nothing is missing there is nothing to look back for. */
  private void settle() {
    if (missing == 0) {
      reportedBelow = highest + 1;
      suspectBelow = highest + 1;
    }
  }

  private void advance(long sequence, Rows rows, Losses losses) throws Exception {
    long last = rowOf(highest);
    long row = rowOf(sequence);
    if (row - last >= ROWS) {
      jump(sequence, rows, losses);
      return;
    }
    for (long opened = last + 1; opened <= row; opened++) {
      giveUp(opened - ROWS, rows, losses);
      rows.put(opened, new long[ROW / Long.SIZE]);
    }
  }

  /** So far that nobody waits for what is between. */
  private void jump(long sequence, Rows rows, Losses losses) throws Exception {
    report(highest + 1, rows, losses);
    clear(rows);
    losses.lost(highest + 1, sequence - 1, sequence - highest - 1);
    lost += sequence - highest - 1;
    highest = sequence - 1;
    begin = rowOf(sequence);
    rows.put(begin, new long[ROW / Long.SIZE]);
  }

  private void giveUp(long row, Rows rows, Losses losses) throws Exception {
    if (row >= begin && rows.get(row) != null) {
      report((row + 1) * ROW, rows, losses);
      rows.remove(row);
      begin = row + 1;
    }
  }

  private Arrival look(long sequence, Rows rows) throws Exception {
    long row = rowOf(sequence);
    if (row < begin) {
      if (rowOf(highest) - row >= ROWS) {
        return Arrival.UNKNOWN;
      }
      while (begin > row) {
        begin--;
        rows.put(begin, new long[ROW / Long.SIZE]);
      }
    }
    if (!mark(sequence, rows)) {
      return Arrival.DUPLICATE;
    }
    return isFound(sequence) ? Arrival.FOUND : Arrival.NEW;
  }

  private boolean isFound(long sequence) {
    if (sequence < lowest) {
      lower(sequence);
      return false;
    }
    if (sequence < reportedBelow) {
      return true;
    }
    missing--;
    settle();
    return false;
  }

  /** The first to come was not the first that was sent. */
  private void lower(long sequence) {
    if (lost == 0) {
      missing += lowest - sequence - 1;
      lowest = sequence;
      reportedBelow = sequence + 1;
      suspectBelow = sequence + 1;
      settle();
    }
  }

  /** Reports what has been missing since the tick before; what comes meanwhile is not. */
  void tick(Rows rows, Losses losses) throws Exception {
    report(suspectBelow, rows, losses);
    suspectBelow = highest + 1;
  }

  /** Reports all that is missing: nothing more comes. */
  void end(Rows rows, Losses losses) throws Exception {
    report(highest + 1, rows, losses);
  }

  private void report(long below, Rows rows, Losses losses) throws Exception {
    if (missing == 0 || below <= reportedBelow) {
      return;
    }
    Gap gap = new Gap();
    for (long row = rowOf(reportedBelow); row <= rowOf(below - 1); row++) {
      long[] bits = rows.get(row);
      if (bits != null) {
        gap.add(bits, Math.max(reportedBelow, row * ROW), Math.min(below, (row + 1) * ROW));
      }
    }
    if (gap.count > 0) {
      losses.lost(gap.first, gap.last, gap.count);
    }
    missing -= gap.count;
    lost += gap.count;
    reportedBelow = below;
    suspectBelow = Math.max(suspectBelow, below);
  }

  /** What is missing among some sequences. */
  private static final class Gap {
    long first;
    long last;
    long count;

    void add(long[] bits, long from, long to) {
      for (long sequence = from; sequence < to; sequence++) {
        if (!isSet(bits, sequence)) {
          first = count == 0 ? sequence : first;
          last = sequence;
          count++;
        }
      }
    }
  }

  /** Removes all rows. */
  void clear(Rows rows) throws Exception {
    long last = rowOf(highest);
    for (long row = Math.max(begin, last - ROWS + 1); row <= last; row++) {
      rows.remove(row);
    }
  }

  private static long rowOf(long sequence) {
    return sequence / ROW;
  }

  /** False where it was marked before. */
  private static boolean mark(long sequence, Rows rows) throws Exception {
    long row = rowOf(sequence);
    long[] bits = rows.get(row);
    if (bits == null || isSet(bits, sequence)) {
      return false;
    }
    bits[wordOf(sequence)] |= 1L << sequence;
    if (isFull(bits)) {
      rows.remove(row);
    } else {
      rows.put(row, bits);
    }
    return true;
  }

  private static boolean isSet(long[] bits, long sequence) {
    return (bits[wordOf(sequence)] & 1L << sequence) != 0;
  }

  private static int wordOf(long sequence) {
    return (int) (sequence % ROW / Long.SIZE);
  }

  private static boolean isFull(long[] bits) {
    for (long word : bits) {
      if (word != -1) {
        return false;
      }
    }
    return true;
  }
}
