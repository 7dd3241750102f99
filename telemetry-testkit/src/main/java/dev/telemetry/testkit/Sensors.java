package dev.telemetry.testkit;

import java.time.Instant;

/**
 * The words that scripted readings begin with, to be imported statically: {@code
 * sensor("pump-1").at(30).value(92.0)}.
 */
public final class Sensors {
  private Sensors() {}

  /**
   * A sensor that measures the temperature in Cel with good quality, starting at second 0.
   *
   * @param id the sensor's id
   * @return the sensor
   */
  public static Sensor sensor(String id) {
    return Sensor.named(id);
  }

  /**
   * A moment of event time in a test.
   *
   * @param seconds seconds since 1970-01-01T00:00:00Z
   * @return the moment
   */
  public static Instant at(long seconds) {
    return Instant.ofEpochSecond(seconds);
  }
}
