package dev.telemetry.examples.factory.simulator;

/**
 * A sensor of the plant and how it behaves while nothing is wrong.
 *
 * @param id its path in the plant: {@code plant-1/line-2/press-7/temperature}
 * @param metric what it measures
 * @param base the value around which it moves, in the unit of the metric; for a counter its first
 *     value
 * @param daily the amplitude of the daily rhythm, in the unit; for a counter a share of its rate
 * @param noise the standard deviation of the noise, in the unit; for a counter its pieces a second
 */
public record Sensor(String id, Metric metric, double base, double daily, double noise) {

  /** The machine that the sensor sits on: {@code plant-1/line-2/press-7}. */
  public String machine() {
    return id.substring(0, id.lastIndexOf('/'));
  }
}
