package dev.telemetry.examples.factory.simulator;

import java.time.Duration;

/** What can go wrong with a machine or its sensor. */
public enum FaultKind {
  /** A temperature climbs to 98..110 Cel within 40 s, stays for 45 s and cools down. */
  OVERHEATING(Metric.TEMPERATURE, 120),
  /** A vibration grows over two minutes to 9.5..12.5 mm/s, until the bearing is seen to. */
  BEARING_WEAR(Metric.VIBRATION, 150),
  /** A pressure falls to 0.9..1.4 bar and recovers. */
  PRESSURE_LOSS(Metric.PRESSURE, 90),
  /** Three readings in a row far off: 22..30 Cel, 5.5..7 mm/s or 3.5..4.5 bar above normal. */
  SPIKE(null, 3),
  /** The sensor repeats its last value to the last digit. */
  STUCK(null, 90),
  /** The sensor's readings do not arrive; its sequence numbers run on, so there is a gap. */
  DROPOUT(null, 60);

  private final Metric metric;
  private final Duration duration;

  FaultKind(Metric metric, int seconds) {
    this.metric = metric;
    this.duration = Duration.ofSeconds(seconds);
  }

  /** How long a fault of this kind lasts, until the values are normal again. */
  public Duration duration() {
    return duration;
  }

  /** Whether a sensor can have it; a counter can have none. */
  boolean fits(Sensor sensor) {
    return metric == null ? sensor.metric() != Metric.PRODUCTION_COUNT : metric == sensor.metric();
  }

  /** The value under the fault: progress and strength go from 0 to 1. */
  double distort(Sensor sensor, double normal, double progress, double strength) {
    return switch (this) {
      case OVERHEATING -> normal + (98 + 11 * strength - sensor.base()) * plateau(progress);
      case BEARING_WEAR -> normal + (9.5 + 3 * strength - sensor.base()) * ramp(progress);
      case PRESSURE_LOSS -> normal + (0.9 + 0.5 * strength - sensor.base()) * plateau(progress);
      case SPIKE -> normal + spike(sensor.metric(), strength);
      case STUCK, DROPOUT -> normal;
    };
  }

  private static double plateau(double progress) {
    return smooth(progress / 0.33) * smooth((1 - progress) / 0.3);
  }

  private static double ramp(double progress) {
    return Math.pow(Math.min(1, progress / 0.85), 1.4) * smooth((1 - progress) / 0.08);
  }

  private static double smooth(double x) {
    double bounded = Math.max(0, Math.min(1, x));
    return bounded * bounded * (3 - 2 * bounded);
  }

  private static double spike(Metric metric, double strength) {
    return switch (metric) {
      case TEMPERATURE -> 22 + 8 * strength;
      case VIBRATION -> 5.5 + 1.5 * strength;
      case PRESSURE -> 3.5 + strength;
      case PRODUCTION_COUNT -> 0;
    };
  }
}
