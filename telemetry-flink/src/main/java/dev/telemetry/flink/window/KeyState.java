package dev.telemetry.flink.window;

import dev.telemetry.stats.Histogram;
import dev.telemetry.stats.Moments;
import dev.telemetry.stats.TimeCourse;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is held of one key, and how its windows go on. Readings wait until the watermark has
 * passed the end of a window; then they are added in the order of their times, so that disorder
 * within the bound changes not a bit.
 *
 * <p>The numbers of one slice, the greatest common divisor of all slides, are added up once and
 * then merged into the open pane of each kind of window.
 */
final class KeyState {
  /** So many readings behind the watermark need not wait for the end of a long slice. */
  private static final int MANY = 512;

  /** Steps of {@link #look}. */
  static final int STEPS = 5;

  static final long NEVER = Long.MAX_VALUE;

  /** Takes results. */
  @FunctionalInterface
  interface Results {
    void emit(KeyState key, KindState kind, long end, int revision, Result result);

    /**
     * Takes the values of a slice that has closed, or late ones of a slice that count.
     *
     * @param behind the watermark that late values are behind, {@link SlicePart#IN_TIME} for others
     */
    default void part(KeyState key, Moments values, long behind) {}
  }

  /** What came out of a window; to be read at once. */
  record Result(Moments moments, @Nullable Histogram values, @Nullable TimeCourse course) {}

  /** What became of a reading behind the watermark. */
  enum Fate {
    IN_TIME,
    PARTIALLY_LATE,
    LATE
  }

  String metric = "";
  String unit = "";

  /** Time of the reading that metric and unit are from. */
  long labelledAt = Long.MIN_VALUE;

  final PendingReadings pending;

  /** What waits in rollups, where there are no readings; null elsewhere. */
  @Nullable SliceParts parts;

  KindState[] kinds;

  /** The slice that is open, where some readings of it have been added already. */
  @Nullable Moments begun;

  /** All windows that end by then have closed. */
  long closedUntil = Long.MIN_VALUE;

  /** Whether the closed panes are kept apart from the rest; see {@link PaneBlocks}. */
  boolean panesApart;

  // what the operator knows of it, not part of the state

  /** Its latest bundle in {@link Arrivals}, counted from 1 on; 0 without any. */
  int arrival;

  /** The key as results name it; its store knows. */
  String name = "";

  /** When the operator looks at this key next. */
  long scheduled = NEVER;

  /** Where its slices go, once that is known. */
  Rollup.@Nullable Place above;

  boolean isStored;

  /** Of {@link LiveStore}: when it was looked up last. */
  int epoch;

  boolean hasChanged;
  long accountedBytes;

  KeyState(Windows windows) {
    this(
        new PendingReadings(),
        null,
        windows.kinds().stream()
            .map(window -> new KindState(window, windows.details()))
            .toArray(KindState[]::new));
  }

  KeyState(PendingReadings pending, @Nullable Moments begun, KindState[] kinds) {
    this.pending = pending;
    this.begun = begun;
    this.kinds = kinds;
  }

  /** Takes the metric and unit of the latest reading that has come; they rarely change. */
  void label(String newMetric, String newUnit, long latest) {
    if (unit.equals(newUnit) && metric.equals(newMetric)) {
      labelledAt = Math.max(labelledAt, latest);
      return;
    }
    String label = newMetric + '\n' + newUnit;
    if (latest > labelledAt
        || (latest == labelledAt && label.compareTo(metric + '\n' + unit) > 0)) {
      labelledAt = latest;
      metric = newMetric;
      unit = newUnit;
      above = null;
    }
  }

  /** The next moment at which there is something to do, {@link #NEVER} when nothing is held. */
  long due(Windows windows) {
    long due = dueOfWindows(pending, windows);
    return parts == null ? due : Math.min(due, parts.nextLate());
  }

  private long dueOfWindows(PendingReadings readings, Windows windows) {
    long due = NEVER;
    for (KindState kind : kinds) {
      due = Math.min(due, nextEnd(kind, readings));
    }
    return due < NEVER ? due : nextForgetting(windows);
  }

