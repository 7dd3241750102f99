package dev.telemetry.examples.factory.simulator;

/** What the simulator does to records on purpose; an emission carries at most one of them. */
public enum Injection {
  /** Sent 2 to 4 s after its time, behind newer readings of the same sensor; else quite normal. */
  DISORDER,
  /**
   * Sent 120 to 180 s after its time, when its windows of up to a minute are closed for good; those
   * of an hour that are open still take it.
   */
  LATE,
  /** A copy of a reading, with the same sequence number, sent right behind it. */
  DUPLICATE,
  /** The sensor's clock is 2 to 9 hours ahead. */
  CLOCK_AHEAD,
  /** The value is NaN. */
  NOT_A_NUMBER,
  /** The device says itself that the value is bad. */
  BAD_QUALITY,
  /** The value is right, but in K, in/s, kPa or dozens. */
  WRONG_UNIT,
  /** The value is outside what the sensor can measure. */
  OUT_OF_RANGE,
  /** Bytes: plain text where the format's magic byte belongs. */
  NO_MAGIC_BYTE,
  /** Bytes: cut off within the schema id. */
  TRUNCATED,
  /** Bytes: a schema id that no registry has given out. */
  UNKNOWN_SCHEMA;

  /** Whether it comes as {@link Emission.Broken}, to be quarantined. */
  public boolean isBroken() {
    return this == NO_MAGIC_BYTE || this == TRUNCATED || this == UNKNOWN_SCHEMA;
  }

  /** Whether it decodes but breaks the data contract, to be rejected by the gate. */
  public boolean isRejected() {
    return this != DISORDER && this != LATE && !isBroken();
  }
}
