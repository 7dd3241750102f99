package dev.telemetry.benchmarks.pictures;

/** A labelled window, both ends included, in milliseconds since 1970 UTC. */
record Span(long from, long to) {

  boolean contains(long time) {
    return from <= time && time <= to;
  }
}
