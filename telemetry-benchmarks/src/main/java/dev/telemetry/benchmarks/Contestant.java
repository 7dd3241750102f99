package dev.telemetry.benchmarks;

import java.util.Map;

/** One of those that do the same work and are compared. */
public interface Contestant {

  /**
   * Its name in the results.
   *
   * @return ours, or a peer's
   */
  String name();

  /**
   * Runs once.
   *
   * @param seconds about how long to measure; it chooses its number of events from what it did in
   *     the round before
   * @return what was measured
   * @throws Exception as the measured job says
   */
  Measurement run(double seconds) throws Exception;

  /**
   * What is special to it.
   *
   * @return names and values for the results
   */
  default Map<String, Object> parameters() {
    return Map.of();
  }
}
