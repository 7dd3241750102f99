package dev.telemetry.flink.window;

import dev.telemetry.stats.Moments;
import dev.telemetry.stats.SlidingMoments;
import dev.telemetry.stats.TimeCourse;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is held of a key for one kind of window: the open pane, as long as a slide, the closed panes
 * of the window, and the windows that late readings may still correct.
 */
final class KindState {
  final Window kind;

  /** Null until a slice has closed before its pane. */
  @Nullable Moments open;

  /** None where windows do not overlap. */
  final @Nullable SlidingMoments panes;

  /** None where only moments are asked for. */
  final @Nullable DetailState details;

  final ClosedWindows closed;

  /** Where a pane starts: the one of the latest moment that was asked for. */
  private long latestStart;

  KindState(Window kind, Details details) {
    this(
        kind,
        null,
        kind.isTumbling() ? null : panesOf(kind),
        details.areWanted() ? new DetailState(kind, details) : null,
        new ClosedWindows());
  }

  KindState(
      Window kind,
      @Nullable Moments open,
      @Nullable SlidingMoments panes,
      @Nullable DetailState details,
      ClosedWindows closed) {
    this.kind = kind;
    this.open = open;
    this.panes = panes;
    this.details = details;
    this.closed = closed;
  }

  static SlidingMoments panesOf(Window kind) {
    return new SlidingMoments(Math.toIntExact(kind.size() / kind.slide()), kind.slide());
  }

  /** As of the window, without a division where it is near the one before. */
  long firstEnd(long timeMillis) {
    long ahead = timeMillis - latestStart;
    if (ahead < 0 || ahead >= kind.slide()) {
      latestStart = kind.firstEnd(timeMillis) - kind.slide();
    }
    return latestStart + kind.slide();
  }

  /** Whether a window that is still open has data beyond the open pane. */
  boolean hasClosedPanes() {
    return panes != null && !panes.isEmpty();
  }

  /** The earliest time in the open pane, {@link Long#MAX_VALUE} without values. */
  long openFrom() {
    return open == null ? Long.MAX_VALUE : open.firstMillis();
  }

  /** Adds a slice to the open pane. */
  void add(Moments slice) {
    if (open == null) {
      open = new Moments();
    }
    open.merge(slice);
  }

  /**
   * Closes the window that ends here, and the open pane.
   *
   * @param slice the last one of the pane; stays as it is
   * @param total becomes the window's moments; empty when it has none
   */
  void close(long end, Moments slice, Moments total) {
    if (details != null) {
      details.close(end);
    }
    Moments pane = slice;
    if (open != null) {
      open.merge(slice);
      pane = open;
    }
    if (panes == null) {
      total.set(pane);
    } else {
      slide(panes, kind.paneOf(end), pane, total);
    }
    if (open != null) {
      open.clear();
    }
  }

  private static void slide(SlidingMoments panes, long next, Moments pane, Moments total) {
    long first = next - panes.panes();
    panes.evictBefore(first);
    if (pane.count() > 0) {
      panes.append(next - 1, pane);
    }
    panes.total(total);
    // what the next window does not hold need not wait for it
    panes.evictBefore(first + 1);
  }

  /** Forgets the details of readings that neither an open window nor a late reading needs. */
  void forgetUntil(long end, long latenessMillis) {
    if (details != null) {
      details.forgetUntil(end, latenessMillis);
    }
  }

  void keepForCorrection(long end, Moments total) {
    closed.add(end, total, details == null ? null : details.course());
  }

  /** Adds values of one slice behind the watermark to the windows that are open. */
  void addLate(Moments late, long watermark) {
    long timeMillis = late.firstMillis();
    boolean paneIsOpen = kind.firstEnd(timeMillis) - 1 > watermark;
    if (paneIsOpen) {
      add(late);
    } else if (panes != null && kind.lastEnd(timeMillis) - 1 > watermark) {
      panes.addLate(kind.paneOf(timeMillis), late);
    }
    if (details != null) {
      // one reading, as there are details of readings only
      boolean windowIsOpen = kind.lastEnd(timeMillis) - 1 > watermark;
      details.addLate(timeMillis, late.first(), paneIsOpen, windowIsOpen);
    }
  }

  /** Adds late values to a window that has closed; it has revision 0 if it was empty. */
  ClosedWindow correct(long end, Moments late) {
    for (int i = 0; i < closed.size(); i++) {
      if (closed.end(i) == end) {
        ClosedWindow window = closed.get(i);
        window.add(late);
        window.revision++;
        closed.set(i, window);
        return window;
      }
    }
    TimeCourse course = details == null ? null : details.newCourse();
    ClosedWindow first = new ClosedWindow(end, new Moments(), course, 0);
    first.add(late);
    closed.insert(first);
    return first;
  }

  /** This state for what is asked now. */
  KindState fitted(Details wanted) {
    @Nullable DetailState fitted =
        !wanted.areWanted()
            ? null
            : details == null ? new DetailState(kind, wanted) : details.fitted(wanted);
    return new KindState(kind, open, panes, fitted, closedFor(wanted));
  }

  /** Their courses begin anew where the rules are others. */
  private ClosedWindows closedFor(Details wanted) {
    TimeCourse.Rules rules = wanted.course();
    if (Objects.equals(rules, details == null ? null : details.details().course())) {
      return closed;
    }
    ClosedWindows fitted = new ClosedWindows();
    for (int i = 0; i < closed.size(); i++) {
      ClosedWindow window = closed.get(i);
      TimeCourse course = rules == null ? null : new TimeCourse(rules);
      fitted.insert(new ClosedWindow(window.end, window.moments, course, window.revision));
    }
    return fitted;
  }

  /** Reads what closing a window reads, step by step; see {@link KeyState#look}. */
  long look(int step) {
    return switch (step) {
      case 0 -> kind.slide();
      case 1 ->
          (open == null ? 0 : open.count())
              + closed.size()
              + (panes == null || panes.isEmpty() ? 0 : 1);
      default -> closed.look() + (panes == null ? 0 : (long) panes.look());
    };
  }

  void markAllChanged() {
    if (panes != null) {
      panes.markAllChanged();
    }
  }

  KindState copy() {
    return new KindState(
        kind,
        open == null ? null : open.copy(),
        panes == null ? null : panes.copy(),
        details == null ? null : details.copy(),
        closed.copy());
  }

  long heapBytes() {
    return 200
        + (panes == null ? 0 : panes.heapBytes())
        + (details == null ? 0 : details.heapBytes())
        + closed.heapBytes();
  }
}
