package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.model.SensorReading;

/** The live values of one sensor: what the pages have not seen yet, and what a new one asks for. */
final class Trace {
  private static final int RECENT = 1200;
  private static final int UNSENT = 16;

  private final String id;
  private final String metric;
  private final String unit;
  private final Points recent = new Points(RECENT);
  private final Points unsent = new Points(UNSENT);
  private long seenNanos = System.nanoTime();

  Trace(SensorReading first) {
    id = first.getSensorId();
    metric = first.getMetric();
    unit = first.getUnit();
  }

  synchronized void add(long time, double value) {
    recent.add(time, value);
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
    SensorView view = view(unsent.last(UNSENT));
    unsent.clear();
    return view;
  }

  synchronized SensorView recent(int count) {
    return view(recent.last(count));
  }

  private SensorView view(double[][] points) {
    return new SensorView(id, metric, unit, (System.nanoTime() - seenNanos) / 1_000_000, points);
  }
}
