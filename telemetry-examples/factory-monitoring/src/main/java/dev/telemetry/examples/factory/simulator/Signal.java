package dev.telemetry.examples.factory.simulator;

import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.SplittableRandom;

/**
 * The values of one sensor: base, daily rhythm, a slow wander, and noise.
 *
 * <p>The noise is a sum of four uniform numbers (Irwin-Hall), so that it never leaves 3.5 standard
 * deviations: over days of forty sensors a normal distribution would alarm a z-score by itself.
 */
final class Signal {
  private static final double SECONDS_A_DAY = 86_400;
  private static final double NOISE_SHARE = 0.8;
  private static final double WANDER_SHARE = 0.6;

  private final Sensor sensor;
  private final SplittableRandom random;
  private final double phase;
  private double pieces;
  private double last;

  Signal(Sensor sensor, SplittableRandom random) {
    this.sensor = sensor;
    this.random = random;
    this.phase = random.nextDouble() * 2 * Math.PI;
    this.pieces = sensor.base() + random.nextInt(100_000);
    this.last = sensor.base();
  }

  /** The value at that moment, to be asked for once a second; empty in a dropout. */
  OptionalDouble at(Instant time, Optional<FaultSchedule.Active> fault) {
    // always drawn, or a fault would change every later value of the sensor
    double normal = normal(time);
    if (fault.isPresent() && fault.get().is(FaultKind.DROPOUT)) {
      return OptionalDouble.empty();
    }
    if (fault.isEmpty() || !fault.get().is(FaultKind.STUCK)) {
      last = rounded(fault.map(f -> f.distort(sensor, normal, time)).orElse(normal));
    }
    return OptionalDouble.of(last);
  }

  private double normal(Instant time) {
    double seconds = time.getEpochSecond();
    double rhythm = sensor.daily() * Math.sin(2 * Math.PI * seconds / SECONDS_A_DAY - Math.PI / 2);
    if (sensor.metric() == Metric.PRODUCTION_COUNT) {
      return count(sensor.noise() * (1 + rhythm));
    }
    double wander = Math.sin(seconds / 17 + phase) + 0.6 * Math.sin(seconds / 41 + 3 * phase);
    double jitter = NOISE_SHARE * noise() + WANDER_SHARE * wander;
    return sensor.base() + rhythm + sensor.noise() * jitter;
  }

  private double count(double rate) {
    if (random.nextDouble() < rate) {
      pieces++;
    }
    return pieces;
  }

  private double noise() {
    double sum = 0;
    for (int i = 0; i < 4; i++) {
      sum += random.nextDouble() - 0.5;
    }
    return sum * Math.sqrt(3);
  }

  private static double rounded(double value) {
    return Math.round(value * 1000) / 1000.0;
  }
}
