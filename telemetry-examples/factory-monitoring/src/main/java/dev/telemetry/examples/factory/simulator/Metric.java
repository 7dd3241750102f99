package dev.telemetry.examples.factory.simulator;

/**
 * What the sensors of the plant measure, with the UCUM unit and the physical range of each.
 *
 * <p>The range is what the sensor can measure at all, both ends included: a value outside is a
 * defect of the sensor and belongs to the gate, not to a detector. A fault of a machine stays
 * inside: temperature -40..250 Cel, vibration 0..100 mm/s, pressure 0..25 bar, production-count
 * 0..1e9.
 */
public enum Metric {
  /** Temperature of a bearing, a tool or a chamber; normal below 80 Cel. */
  TEMPERATURE("temperature", "Cel", -40, 250),
  /** Vibration velocity, root mean square; normal below 4.5 mm/s (ISO 10816-1, zones A and B). */
  VIBRATION("vibration", "mm/s", 0, 100),
  /** Pressure of a hydraulic or pneumatic circuit; normal from 4 to 7 bar. */
  PRESSURE("pressure", "bar", 0, 25),
  /** Pieces made since the machine was installed: a counter that only grows. */
  PRODUCTION_COUNT("production-count", "1", 0, 1e9);

  private final String id;
  private final String unit;
  private final double low;
  private final double high;

  Metric(String id, String unit, double low, double high) {
    this.id = id;
    this.unit = unit;
    this.low = low;
    this.high = high;
  }

  /** The name in the readings: {@code production-count}. */
  public String id() {
    return id;
  }

  /** The UCUM code of the unit: {@code mm/s}. */
  public String unit() {
    return unit;
  }

  /** The smallest value that the sensor can measure, inclusive, in the unit. */
  public double low() {
    return low;
  }

  /** The largest value that the sensor can measure, inclusive, in the unit. */
  public double high() {
    return high;
  }
}
