package dev.telemetry.examples.faults.gateway;

import dev.telemetry.examples.faults.Balance;
import dev.telemetry.examples.faults.Outcome;
import dev.telemetry.kafka.spool.SpoolCounters;
import java.util.BitSet;

/**
 * What a spool made of what a fault had left.
 *
 * @param arrivals all that arrived, before the fault and after
 * @param acknowledged all that had to
 * @param counters of the spool after the fault
 * @param issued numbers below this one were sent
 */
record Recovery(Arrivals arrivals, BitSet acknowledged, SpoolCounters counters, int issued) {

  /** Nothing of it may be unreadable, dropped or refused: there is no damage to excuse it. */
  void addTo(Outcome outcome, Object fault) {
    long missing = arrivals.missing(acknowledged);
    Balance balance = arrivals.balance(issued, acknowledged, nothingExcused());
    outcome.add(balance);
    outcome.falselyAcknowledged(missing);
    if (counters.pending() + arrivals.disordered() > 0) {
      outcome.fail("%s: %s, %d disordered", fault, counters, arrivals.disordered());
    }
    if (missing > 0) {
      outcome.fail("%s: %d of %d are gone", fault, missing, acknowledged.cardinality());
    }
  }

  private static SpoolCounters nothingExcused() {
    return new SpoolCounters(0, 0, 0, 0, 0, 0, 0, 0);
  }
}
