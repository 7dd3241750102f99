package dev.telemetry.examples.factory.demo;

import dev.telemetry.examples.factory.simulator.Metric;
import dev.telemetry.examples.factory.simulator.Sensor;
import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The data contract of the plant in plain words, to hold the job against. */
final class Contract {
  private final Map<String, Metric> metrics = new HashMap<>();
  private final Instant latest;

  Contract(List<Sensor> sensors, Instant latest) {
    sensors.forEach(sensor -> metrics.put(sensor.id(), sensor.metric()));
    this.latest = latest;
  }

  /** The readings that keep it, the first of each sequence number. */
  List<SensorReading> kept(List<SensorReading> readings) {
    Set<String> seen = new HashSet<>();
    return readings.stream()
        .filter(this::isSound)
        .filter(r -> seen.add(r.getSensorId() + "#" + r.getSequence()))
        .toList();
  }

  private boolean isSound(SensorReading reading) {
    Metric metric = metrics.get(reading.getSensorId());
    return !reading.getEventTime().isAfter(latest)
        && reading.getQuality() != Quality.BAD
        && reading.getUnit().equals(metric.unit())
        && reading.getValue() >= metric.low()
        && reading.getValue() <= metric.high();
  }
}