  private long nextEnd(KindState kind, PendingReadings readings) {
    if (kind.hasClosedPanes()) {
      return kind.firstEnd(closedUntil);
    }
    long earliest = Math.min(kind.openFrom(), readings.earliest());
    if (begun != null) {
      earliest = Math.min(earliest, begun.firstMillis());
    }
    if (parts != null) {
      earliest = Math.min(earliest, parts.earliest());
    }
    return earliest == Long.MAX_VALUE ? NEVER : kind.firstEnd(earliest);
  }

  private long nextForgetting(Windows windows) {
    long due = NEVER;
    for (KindState kind : kinds) {
      if (!kind.closed.isEmpty()) {
        due = Math.min(due, windows.closesForGoodAt(kind.closed.end(0)) + 1);
      }
    }
    return due;
  }

  /**
   * Closes all windows that end by then.
   *
   * @param readings all that wait: {@link #pending}, or others where that is empty
   * @param until one more than the watermark
   * @param scratch is overwritten
   */
  void advance(
      PendingReadings readings, long until, Windows windows, Scratchpad scratch, Results results) {
    for (long due = dueOfWindows(readings, windows);
        due <= until && due < NEVER;
        due = dueOfWindows(readings, windows)) {
      Moments slice = addBefore(due, readings, windows, scratch, results);
      pass(slice, results);
      for (KindState kind : kinds) {
        if (kind.kind.endsAt(due)) {
          close(kind, due, windows, slice, scratch.moments, results);
        } else if (slice.count() > 0) {
          kind.add(slice);
        }
      }
      slice.clear();
      closedUntil = due;
      forget(due, windows);
    }
    forget(until, windows);
  }

  private void close(
      KindState kind, long end, Windows windows, Moments slice, Moments total, Results results) {
    kind.close(end, slice, total);
    if (total.count() > 0) {
      results.emit(this, kind, end, 0, resultOf(kind, total));
      if (windows.latenessMillis() > 0) {
        kind.keepForCorrection(end, total);
      }
    }
    kind.forgetUntil(end, windows.latenessMillis());
  }

  private static Result resultOf(KindState kind, Moments total) {
    DetailState details = kind.details;
    return details == null
        ? new Result(total, null, null)
        : new Result(total, details.values(), details.course());
  }

  private void forget(long until, Windows windows) {
    for (KindState kind : kinds) {
      kind.closed.forgetUntil(until - windows.latenessMillis());
    }
  }

  /** Adds what waits, of long slices, so that it need not wait for their end. */
  void relieve(long watermark, Windows windows, Results results) {
    if (pending.size() > MANY && pending.earliest() <= watermark) {
      begun = begun == null ? new Moments() : begun;
      addPending(watermark + 1, pending, begun, windows, results);
    }
  }

  /** Returns the last slice, which is still open. */
  private Moments addBefore(
      long end, PendingReadings readings, Windows windows, Scratchpad scratch, Results results) {
    Moments slice = begun == null ? scratch.slice : begun;
    addPending(end, readings, slice, windows, results);
    if (parts != null) {
      add(parts.takeBefore(end, windows), slice, windows, results);
    }
    begun = null;
    return slice;
  }

  private void add(List<SlicePart> taken, Moments slice, Windows windows, Results results) {
    long sliceEnd = Long.MIN_VALUE;
    for (SlicePart part : taken) {
      if (part.firstMillis() >= sliceEnd) {
        closeSlice(slice, results);
        sliceEnd = windows.sliceEnd(part.firstMillis());
      }
      slice.merge(part.values());
    }
  }

  private void addPending(
      long end, PendingReadings readings, Moments slice, Windows windows, Results results) {
    int count = readings.countBefore(end);
    long sliceEnd = slice.count() == 0 ? Long.MIN_VALUE : windows.sliceEnd(slice.firstMillis());
    for (int i = 0; i < count; i++) {
      long time = readings.time(i);
      if (time >= sliceEnd) {
        closeSlice(slice, results);
        sliceEnd = windows.sliceEnd(time);
      }
      slice.add(readings.value(i), time);
    }
    if (windows.details().areWanted()) {
      addToDetails(readings, count);
    }
    readings.drop(count);
  }

  private void addToDetails(PendingReadings readings, int count) {
    for (KindState kind : kinds) {
      DetailState details = kind.details;
      for (int i = 0; details != null && i < count; i++) {
        details.add(readings.time(i), readings.value(i));
      }
    }
  }

