package dev.telemetry.topic;

import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import java.time.Instant;
import java.util.Map;

/** Readings in one word, to be imported statically. */
public final class Readings {
  private Readings() {}

  /**
   * A reading of good quality, without sequence number and tags.
   *
   * @param sensorId where it was measured, {@code site/line/machine/sensor}
   * @param metric what was measured, in lower case
   * @param unit UCUM code of the value
   * @param eventTime when it was measured, to the millisecond
   * @param value in the unit
   * @return the reading
   */
  public static SensorReading reading(
      String sensorId, String metric, String unit, Instant eventTime, double value) {
    return new SensorReading(
        sensorId, metric, unit, eventTime, value, Quality.GOOD, null, Map.of());
  }
}
