package dev.telemetry.flink.window;

import dev.telemetry.stats.Moments;
import dev.telemetry.stats.TimeCourse;
import org.jspecify.annotations.Nullable;

/** A window that has closed, as it is taken out of {@link ClosedWindows}. */
final class ClosedWindow {
  final long end;
  final Moments moments;
  final @Nullable TimeCourse course;
  int revision;

  ClosedWindow(long end, Moments moments, @Nullable TimeCourse course, int revision) {
    this.end = end;
    this.moments = moments;
    this.course = course;
    this.revision = revision;
  }

  void add(Moments late) {
    moments.merge(late);
    if (course != null) {
      // one reading, as there is a course of readings only
      course.addLate(late.firstMillis(), late.first());
    }
  }
}
