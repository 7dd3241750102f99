package dev.telemetry.examples.factory.simulator;

import java.util.ArrayList;
import java.util.List;

/** The layout: three lines, fifteen machines, forty sensors. */
final class Plant {
  private final List<Sensor> sensors = new ArrayList<>();

  private Plant() {}

  static List<Sensor> sensors() {
    Plant plant = new Plant();
    plant.press("line-1/press-1").pump("line-1/pump-2").motor("line-1/motor-3");
    plant.oven("line-1/oven-4").conveyor("line-1/conveyor-5");
    plant.pump("line-2/pump-6").press("line-2/press-7").motor("line-2/motor-8");
    plant.oven("line-2/oven-9").conveyor("line-2/conveyor-10");
    plant.press("line-3/press-11").pump("line-3/pump-12").motor("line-3/motor-13");
    plant.conveyor("line-3/conveyor-14").compressor("line-3/compressor-15");
    return List.copyOf(plant.sensors);
  }

  private Plant press(String machine) {
    return temperature(machine, 56).vibration(machine, 2.4).pressure(machine, 5.6).count(machine);
  }

  private Plant pump(String machine) {
    return temperature(machine, 48).vibration(machine, 1.8).pressure(machine, 4.9);
  }

  private Plant motor(String machine) {
    return temperature(machine, 63).vibration(machine, 1.4);
  }

  private Plant oven(String machine) {
    return temperature(machine, 72).count(machine);
  }

  private Plant conveyor(String machine) {
    return vibration(machine, 1.1).count(machine);
  }

  private Plant compressor(String machine) {
    return temperature(machine, 58).vibration(machine, 2.9).pressure(machine, 6.2);
  }

  private Plant temperature(String machine, double base) {
    return add(machine, Metric.TEMPERATURE, base, 2.5, 0.35);
  }

  private Plant vibration(String machine, double base) {
    return add(machine, Metric.VIBRATION, base, 0.2, 0.09);
  }

  private Plant pressure(String machine, double base) {
    return add(machine, Metric.PRESSURE, base, 0.15, 0.05);
  }

  private Plant count(String machine) {
    return add(machine, Metric.PRODUCTION_COUNT, 120_000, 0.4, 0.3);
  }

  private Plant add(String machine, Metric metric, double base, double daily, double noise) {
    String id = "plant-1/" + machine + "/" + metric.id();
    sensors.add(new Sensor(id, metric, base, daily, noise));
    return this;
  }
}
