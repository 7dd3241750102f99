package dev.telemetry.detect;

/** Where to find the detector that needs no settings, and those that are made of others. */
public final class Detectors {
  private Detectors() {}

  /**
   * The detector for a sensor of which nothing is known: {@link Novelty#ofValuesMeansAndHours}, for
   * any unit and any interval between readings.
   *
   * @return the detector
   */
  public static Novelty automatic() {
    return Novelty.ofValuesMeansAndHours();
  }

  /**
   * The z-score for a sensor of which nothing is known: against the last 4,000 readings, abnormal
   * beyond 6 standard deviations, which is not learned, and scored by how far values were from the
   * mean at most so far. It takes a seventh of the time of {@link #automatic} and a quarter of its
   * state, but finds less.
   *
   * @return the detector
   */
  public static ZScore zScore() {
    return ZScore.rolling(4000).beyond(6).calibrated();
  }

  /**
   * Raises while any of its members does.
   *
   * @param members at least one
   * @return the detector
   */
  public static Vote anyOf(Detector<?>... members) {
    return Vote.of("any-of", 1, members);
  }

  /**
   * Raises while all of its members do.
   *
   * @param members at least one
   * @return the detector
   */
  public static Vote allOf(Detector<?>... members) {
    return Vote.of("all-of", members.length, members);
  }

  /**
   * Raises while so many of its members do: {@code atLeast(2).of(...)}.
   *
   * @param members that must raise, at least 1
   * @return takes the members
   */
  public static AtLeast atLeast(int members) {
    return new AtLeast(Guards.atLeast(1, members, "atLeast"));
  }

  /**
   * Raises while the weighted mean of its members' scores is at a level; {@link Weighted#and} adds
   * further members.
   *
   * @param weight of the first member's score, finite and above 0; only the proportions count
   * @param member the first
   * @return the detector
   */
  public static Weighted weighted(double weight, Detector<?> member) {
    return Weighted.of(weight, member);
  }

  /**
   * How many members must raise.
   *
   * @param members at least 1
   */
  public record AtLeast(int members) {

    /**
     * The members.
     *
     * @param all not fewer than must raise
     * @return the detector
     */
    public Vote of(Detector<?>... all) {
      return Vote.of("at-least-" + members, members, all);
    }
  }
}
