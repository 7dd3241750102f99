package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.model.SensorReading;
import java.util.ArrayDeque;
import java.util.stream.Stream;

/** The live values of one sensor: what the pages have not seen yet, and what a new one asks for. */
final class Trace {
  private static final int RECENT = 900;
  private static final int BUCKETS = 300;
  private static final int UNSENT = 16;

  private final String id;
  private final String metric;
  private final String unit;
  private final ArrayDeque<double[]> recent = new ArrayDeque<>();
  private final Overview overview = new Overview(BUCKETS);
  private final Points unsent = new Points(UNSENT);
  private long seenNanos = System.nanoTime();

  Trace(SensorReading first) {
    id = first.getSensorId();
    metric = first.getMetric();
    unit = first.getUnit();
  }

  synchronized void add(long time, double value) {
    double[] point = {time, value};
    recent.add(point);
    if (recent.size() > RECENT) {
      recent.remove();
    }
    overview.add(point);
    unsent.add(time, value);
    seenNanos = System.nanoTime();
  }

  boolean measuresIn(String otherUnit) {
    return unit.equals(otherUnit);
  }

  synchronized boolean hasUnsent() {
    return unsent.size() > 0;
  }

  synchronized SensorView drain() {
    SensorView view = view(unsent.all());
    unsent.clear();
    return view;
  }

  synchronized SensorView latest() {
    return view(recent.isEmpty() ? new double[0][] : new double[][] {recent.getLast()});
  }

  /** The recent points, all of them, and before these the overview. */
  synchronized SensorView history() {
    if (recent.isEmpty()) {
      return latest();
    }
    double[][] older = overview.before(recent.getFirst()[0]);
    return view(Stream.concat(Stream.of(older), recent.stream()).toArray(double[][]::new));
  }

  private SensorView view(double[][] points) {
    return new SensorView(id, metric, unit, (System.nanoTime() - seenNanos) / 1_000_000, points);
  }
}
