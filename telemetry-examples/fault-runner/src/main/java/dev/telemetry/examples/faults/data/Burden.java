package dev.telemetry.examples.faults.data;

import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * What a round sends, and what has to come of it.
 *
 * @param clean what a world without the fault would send, in the order of sending
 * @param burdened the same with the fault in it
 * @param rejected how many of the burdened ones are rejected, by reason
 */
record Burden(
    List<SensorReading> clean, List<SensorReading> burdened, Map<RejectionReason, Long> rejected) {

  /** Makes the burden of a round. */
  @FunctionalInterface
  interface Maker {
    Burden make(int records, Random random);
  }

  long faults() {
    return rejected.values().stream().mapToLong(Long::longValue).sum();
  }
}
