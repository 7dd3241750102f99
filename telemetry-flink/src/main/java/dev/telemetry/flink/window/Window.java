package dev.telemetry.flink.window;

import java.io.Serializable;
import java.time.Duration;

/**
 * Size and slide of a kind of window, in milliseconds; starts are multiples of the slide since 1970
 * UTC.
 */
record Window(long size, long slide) implements Serializable {

  static Window of(Duration size, Duration slide) {
    if (slide.toMillis() < 1 || !slide.equals(Duration.ofMillis(slide.toMillis()))) {
      throw new IllegalArgumentException("slide must be whole milliseconds and > 0, was " + slide);
    }
    if (size.toMillis() < 1
        || !size.equals(Duration.ofMillis(size.toMillis()))
        || size.toMillis() % slide.toMillis() != 0) {
      throw new IllegalArgumentException(
          "size must be a multiple of the slide, was " + size + " and " + slide);
    }
    return new Window(size.toMillis(), slide.toMillis());
  }

  /** The end of the first window that holds this time. */
  long firstEnd(long timeMillis) {
    return Math.floorDiv(timeMillis, slide) * slide + slide;
  }

  /** The end of the last window that holds this time. */
  long lastEnd(long timeMillis) {
    return Math.floorDiv(timeMillis, slide) * slide + size;
  }

  boolean isTumbling() {
    return size == slide;
  }

  /** The number of the pane, as long as the slide, that begins with or holds this time. */
  long paneOf(long timeMillis) {
    return Math.floorDiv(timeMillis, slide);
  }

  /** Whether a window ends here. */
  boolean endsAt(long timeMillis) {
    return Math.floorMod(timeMillis, slide) == 0;
  }
}
