package dev.telemetry.flink.window;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;

/** All kinds of window of one operator, and the slices that they share. */
final class Windows implements Serializable {
  private static final long serialVersionUID = 1;

  private final ArrayList<Window> kinds;
  private final Details details;
  private final long latenessMillis;
  private final long sliceMillis;
  private final long stepMillis;
  private final long largestMillis;

  Windows(List<Window> kinds, long latenessMillis) {
    this(kinds, latenessMillis, Details.NONE);
  }

  Windows(List<Window> kinds, long latenessMillis, Details details) {
    this.details = details;
    this.kinds = new ArrayList<>(kinds.stream().distinct().toList());
    this.latenessMillis = latenessMillis;
    this.sliceMillis = kinds.stream().mapToLong(Window::slide).reduce(0, Windows::gcd);
    this.stepMillis = gcd(sliceMillis, latenessMillis);
    this.largestMillis = kinds.stream().mapToLong(Window::size).max().orElseThrow();
  }

  private static long gcd(long a, long b) {
    return b == 0 ? a : gcd(b, a % b);
  }

  /** Whether a window ends, or closes for good, between two watermarks. */
  boolean mayClose(long watermark, long laterWatermark) {
    return Math.floorDiv(watermark + 1, stepMillis)
        != Math.floorDiv(laterWatermark + 1, stepMillis);
  }

  /** The last watermark until then that lets a window end, or close for good, if any does. */
  long stepBefore(long watermark) {
    long from = Math.max(watermark, Long.MIN_VALUE + stepMillis);
    return from - Math.floorMod(from + 1, stepMillis);
  }

  /** The end of the step that holds this time. */
  long stepEnd(long timeMillis) {
    return Math.floorDiv(timeMillis, stepMillis) * stepMillis + stepMillis;
  }

  /** A window ends, or closes for good, only where such a step does. */
  long stepMillis() {
    return stepMillis;
  }

  Details details() {
    return details;
  }

  List<Window> kinds() {
    return kinds;
  }

  long sliceMillis() {
    return sliceMillis;
  }

  long sliceOf(long timeMillis) {
    return Math.floorDiv(timeMillis, sliceMillis) * sliceMillis;
  }

  /** The end of the slice that holds this time. */
  long sliceEnd(long timeMillis) {
    return sliceOf(timeMillis) + sliceMillis;
  }

  /** The end of the first window that holds this time. */
  long firstEnd(long timeMillis) {
    long first = Long.MAX_VALUE;
    for (Window kind : kinds) {
      first = Math.min(first, kind.firstEnd(timeMillis));
    }
    return first;
  }

  long latenessMillis() {
    return latenessMillis;
  }

  /** The last moment before a window with this end closes for good. */
  long closesForGoodAt(long end) {
    return end - 1 + latenessMillis;
  }

  /** The end of the windows that close for good at this moment. */
  long endClosingForGoodAt(long timeMillis) {
    return timeMillis + 1 - latenessMillis;
  }

  /** How many windows hold each moment. */
  long holdingEachTime() {
    return kinds.stream().mapToLong(kind -> kind.size() / kind.slide()).sum();
  }

  /** How many of the windows that hold this time have closed for good. */
  long closedForGood(long timeMillis, long reachedMillis) {
    long closed = 0;
    for (Window kind : kinds) {
      for (long end = kind.firstEnd(timeMillis);
          end <= kind.lastEnd(timeMillis) && closesForGoodAt(end) <= reachedMillis;
          end += kind.slide()) {
        closed++;
      }
    }
    return closed;
  }

  /** The moment from which no window needs this slice. */
  long expiryOf(long slice) {
    return closesForGoodAt(slice + largestMillis);
  }

  /** The slice that expires at this moment. */
  long expiringAt(long timeMillis) {
    return timeMillis - latenessMillis - largestMillis + 1;
  }
}
