package dev.telemetry.flink.window;

import dev.telemetry.stats.Histogram;
import dev.telemetry.stats.QuantileBins;
import dev.telemetry.stats.SlidingHistogram;
import dev.telemetry.stats.SlidingParts;
import dev.telemetry.stats.TimeCourse;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.jspecify.annotations.Nullable;

/** What is held of a key for one kind of window beyond the moments, where it is asked for. */
final class DetailState {
  private final Window kind;
  private final Details details;
  private final @Nullable SlidingHistogram values;
  private final @Nullable Courses courses;

  DetailState(Window kind, Details details) {
    this.kind = kind;
    this.details = details;
    this.values = details.countsValues() ? new SlidingHistogram(details.bins()) : null;
    this.courses = details.course() == null ? null : new Courses(details.course());
  }

  /** The course of the open pane, of the closed ones, and of the whole window. */
  private static final class Courses {
    final TimeCourse open;
    final TimeCourse total;
    final SlidingParts<TimeCourse> panes;

    Courses(TimeCourse.Rules rules) {
      open = new TimeCourse(rules);
      total = new TimeCourse(rules);
      panes = new SlidingParts<>(() -> new TimeCourse(rules));
    }
  }

  Details details() {
    return details;
  }

  /** Adds a value in its turn. */
  void add(long timeMillis, double value) {
    if (values != null) {
      values.add(kind.paneOf(timeMillis), value);
    }
    if (courses != null && !courses.open.add(timeMillis, value)) {
      courses.open.addLate(timeMillis, value);
    }
  }

  /** Adds a value behind the watermark. */
  void addLate(long timeMillis, double value, boolean paneIsOpen, boolean windowIsOpen) {
    long pane = kind.paneOf(timeMillis);
    if (values != null) {
      values.add(pane, value);
    }
    if (courses != null) {
      if (paneIsOpen) {
        courses.open.addLate(timeMillis, value);
      } else if (windowIsOpen) {
        courses.panes.change(pane, part -> part.addLate(timeMillis, value));
      }
    }
  }

  /** Closes the window that ends here, and the open pane. */
  void close(long end) {
    long firstPane = kind.paneOf(end - kind.size());
    if (values != null) {
      values.slideTo(firstPane);
    }
    if (courses != null) {
      close(courses, firstPane, kind.paneOf(end) - 1);
    }
  }

  private static void close(Courses courses, long firstPane, long closing) {
    courses.panes.evictBefore(firstPane);
    if (courses.open.count() > 0) {
      courses.panes.append(closing, courses.open);
      long lastMillis = courses.open.lastMillis();
      double last = courses.open.last();
      courses.open.clear();
      courses.open.startAfter(lastMillis, last);
    }
    courses.panes.total(courses.total);
  }

  /** What is not needed for windows that end later. */
  void forgetUntil(long end, long latenessMillis) {
    if (values != null) {
      values.retainFrom(kind.paneOf(end + kind.slide() - kind.size() - latenessMillis));
    }
    if (courses != null) {
      courses.panes.evictBefore(kind.paneOf(end + kind.slide() - kind.size()));
    }
  }

  /** The values of the window that has just closed. */
  @Nullable Histogram values() {
    return values == null ? null : values.total();
  }

  /** The values of a window that closed before. */
  @Nullable Histogram valuesUntil(long end) {
    return values == null ? null : values.between(kind.paneOf(end - kind.size()), kind.paneOf(end));
  }

  /** The course of the window that has just closed. */
  @Nullable TimeCourse course() {
    return courses == null ? null : courses.total;
  }

  @Nullable TimeCourse newCourse() {
    return details.course() == null ? null : new TimeCourse(details.course());
  }

  long heapBytes() {
    return 1_000
        + 200L * (courses == null ? 0 : courses.panes.size())
        + (values == null ? 0 : 4_000);
  }

  /** By its bytes, as it is made rarely: once a checkpoint for a key that changes meanwhile. */
  DetailState copy() {
    try {
      DataOutputSerializer out = new DataOutputSerializer(1024);
      writeTo(out);
      return readFrom(kind, new DataInputDeserializer(out.getSharedBuffer(), 0, out.length()));
    } catch (IOException e) {
      throw new IllegalStateException("cannot read what was just written", e);
    }
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeBoolean(values != null);
    out.writeBoolean(courses != null);
    if (values != null) {
      out.writeDouble(details.relativeAccuracy());
      values.writeTo(out);
    }
    if (courses != null && details.course() != null) {
      out.writeDouble(details.course().limit());
      out.writeLong(details.course().holdMillis());
      courses.open.writeTo(out);
      courses.panes.writeTo(out);
    }
  }

  /** The quantiles are not part of the state: {@link #fitted} tells what is. */
  static DetailState readFrom(Window kind, DataInput in) throws IOException {
    boolean hasValues = in.readBoolean();
    boolean hasCourse = in.readBoolean();
    Details details = Details.NONE;
    @Nullable SlidingHistogram values = null;
    if (hasValues) {
      details = details.accuracy(in.readDouble()).withHistogram();
      QuantileBins bins = details.bins();
      values = new SlidingHistogram(bins);
      values.readFrom(in);
    }
    @Nullable Courses courses = null;
    if (hasCourse) {
      TimeCourse.Rules rules = new TimeCourse.Rules(in.readDouble(), in.readLong());
      details = details.course(rules);
      courses = new Courses(rules);
      courses.open.readFrom(in);
      courses.panes.readFrom(in);
    }
    return new DetailState(kind, details, values, courses);
  }

  private DetailState(
      Window kind, Details details, @Nullable SlidingHistogram values, @Nullable Courses courses) {
    this.kind = kind;
    this.details = details;
    this.values = values;
    this.courses = courses;
  }

  /** This state for what is asked now; a part that was not asked for before begins empty. */
  DetailState fitted(Details wanted) {
    DetailState fresh = new DetailState(kind, wanted);
    boolean sameValues =
        values != null
            && fresh.values != null
            && details.relativeAccuracy() == wanted.relativeAccuracy();
    boolean sameCourse =
        courses != null && wanted.course() != null && wanted.course().equals(details.course());
    return new DetailState(
        kind, wanted, sameValues ? values : fresh.values, sameCourse ? courses : fresh.courses);
  }
}
