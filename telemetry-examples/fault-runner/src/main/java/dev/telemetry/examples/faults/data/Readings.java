package dev.telemetry.examples.faults.data;

import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;

/**
 * Readings as good as they come: sensors in turn, one reading a second each, hot for a while now
 * and then. The same for the same index.
 *
 * @param sensors how many take turns
 * @param from the first second
 */
record Readings(int sensors, Instant from) {
  private static final int SENSORS_OF_A_MACHINE = 5;
  private static final int SPELL = 120;
  private static final int HOT = 8;

  /** So many readings in all, the last of which is an hour old. */
  static Readings ending(int sensors, int readings) {
    return new Readings(sensors, anHourAgo().minusSeconds(readings / sensors));
  }

  /** A full minute, so that windows begin there. */
  static Instant anHourAgo() {
    return Instant.now().minus(Duration.ofHours(1)).truncatedTo(ChronoUnit.MINUTES);
  }

  SensorReading get(int index) {
    int sensor = index % sensors;
    long second = index / sensors;
    return of(sensor, second, second);
  }

  SensorReading of(int sensor, long second, long sequence) {
    return of(id(sensor), from.plusSeconds(second), value(sensor, second), sequence);
  }

  static SensorReading of(String id, Instant time, double value, long sequence) {
    return new SensorReading(
        id, "temperature", "Cel", time, value, Quality.GOOD, sequence, Map.of());
  }

  static String id(int sensor) {
    return "plant-1/line-%d/machine-%d/temperature-%d"
        .formatted(sensor / 20 % 4, sensor / SENSORS_OF_A_MACHINE, sensor % SENSORS_OF_A_MACHINE);
  }

  private static double value(int sensor, long second) {
    boolean hot = (second + 7L * sensor) % SPELL >= SPELL - HOT;
    return (hot ? 95 : 60) + 3 * Math.sin(second * 0.7 + sensor);
  }
}
