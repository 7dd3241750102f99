package dev.telemetry.examples.faults;

import java.util.Random;
import java.util.Set;
import java.util.function.Consumer;

/**
 * How a scenario is to be run.
 *
 * @param seed of all that is random
 * @param records of each round
 * @param rounds of each scenario
 * @param quick asks for the shortest form that still proves something, as in every build
 * @param breaks names of defects to put in, which the runner has to catch
 * @param progress takes lines that say how far the scenario is
 */
public record FaultSettings(
    long seed,
    int records,
    int rounds,
    boolean quick,
    Set<String> breaks,
    Consumer<String> progress) {

  /** The random numbers of a round, the same whenever the round is run with this seed. */
  public Random random(String scenario, int round) {
    return new Random(seed * 31 + scenario.hashCode() * 1_000_003L + round);
  }

  /** The same for a scenario whose one round is long. */
  public FaultSettings oneRound() {
    return new FaultSettings(seed, records, 1, quick, breaks, progress);
  }

  /** Whether a defect was asked for. */
  public boolean broken(String defect) {
    return breaks.contains(defect);
  }

  /** Says how far the scenario is. */
  public void say(String format, Object... arguments) {
    progress.accept(format.formatted(arguments));
  }
}
