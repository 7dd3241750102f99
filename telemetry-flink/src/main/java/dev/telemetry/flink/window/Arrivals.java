package dev.telemetry.flink.window;

import java.util.Arrays;

/**
 * Bundles that the next watermark lets go on, one behind the other in the order in which they came.
 * With many keys, the state of each is in no cache: its readings wait here instead of in it, so
 * that it is worked on once, at the watermark, and not a second time when they come.
 *
 * <p>Not part of any state: before a checkpoint all go to the states of their keys. Memory: 16
 * bytes a reading and 28 a bundle, for as many as come between two watermarks, {@value #MOST}
 * readings at most.
 */
final class Arrivals<K> {
  private static final int MOST = 1 << 22;
  private static final int FEWEST = 64;
  private static final int GONE = -1;

  /** Of all bundles, as in {@link Readings}. */
  private long[] cells = new long[2 * FEWEST];

  /** The earliest and the latest time of each. */
  private long[] spans = new long[2 * FEWEST];

  /** Whose readings they are. */
  private Bundle.Head<K>[] heads = newHeads(FEWEST);

  /** Where the readings of a bundle end; those of the next one begin there. */
  private int[] ends = new int[FEWEST];

  /**
   * The bundle of the same key that came before, as {@link KeyState#arrival} has it, or that it has
   * gone on.
   */
  private int[] before = new int[FEWEST];

  private int size;

  private int linked;

  @SuppressWarnings({"unchecked", "rawtypes"}) // there are no arrays of generic types
  private static <K> Bundle.Head<K>[] newHeads(int length) {
    return new Bundle.Head[length];
  }

  int size() {
    return size;
  }

  private int readings() {
    return beginOf(size);
  }

  private int beginOf(int bundle) {
    return bundle == 0 ? 0 : ends[bundle - 1];
  }

  boolean hasRoomFor(Readings readings) {
    return readings() + readings.size() <= MOST;
  }

  void add(Bundle.Head<K> head, Readings readings) {
    int begin = readings();
    int end = begin + readings.size();
    reserve(end);
    readings.copyTo(cells, 2 * begin);
    spans[2 * size] = readings.earliest();
    spans[2 * size + 1] = readings.latest();
    heads[size] = head;
    ends[size] = end;
    size++;
  }

  /** Of how many, the first ones, the states of their keys know. */
  int linked() {
    return linked;
  }

  /** Lets the state of its key know of the first bundle that it does not know of. */
  void linkNext(KeyState state) {
    before[linked] = state.arrival;
    state.arrival = ++linked;
  }

  long earliest(int bundle) {
    return spans[2 * bundle];
  }

  long latest(int bundle) {
    return spans[2 * bundle + 1];
  }

  private void reserve(int readings) {
    if (2 * readings > cells.length) {
      cells = Arrays.copyOf(cells, Math.max(2 * readings, cells.length + (cells.length >> 1)));
    }
    if (size == ends.length) {
      int larger = size + (size >> 1);
      heads = Arrays.copyOf(heads, larger);
      ends = Arrays.copyOf(ends, larger);
      before = Arrays.copyOf(before, larger);
      spans = Arrays.copyOf(spans, 2 * larger);
    }
  }

  /** Lets all readings of a key go on that its state knows of, in the order in which they came. */
  void take(KeyState state, PendingReadings into) {
    int next = turnedRound(state.arrival);
    while (next > 0) {
      int bundle = next - 1;
      into.addAll(cells, beginOf(bundle), ends[bundle]);
      next = before[bundle];
      before[bundle] = GONE;
    }
    state.arrival = 0;
  }

  /** From the latest bundle of a key makes the first one, from which each leads to the next. */
  private int turnedRound(int latest) {
    int first = 0;
    for (int bundle = latest; bundle > 0; ) {
      int earlier = before[bundle - 1];
      before[bundle - 1] = first;
      first = bundle;
      bundle = earlier;
    }
    return first;
  }

  Bundle.Head<K> head(int bundle) {
    return heads[bundle];
  }

  /** Whether the readings of a bundle have gone on. */
  boolean hasGone(int bundle) {
    return before[bundle] == GONE;
  }

  /** Begins anew, once all readings have gone on; gives memory back that a burst has taken. */
  void clear() {
    if (size > 0 && cells.length > 8 * Math.max(readings(), FEWEST)) {
      cells = new long[cells.length / 2];
    }
    if (size > 0 && ends.length > 4 * Math.max(size, FEWEST)) {
      allocate(ends.length / 2);
    }
    size = 0;
    linked = 0;
  }

  private void allocate(int bundles) {
    heads = newHeads(bundles);
    ends = new int[bundles];
    before = new int[bundles];
    spans = new long[2 * bundles];
  }
}
