package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The lowest and the highest of panes that slide: those that can still be it are in queues, but for
 * the latest few, which go there together. So an append writes to one place, and what it beats is
 * found out once for many.
 */
final class Extremes {
  private static final int MOST_RECENT = 32;

  private final Peaks lows;
  private final Peaks highs;

  /** Minimum and maximum of each of the latest panes, which have no gaps. */
  private double[] recent = {};

  private int size;
  private long firstRecent;

  /** Of the panes that are in the queues; infinite without any. */
  private double lowest = Double.POSITIVE_INFINITY;

  private double highest = Double.NEGATIVE_INFINITY;

  /** The lower half of the earlier one of the panes that these are from. */
  private int earliest;

  Extremes(int mostPanes) {
    lows = new Peaks(mostPanes);
    highs = new Peaks(mostPanes);
  }

  /** Adds a pane later than all others. */
  void append(long pane, double min, double max) {
    if (size == MOST_RECENT || pane != firstRecent + size) {
      settle();
      firstRecent = pane;
    }
    if (recent.length == 0) {
      recent = new double[2 * MOST_RECENT];
    }
    recent[2 * size] = min;
    recent[2 * size + 1] = max;
    size++;
  }

  /** The latest panes go into the queues. */
  void settle() {
    if (size > 0) {
      lows.append(firstRecent, size, i -> ~Peaks.rankOf(recent[2 * i]));
      highs.append(firstRecent, size, i -> Peaks.rankOf(recent[2 * i + 1]));
      size = 0;
      readFronts();
    }
  }

  private void readFronts() {
    boolean none = lows.isEmpty();
    lowest = none ? Double.POSITIVE_INFINITY : Peaks.valueOf(~lows.highest());
    highest = none ? Double.NEGATIVE_INFINITY : Peaks.valueOf(highs.highest());
    if (!none) {
      int low = lows.paneOfHighest();
      int high = highs.paneOfHighest();
      earliest = low - high < 0 ? low : high;
    }
  }

  /** Forgets earlier panes; the latest ones are not among them unless they are in the queues. */
  void evict(long pane) {
    if (earliest - (int) pane < 0) {
      lows.evict(pane);
      highs.evict(pane);
      readFronts();
    }
  }

  /** Adds to any pane that may be held. */
  void addLate(long pane, double min, double max) {
    settle();
    lows.addLate(pane, ~Peaks.rankOf(min));
    highs.addLate(pane, Peaks.rankOf(max));
    readFronts();
  }

  /** The lowest of all panes but the latest few. */
  double lowest() {
    return lowest;
  }

  /** The highest of all panes but the latest few. */
  double highest() {
    return highest;
  }

  void clear() {
    lows.clear();
    highs.clear();
    recent = new double[0];
    size = 0;
    readFronts();
  }

  void copyTo(Extremes copy) {
    lows.copyTo(copy.lows);
    highs.copyTo(copy.highs);
    copy.recent = recent.clone();
    copy.size = size;
    copy.firstRecent = firstRecent;
    copy.readFronts();
  }

  /** Reads where the next pane comes. */
  double look() {
    return 2 * size < recent.length ? recent[2 * size] : 0;
  }

  long heapBytes() {
    return 8L * recent.length + lows.heapBytes() + highs.heapBytes();
  }

  /** Writes the queues as if all panes were there; nothing changes, as others may read it. */
  void writeTo(int mostPanes, DataOutput out) throws IOException {
    Extremes settled = new Extremes(mostPanes);
    copyTo(settled);
    settled.settle();
    settled.lows.writeTo(out);
    settled.highs.writeTo(out);
  }

  void readFrom(DataInput in) throws IOException {
    size = 0;
    lows.readFrom(in);
    highs.readFrom(in);
    readFronts();
  }
}
