package dev.telemetry.flink.window;

import dev.telemetry.stats.Moments;

/** A window that has closed, kept while late readings may correct it. */
final class ClosedWindow {
  final long end;
  final Moments moments;
  int revision;

  ClosedWindow(long end, Moments moments, int revision) {
    this.end = end;
    this.moments = moments;
    this.revision = revision;
  }

  ClosedWindow copy() {
    return new ClosedWindow(end, moments.copy(), revision);
  }
}
