package dev.telemetry.stats;

import java.util.Arrays;

/**
 * The bins of the values of numbered panes, in two arrays without an object for each pane.
 *
 * <p>A run is a bin and how many values of its pane it has, in one int; the runs of a pane stand
 * together, the oldest pane first. New runs go to the end; what is dropped leaves a gap at the
 * front, which closes when the end of the array is reached: amortised O(1) for both.
 *
 * <p>Positions of panes count from 0 for the oldest.
 */
final class PaneQueue {
  private static final int FIRST_RUNS = 16;
  private static final int FIRST_PANES = 8;

  /** From so many runs on, those of the newest pane are sorted and joined. */
  private static final int JOIN_FROM = 64;

  private final int countBits;
  private final int maxCount;

  private int[] runs = new int[FIRST_RUNS];
  private long[] panes = new long[FIRST_PANES];

  /** Where the runs of each pane begin; one entry more says where the last one's end. */
  private int[] starts = new int[FIRST_PANES + 1];

  private int front;
  private int size;
  private int joinAt = JOIN_FROM;

  PaneQueue(QuantileBins bins) {
    int binBits = Integer.SIZE - Integer.numberOfLeadingZeros(bins.maxBin()) + 1;
    this.countBits = Integer.SIZE - binBits;
    this.maxCount = (1 << countBits) - 1;
  }

  int size() {
    return size;
  }

  long pane(int position) {
    return panes[front + position];
  }

  /** Index of the first run of a pane, or with the queue's size, behind the last of all. */
  int start(int position) {
    return starts[front + position];
  }

  int bin(int run) {
    return runs[run] >> countBits;
  }

  int count(int run) {
    return runs[run] & maxCount;
  }

  private int end() {
    return starts[front + size];
  }

  /** Position of the first pane that is not older than a number. */
  int ceiling(long pane) {
    int at = Arrays.binarySearch(panes, front, front + size, pane);
    return (at >= 0 ? at : -at - 1) - front;
  }

  void add(long pane, int bin, long count) {
    int position = size - 1;
    if (size == 0 || pane > pane(position)) {
      position = size;
      insertPane(position, pane);
      joinAt = JOIN_FROM;
    } else if (pane < pane(position)) {
      position = ceiling(pane);
      if (pane(position) != pane) {
        insertPane(position, pane);
      }
    }
    for (long rest = count; rest > 0; rest -= maxCount) {
      addRun(position, bin, (int) Math.min(rest, maxCount));
    }
  }

  private void addRun(int position, int bin, int count) {
    boolean newest = position == size - 1;
    int last = start(position + 1) - 1;
    // readings of the newest pane are the rule: they are joined later, all at once
    int first = newest ? Math.max(start(position), last) : start(position);
    for (int run = last; run >= first; run--) {
      if (bin(run) == bin && count(run) + count <= maxCount) {
        runs[run] += count;
        return;
      }
    }
    insertRun(position, (bin << countBits) | count);
    if (newest && end() - start(position) >= joinAt) {
      joinNewest();
    }
  }

  private void insertRun(int position, int run) {
    if (end() == runs.length) {
      makeRoomForRuns();
    }
    int at = start(position + 1);
    System.arraycopy(runs, at, runs, at + 1, end() - at);
    runs[at] = run;
    for (int later = front + position + 1; later <= front + size; later++) {
      starts[later]++;
    }
  }

  /** Keeps the newest pane no longer than twice its different bins, and {@link #JOIN_FROM}. */
  private void joinNewest() {
    int first = start(size - 1);
    Arrays.sort(runs, first, end());
    int last = first;
    for (int run = first + 1; run < end(); run++) {
      if (bin(run) == bin(last) && count(run) + count(last) <= maxCount) {
        runs[last] += count(run);
      } else {
        runs[++last] = runs[run];
      }
    }
    starts[front + size] = last + 1;
    joinAt = JOIN_FROM + 2 * (last + 1 - first);
  }

  private void insertPane(int position, long pane) {
    if (front + size == panes.length) {
      makeRoomForPanes();
    }
    int at = front + position;
    System.arraycopy(panes, at, panes, at + 1, size - position);
    System.arraycopy(starts, at, starts, at + 1, size - position + 1);
    panes[at] = pane;
    size++;
  }

  void drop(int oldest) {
    front += oldest;
    size -= oldest;
    if (size == 0) {
      clear();
    }
  }

  void clear() {
    front = 0;
    size = 0;
    starts[0] = 0;
  }

  /** Closes the gap at the front, or where that would soon be to do again, grows by a half. */
  private void makeRoomForRuns() {
    int gap = start(0);
    int used = end() - gap;
    int[] roomy = isWorthClosing(gap, runs.length) ? runs : new int[larger(used)];
    System.arraycopy(runs, gap, roomy, 0, used);
    runs = roomy;
    for (int at = front; at <= front + size; at++) {
      starts[at] -= gap;
    }
  }

  private void makeRoomForPanes() {
    boolean closes = isWorthClosing(front, panes.length);
    long[] roomyPanes = closes ? panes : new long[larger(size)];
    int[] roomyStarts = closes ? starts : new int[roomyPanes.length + 1];
    System.arraycopy(panes, front, roomyPanes, 0, size);
    System.arraycopy(starts, front, roomyStarts, 0, size + 1);
    panes = roomyPanes;
    starts = roomyStarts;
    front = 0;
  }

  private static boolean isWorthClosing(int gap, int length) {
    return gap >= length / 4;
  }

  private static int larger(int used) {
    return Math.addExact(used, used / 2);
  }
}
