package dev.telemetry.examples.faults;

/** One kind of fault, done again and again while records flow, and judged by a ledger. */
public interface Scenario {

  /** As the command line names it: lower case with dashes. */
  String name();

  /** What happens, in one line. */
  String fault();

  /**
   * Runs all rounds.
   *
   * @param settings how many rounds and records, and which seed
   * @return what was seen; a broken invariant is a failure there, not an exception
   * @throws Exception when the stage itself could not be set up
   */
  Outcome run(FaultSettings settings) throws Exception;
}
