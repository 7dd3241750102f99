package dev.telemetry.stats;

/**
 * Overall equipment effectiveness: which share of the planned time a machine made good items at its
 * best pace.
 *
 * <p>As in ISO 22400-2 (availability = APT / PBT, effectiveness = PRI PQ / APT, quality ratio = GQ
 * / PQ, OEE index = their product), after Nakajima (1988). All shares are without unit and 1 is
 * ideal. Nothing is cut to 1: a share above it says that an input is wrong, most often the ideal
 * cycle time or a run time that was not measured throughout.
 *
 * <p>NaN stands for an input that is not known, and for a share that it or a division by zero
 * leaves undefined.
 *
 * @param plannedSeconds for how long the machine was planned to run (PBT)
 * @param runSeconds for how long it ran (APT)
 * @param idealCycleSeconds the shortest time that an item takes (PRI)
 * @param goodCount how many good items it made (GQ)
 * @param totalCount how many items it made, good and bad (PQ)
 */
public record Oee(
    double plannedSeconds,
    double runSeconds,
    double idealCycleSeconds,
    double goodCount,
    double totalCount) {

  /**
   * Run time by planned time.
   *
   * @return the share; NaN where one is not known or nothing was planned
   */
  public double availability() {
    return share(runSeconds, plannedSeconds);
  }

  /**
   * Ideal time of all items by run time.
   *
   * @return the share; NaN where one is not known or the machine stood
   */
  public double performance() {
    return share(idealCycleSeconds * totalCount, runSeconds);
  }

  /**
   * Good items by all items.
   *
   * @return the share; NaN where one is not known or nothing was made
   */
  public double quality() {
    return share(goodCount, totalCount);
  }

  /**
   * The product of the three, computed as ideal time of the good items by planned time: what the
   * product comes to, and 0 also where the machine stood or made nothing and a factor is undefined.
   *
   * @return the share; NaN where an input is not known or nothing was planned
   */
  public double effectiveness() {
    boolean known = !Double.isNaN(runSeconds) && !Double.isNaN(totalCount);
    return known ? share(idealCycleSeconds * goodCount, plannedSeconds) : Double.NaN;
  }

  private static double share(double part, double whole) {
    return whole > 0 ? part / whole : Double.NaN;
  }
}
