package dev.telemetry.benchmarks.windows;

import java.io.Serializable;
import java.time.Duration;

/** Size and slide, in milliseconds. */
record WindowKind(long size, long slide) implements Serializable {

  static WindowKind tumbling(Duration size) {
    return sliding(size, size);
  }

  static WindowKind sliding(Duration size, Duration slide) {
    return new WindowKind(size.toMillis(), slide.toMillis());
  }

  boolean isTumbling() {
    return size == slide;
  }

  /** The end of the first window that holds this time. */
  long firstEnd(long timeMillis) {
    return Math.floorDiv(timeMillis, slide) * slide + slide;
  }

  Duration sizeAsDuration() {
    return Duration.ofMillis(size);
  }

  Duration slideAsDuration() {
    return Duration.ofMillis(slide);
  }

  @Override
  public String toString() {
    return isTumbling()
        ? sizeAsDuration().toString()
        : sizeAsDuration() + " by " + slideAsDuration();
  }
}
