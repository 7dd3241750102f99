package dev.telemetry.flink.window;

import dev.telemetry.stats.Moments;
import dev.telemetry.stats.SlidingMoments;
import dev.telemetry.stats.TimeCourse;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What is held of a key for one kind of window: the open pane, as long as a slide, the closed panes
 * of the window, and the windows that late readings may still correct.
 */
final class KindState {
  final Window kind;
  final Moments open;

  /** None where windows do not overlap. */
  final @Nullable SlidingMoments panes;

  /** None where only moments are asked for. */
  final @Nullable DetailState details;

  final Deque<ClosedWindow> closed;

  /** One that may be used again, so that a window that closes allocates nothing. */
  private @Nullable ClosedWindow spare;

  KindState(Window kind, Details details) {
    this(
        kind,
        new Moments(),
        kind.isTumbling() ? null : panesOf(kind),
        details.areWanted() ? new DetailState(kind, details) : null,
        new ArrayDeque<>(0));
  }

  KindState(
      Window kind,
      Moments open,
      @Nullable SlidingMoments panes,
      @Nullable DetailState details,
      Deque<ClosedWindow> closed) {
    this.kind = kind;
    this.open = open;
    this.panes = panes;
    this.details = details;
    this.closed = closed;
  }

  static SlidingMoments panesOf(Window kind) {
    return new SlidingMoments(Math.toIntExact(kind.size() / kind.slide()), kind.slide());
  }

  /** Whether a window that is still open has data beyond the open pane. */
  boolean hasClosedPanes() {
    return panes != null && !panes.isEmpty();
  }

  /**
   * Closes the window that ends here, and the open pane.
   *
   * @param total becomes the window's moments; empty when it has none
   */
  void close(long end, Moments total) {
    if (details != null) {
      details.close(end);
    }
    if (panes == null) {
      total.set(open);
      open.clear();
      return;
    }
    panes.evictBefore(kind.paneOf(end - kind.size()));
    if (open.count() > 0) {
      panes.append(kind.paneOf(end) - 1, open);
      open.clear();
    }
    panes.total(total);
  }

  /** What the next window does not hold need not wait for it. */
  void forgetPanesUntil(long end, long latenessMillis) {
    if (panes != null) {
      panes.evictBefore(kind.paneOf(end - kind.size()) + 1);
    }
    if (details != null) {
      details.forgetUntil(end, latenessMillis);
    }
  }

  void keepForCorrection(long end, Moments total) {
    TimeCourse course = details == null ? null : details.course();
    ClosedWindow window = spare == null ? newClosedWindow(end) : spare;
    spare = null;
    window.set(end, total, course);
    closed.addLast(window);
  }

  private ClosedWindow newClosedWindow(long end) {
    return new ClosedWindow(end, new Moments(), details == null ? null : details.newCourse(), 0);
  }

  void forgetClosedUntil(long end) {
    while (!closed.isEmpty() && closed.getFirst().end <= end) {
      spare = closed.removeFirst();
    }
  }

  /** Adds values of one slice behind the watermark to the windows that are open. */
  void addLate(Moments late, long watermark) {
    long timeMillis = late.firstMillis();
    boolean paneIsOpen = kind.firstEnd(timeMillis) - 1 > watermark;
    if (paneIsOpen) {
      open.merge(late);
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
    for (ClosedWindow window : closed) {
      if (window.end == end) {
        window.add(late);
        window.revision++;
        return window;
      }
    }
    ClosedWindow first = newClosedWindow(end);
    first.add(late);
    insert(first);
    return first;
  }

  private void insert(ClosedWindow window) {
    Deque<ClosedWindow> later = new ArrayDeque<>();
    while (!closed.isEmpty() && closed.getLast().end > window.end) {
      later.addFirst(closed.removeLast());
    }
    closed.addLast(window);
    closed.addAll(later);
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
  private Deque<ClosedWindow> closedFor(Details wanted) {
    TimeCourse.Rules rules = wanted.course();
    if (Objects.equals(rules, details == null ? null : details.details().course())) {
      return closed;
    }
    Deque<ClosedWindow> fitted = new ArrayDeque<>(closed.size());
    for (ClosedWindow window : closed) {
      TimeCourse course = rules == null ? null : new TimeCourse(rules);
      fitted.addLast(new ClosedWindow(window.end, window.moments, course, window.revision));
    }
    return fitted;
  }

  /** Reads what closing a window reads. */
  long look() {
    ClosedWindow first = closed.peekFirst();
    return open.count()
        + (hasClosedPanes() ? 1 : 0)
        + (first == null ? 0 : first.end)
        + (spare == null ? 0 : spare.moments.count());
  }

  void markAllChanged() {
    if (panes != null) {
      panes.markAllChanged();
    }
  }

  KindState copy() {
    Deque<ClosedWindow> copies = new ArrayDeque<>(closed.size());
    closed.forEach(window -> copies.addLast(window.copy()));
    return new KindState(
        kind,
        open.copy(),
        panes == null ? null : panes.copy(),
        details == null ? null : details.copy(),
        copies);
  }

  long heapBytes() {
    return 200
        + (panes == null ? 0 : panes.heapBytes())
        + (details == null ? 0 : details.heapBytes())
        + 130L * closed.size();
  }
}