  private void closeSlice(Moments slice, Results results) {
    if (slice.count() > 0) {
      pass(slice, results);
      for (KindState kind : kinds) {
        kind.add(slice);
      }
      slice.clear();
    }
  }

  private void pass(Moments slice, Results results) {
    if (slice.count() > 0) {
      results.part(this, slice, SlicePart.IN_TIME);
    }
  }

  /** Adds a reading behind the watermark to what is open, and corrects what has closed. */
  Fate addLate(long timeMillis, double value, long watermark, Windows windows, Results results) {
    if (windows.sliceEnd(timeMillis) - 1 > watermark) {
      pending.add(timeMillis, value);
      return Fate.IN_TIME;
    }
    Moments late = new Moments();
    late.add(value, timeMillis);
    return addLate(late, watermark, windows, results);
  }

  /** The same for values of one slice, some window over which has closed; not for details. */
  Fate addLate(Moments late, long watermark, Windows windows, Results results) {
    long timeMillis = late.firstMillis();
    long missed = windows.closedForGood(timeMillis, watermark);
    if (missed == windows.holdingEachTime()) {
      return Fate.LATE;
    }
    closedUntil = Math.max(closedUntil, watermark + 1);
    for (KindState kind : kinds) {
      kind.addLate(late, watermark);
      correct(kind, late, watermark, windows, results);
    }
    results.part(this, late, watermark);
    return missed > 0 ? Fate.PARTIALLY_LATE : Fate.IN_TIME;
  }

  private void correct(
      KindState kind, Moments late, long watermark, Windows windows, Results results) {
    Window window = kind.kind;
    long timeMillis = late.firstMillis();
    for (long end = window.firstEnd(timeMillis);
        end <= window.lastEnd(timeMillis) && end - 1 <= watermark;
        end += window.slide()) {
      if (windows.closesForGoodAt(end) > watermark) {
        ClosedWindow corrected = kind.correct(end, late);
        results.emit(this, kind, end, corrected.revision, resultOf(kind, corrected));
      }
    }
  }

  private static Result resultOf(KindState kind, ClosedWindow corrected) {
    DetailState details = kind.details;
    return new Result(
        corrected.moments,
        details == null ? null : details.valuesUntil(corrected.end),
        corrected.course);
  }

  /**
   * Reads what comes first when it is worked on; the sum says nothing. Each step reads where the
   * one before it has led to: taken with many states at once, none waits for another.
   */
  long look(int step) {
    if (step == 0) {
      return scheduled;
    }
    if (step == 1) {
      return (long) pending.size() + kinds.length;
    }
    long sum = step == 2 ? pending.look() : 0;
    for (KindState kind : kinds) {
      sum += kind.look(step - 2);
    }
    return sum;
  }

  KeyState copy() {
    KindState[] copies = Arrays.stream(kinds).map(KindState::copy).toArray(KindState[]::new);
    KeyState copy = new KeyState(pending.copy(), begun == null ? null : begun.copy(), copies);
    copy.parts = parts == null ? null : parts.copy();
    copy.above = above;
    copy.name = name;
    copy.metric = metric;
    copy.unit = unit;
    copy.labelledAt = labelledAt;
    copy.closedUntil = closedUntil;
    copy.panesApart = panesApart;
    copy.scheduled = scheduled;
    copy.isStored = isStored;
    return copy;
  }

  long heapBytes() {
    long bytes = 200 + pending.heapBytes() + (parts == null ? 0 : parts.heapBytes());
    for (KindState kind : kinds) {
      bytes += kind.heapBytes();
    }
    return bytes;
  }

  /** Fits a restored state to the windows of the job as it is now; returns whether it changed. */
  boolean fit(Windows windows) {
    List<Window> before = Arrays.stream(kinds).map(kind -> kind.kind).toList();
    kinds =
        windows.kinds().stream()
            .map(window -> find(window, windows.details()))
            .toArray(KindState[]::new);
    return !before.equals(windows.kinds());
  }

  private KindState find(Window window, Details details) {
    @Nullable KindState found = null;
    for (KindState kind : kinds) {
      if (kind.kind.equals(window)) {
        found = kind.fitted(details);
      }
    }
    return found == null ? new KindState(window, details) : found;
  }

  /** What a subtask reuses from key to key. */
  static final class Scratchpad {
    /** Empty between keys. */
    final Moments slice = new Moments();

    final Moments moments = new Moments();
  }
}
