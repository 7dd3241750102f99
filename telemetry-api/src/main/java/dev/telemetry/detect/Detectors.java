package dev.telemetry.detect;

/** Where to find a detector. */
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
}
