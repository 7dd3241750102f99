package dev.telemetry.examples.factory.simulator;

import java.time.Instant;

/**
 * A fault that was really there: what a detector should find.
 *
 * @param sensorId the sensor whose readings show it
 * @param kind what is wrong
 * @param from the first moment, inclusive, in event time
 * @param to the moment at which the values are normal again, exclusive, in event time
 */
public record Fault(String sensorId, FaultKind kind, Instant from, Instant to) {

  /** Whether the fault is there at that moment of event time. */
  public boolean covers(Instant time) {
    return !time.isBefore(from) && time.isBefore(to);
  }
}
