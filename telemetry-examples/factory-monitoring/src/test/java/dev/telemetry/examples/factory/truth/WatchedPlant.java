package dev.telemetry.examples.factory.truth;

import dev.telemetry.examples.factory.FactoryMonitoring;
import dev.telemetry.examples.factory.simulator.Emission;
import dev.telemetry.examples.factory.simulator.Fault;
import dev.telemetry.examples.factory.simulator.PlantSimulator;
import dev.telemetry.examples.factory.simulator.Sensor;
import dev.telemetry.model.SensorReading;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A simulated plant and what watches it, without Flink and without a clock. */
final class WatchedPlant {
  private static final Instant START = Instant.parse("2026-01-05T00:00:00Z");
  private static final Duration DISORDER = Duration.ofSeconds(5);
  private static final Duration MAX_AHEAD = Duration.ofMinutes(2);

  private final PlantSimulator plant;
  private final Map<String, Function<Sensor, List<Watch>>> setups;
  private final Map<String, Map<String, List<Watch>>> watches = new LinkedHashMap<>();
  private final Map<String, WatchedSensor> sensors = new HashMap<>();

  /** Several setups watch the same plant side by side. */
  WatchedPlant(long seed, Map<String, Function<Sensor, List<Watch>>> setups) {
    this.plant = PlantSimulator.of(seed, START);
    this.setups = setups;
    setups.keySet().forEach(setup -> watches.put(setup, new HashMap<>()));
    plant.sensors().forEach(this::watch);
  }

  private void watch(Sensor sensor) {
    setups.forEach((name, setup) -> watches.get(name).put(sensor.id(), setup.apply(sensor)));
    List<Watch> all = watches.values().stream().flatMap(w -> w.get(sensor.id()).stream()).toList();
    sensors.put(sensor.id(), new WatchedSensor(all));
  }

  void runFor(Duration time) {
    Instant end = START.plus(time);
    while (plant.now().isBefore(end)) {
      Instant latest = plant.now().plus(MAX_AHEAD);
      for (Emission emission : plant.advance()) {
        if (emission instanceof Emission.Reading sent && isSound(sent.reading(), latest)) {
          sensors.get(sent.reading().getSensorId()).take(sent.reading());
        }
      }
      long watermark = plant.now().minus(DISORDER).toEpochMilli();
      sensors.values().forEach(sensor -> sensor.moveTo(watermark));
    }
  }

  private static boolean isSound(SensorReading reading, Instant latest) {
    return FactoryMonitoring.GATE.judge(reading).isEmpty()
        && !reading.getEventTime().isAfter(latest);
  }

  /** What a setup found of the faults that are over. */
  Findings findings(String setup) {
    Instant judged = plant.now().minus(DISORDER).minus(Findings.GRACE);
    List<Fault> over =
        plant.groundTruth().stream().filter(fault -> fault.to().isBefore(judged)).toList();
    return new Findings(over, watches.get(setup), Duration.between(START, plant.now()));
  }
}
