package dev.telemetry.stats;

import dev.telemetry.stats.Resampling.Filling;
import dev.telemetry.stats.Resampling.Origin;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The points of a grid by their definition, each from the list of all readings. */
final class NaiveGrid {

  /** A reading. */
  record Reading(long time, double value, String metric, String unit) {
    private static final Comparator<Reading> BY_VALUE =
        Comparator.comparingDouble(Reading::value)
            .thenComparing(Reading::metric)
            .thenComparing(Reading::unit);
  }

  /** A point as it was handed out. */
  record Point(long time, double value, Origin origin, long age, String metric, String unit) {}

  private final Resampling settings;
  private final TreeMap<Long, Reading> readings = new TreeMap<>();

  NaiveGrid(Resampling settings, List<Reading> all) {
    this.settings = settings;
    for (Reading each : all) {
      readings.merge(each.time, each, (a, b) -> Reading.BY_VALUE.compare(a, b) >= 0 ? a : b);
    }
  }

  List<Point> points() {
    List<Point> points = new ArrayList<>();
    if (readings.isEmpty()) {
      return points;
    }
    for (long time = readings.firstKey();
        time <= readings.lastKey() + settings.forgetMillis();
        time++) {
      Reading last = readings.floorEntry(time).getValue();
      if (time % settings.stepMillis() == 0 && time - last.time <= settings.forgetMillis()) {
        Point point = pointAt(time, last);
        if (point.origin != Origin.MISSING || !settings.skippingGaps()) {
          points.add(point);
        }
      }
    }
    return points;
  }

  private Point pointAt(long time, Reading last) {
    Double line = settings.filling() == Filling.LAST_VALUE ? null : onLine(time, last);
    boolean held =
        settings.filling() != Filling.LINEAR && time - last.time <= settings.holdMillis();
    Origin origin =
        time == last.time
            ? Origin.MEASURED
            : line != null ? Origin.INTERPOLATED : held ? Origin.HELD : Origin.MISSING;
    double value =
        switch (origin) {
          case MEASURED, HELD -> last.value;
          case INTERPOLATED -> Objects.requireNonNull(line);
          case MISSING -> Double.NaN;
        };
    return new Point(time, value, origin, time - last.time, last.metric, last.unit);
  }

  private @Nullable Double onLine(long time, Reading last) {
    var following = readings.higherEntry(time);
    if (following == null) {
      return null;
    }
    Reading next = following.getValue();
    boolean joined =
        next.time - last.time <= settings.holdMillis()
            && next.metric.equals(last.metric)
            && next.unit.equals(last.unit);
    double share = (double) (time - last.time) / (next.time - last.time);
    return joined ? last.value + (next.value - last.value) * share : null;
  }
}
