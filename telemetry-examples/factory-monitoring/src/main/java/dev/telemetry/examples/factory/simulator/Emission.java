package dev.telemetry.examples.factory.simulator;

import dev.telemetry.model.SensorReading;

/** What the plant's gateway sends: a reading, or bytes that are none. */
public sealed interface Emission {

  /**
   * A reading that can be encoded; the gate may still refuse it.
   *
   * @param reading the reading
   */
  record Reading(SensorReading reading) implements Emission {}

  /**
   * The key and value of a record that does not decode, to be sent as they are.
   *
   * @param key the sensor that it claims to come from
   * @param bytes the value; not copied, not to be changed
   */
  record Broken(String key, byte[] bytes) implements Emission {}
}
