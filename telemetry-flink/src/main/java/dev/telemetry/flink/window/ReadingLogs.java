package dev.telemetry.flink.window;

import java.util.ArrayDeque;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Readings of many keys that wait for the watermark, by the step of event time that they are in: so
 * what has become due is taken without a look at what has not. What is far ahead has no step of its
 * own and is taken with whatever comes first. 20 bytes a reading, 4 more for each that is taken.
 */
final class ReadingLogs {
  /** So many steps ahead are kept apart; a power of two. */
  private static final int STEPS = 16;

  private static final int SMALLEST = 1024;

  private final long stepMillis;

  /**
   * In a ring, null where there is nothing in a step; none where steps are too long to wait for
   * their end.
   */
  private final @Nullable ReadingLog[] steps;

  private int head;

  /** Start of the step at the head; far from any time until a watermark has come. */
  private long start = Long.MIN_VALUE;

  /** What is not in a step, or was taken. */
  private ReadingLog rest = new ReadingLog();

  /** Empty ones to be used again: the last one first, as it is the likeliest to be in a cache. */
  private final ArrayDeque<ReadingLog> spare = new ArrayDeque<>();

  private int size;

  /** Positions of those taken, by key. */
  private int[] order = {};

  /** Where the positions of each key end. */
  private int[] ends = {};

  /** Without steps where their length is 0. */
  ReadingLogs(long stepMillis) {
    this.stepMillis = stepMillis;
    steps = new ReadingLog[stepMillis == 0 ? 0 : STEPS];
  }

  int size() {
    return size;
  }

  void add(int key, long timeMillis, double value) {
    logOf(timeMillis).add(key, timeMillis, value);
    size++;
  }

  private ReadingLog logOf(long timeMillis) {
    long ahead = timeMillis - start;
    if (ahead < 0 || ahead >= steps.length * stepMillis) {
      return rest;
    }
    int step = (head + (int) ahead / (int) stepMillis) & (STEPS - 1);
    ReadingLog log = steps[step];
    return log == null ? begin(step) : log;
  }

  private ReadingLog begin(int step) {
    ReadingLog log = spare.isEmpty() ? new ReadingLog() : spare.pop();
    steps[step] = log;
    return log;
  }

  /**
   * Takes all of before, and what is in no step, in the order of their keys.
   *
   * @param before the start of a step, where there are any
   */
  void takeBefore(long before, int numberOfKeys) {
    for (int i = 0; i < steps.length && start < before; i++) {
      takeHead();
      start += stepMillis;
    }
    start = before;
    sort(numberOfKeys);
  }

  /** Takes all that wait, in the order of their keys. */
  void takeAll(int numberOfKeys) {
    for (int i = 0; i < steps.length; i++) {
      takeHead();
    }
    head = 0;
    sort(numberOfKeys);
  }

  private void takeHead() {
    ReadingLog taken = steps[head];
    steps[head] = null;
    head = (head + 1) & (STEPS - 1);
    if (taken == null) {
      return;
    }
    if (rest.size() == 0) {
      spare.push(rest);
      rest = taken;
    } else {
      rest.addAll(taken);
      taken.clear();
      spare.push(taken);
    }
  }

  /** By counting, so that each key's readings stay in their order. */
  private void sort(int numberOfKeys) {
    int taken = rest.size();
    fitOrder(taken);
    ends = ends.length < numberOfKeys ? new int[2 * numberOfKeys] : ends;
    Arrays.fill(ends, 0, numberOfKeys, 0);
    for (int i = 0; i < taken; i++) {
      ends[rest.key(i)]++;
    }
    int from = 0;
    for (int key = 0; key < numberOfKeys; key++) {
      from += ends[key];
      ends[key] = from - ends[key];
    }
    for (int i = 0; i < taken; i++) {
      order[ends[rest.key(i)]++] = i;
    }
  }

  private void fitOrder(int taken) {
    if (order.length < taken) {
      order = new int[taken + (taken >> 1)];
    } else if (order.length > SMALLEST && order.length / 8 > taken) {
      order = new int[order.length / 2]; // a burst is over
    }
  }

  /** Where the readings of a key end among those taken; they start where those before it end. */
  int endOf(int key) {
    return ends[key];
  }

  /** Copies some of those taken. */
  void copy(int from, int to, Readings into) {
    rest.copy(order, from, to, into);
  }

  /** Forgets those taken. */
  void forgetTaken() {
    size -= rest.size();
    rest.clear();
  }
}
