package dev.telemetry.benchmarks.job;

import dev.telemetry.benchmarks.Contestant;
import dev.telemetry.benchmarks.Measurement;

/** Processes as many readings as it can do in the time, by what it did before. */
public abstract class PacedContestant implements Contestant {
  private static final int MAX_GROWTH = 50;
  private static final double LONG_ENOUGH = 0.5;

  private final int keys;
  private final int fewestTicks;
  private final int mostTicks;
  private int ticks;

  /**
   * Makes a contestant.
   *
   * @param keys how many sensors there are
   * @param fewestTicks readings of a key that are measured at least; always a multiple of it
   * @param mostTicks readings of a key that there are
   */
  protected PacedContestant(int keys, int fewestTicks, int mostTicks) {
    this.keys = keys;
    this.fewestTicks = fewestTicks;
    this.mostTicks = mostTicks;
    this.ticks = fewestTicks;
  }

  /**
   * Runs once.
   *
   * @param ticksNow readings of each key that are measured
   * @return what was measured
   * @throws Exception as the measured code says
   */
  protected abstract Measurement run(int ticksNow) throws Exception;

  @Override
  public final Measurement run(double seconds) throws Exception {
    Measurement last = runOnce(seconds);
    while (last.nanos() < LONG_ENOUGH * seconds * 1e9
        && ticks * (long) keys > last.events()) { // there is more to measure
      last = runOnce(seconds);
    }
    return last;
  }

  private Measurement runOnce(double seconds) throws Exception {
    System.gc(); // what the one before left is not this one's cost
    Measurement measured = run(ticks);
    choose(measured, seconds);
    return measured;
  }

  private void choose(Measurement measured, double seconds) {
    double wanted = measured.eventsPerSecond() * seconds / keys;
    double possible = Math.min(Math.min(wanted, mostTicks), (double) ticks * MAX_GROWTH);
    ticks = fewestTicks * (int) Math.max(1, Math.floor(possible / fewestTicks));
  }
}
