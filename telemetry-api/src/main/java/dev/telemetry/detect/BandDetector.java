package dev.telemetry.detect;

import java.io.Serializable;

/**
 * What the detectors share that expect a value and a spread around it: the margin beyond which a
 * value is abnormal, and within which an episode closes.
 *
 * @param <S> the state of one key
 * @param <D> the detector itself
 */
abstract class BandDetector<S extends EpisodeState, D extends BandDetector<S, D>>
    extends EpisodeDetector<S, D> {
  private static final long serialVersionUID = 1;

  private final Band band;

  BandDetector(Band band, EpisodeRules rules) {
    super(rules);
    this.band = band;
  }

  /** How wide the margin is: in standard deviations, but not less than floor and dead bands say. */
  record Band(
      double sigmas, double clearShare, double sigmaFloor, double deadBand, double relativeDeadBand)
      implements Serializable {
    static final Band DEFAULT = new Band(4, 0.5, 0, 0, 0.01);

    Band withSigmas(double value) {
      return new Band(value, clearShare, sigmaFloor, deadBand, relativeDeadBand);
    }

    Band withClearShare(double value) {
      return new Band(sigmas, value, sigmaFloor, deadBand, relativeDeadBand);
    }

    Band withSigmaFloor(double value) {
      return new Band(sigmas, clearShare, value, deadBand, relativeDeadBand);
    }

    Band withDeadBand(double value) {
      return new Band(sigmas, clearShare, sigmaFloor, value, relativeDeadBand);
    }

    Band withRelativeDeadBand(double value) {
      return new Band(sigmas, clearShare, sigmaFloor, deadBand, value);
    }

    double margin(double expected, double sigma) {
      double dead = Math.max(deadBand, relativeDeadBand * Math.abs(expected));
      return Math.max(sigmas * sigma, dead);
    }
  }

  /** The same detector with another margin and other rules. */
  abstract D with(Band newBand, EpisodeRules newRules);

  @Override
  final D with(EpisodeRules newRules) {
    return with(band, newRules);
  }

  /** For the copy that a detector's own step makes. */
  final Band band() {
    return band;
  }

  /** Judges by the distance to what is expected; without any spread nothing is abnormal. */
  final void judge(Judgement judgement, double value, double expected, double spread) {
    double sigma = Math.max(spread, band.sigmaFloor());
    double margin = band.margin(expected, sigma);
    double distance = Math.abs(value - expected);
    judgement.breached = sigma > 0 && distance > margin;
    judgement.cleared = distance <= margin * band.clearShare() || sigma == 0;
    judgement.excess = distance;
    judgement.score = sigma > 0 ? Normal.within(distance / sigma) : 0;
    judgement.against(expected, expected - margin, expected + margin);
  }

  @Override
  String sentence(Verdict verdict, String unit) {
    return Wording.farFromExpected(verdict, unit);
  }

  /**
   * How many standard deviations are abnormal.
   *
   * @param sigmas finite and above 0; 4 unless told
   * @return the detector
   */
  public D beyond(double sigmas) {
    Guards.positive(sigmas, "sigmas");
    return with(band.withSigmas(sigmas), rules());
  }

  /**
   * Closes an episode only within this many standard deviations.
   *
   * @param sigmas finite, above 0 and not more than raise it; half of that unless told. Say {@link
   *     #beyond} first
   * @return the detector
   */
  public D clearWithin(double sigmas) {
    Guards.positive(sigmas, "sigmas");
    if (sigmas > band.sigmas()) {
      throw new IllegalArgumentException(
          "clearWithin must be <= beyond, was " + sigmas + " and " + band.sigmas());
    }
    double share = sigmas / band.sigmas();
    return with(band.withClearShare(share), rules());
  }

  /**
   * The least standard deviation to reckon with, so that a constant sensor does not alarm at its
   * first twitch.
   *
   * @param floor in the unit of the stream, not negative; 0 unless told
   * @return the detector
   */
  public D sigmaFloor(double floor) {
    Guards.notNegative(floor, "sigmaFloor");
    return with(band.withSigmaFloor(floor), rules());
  }

  /**
   * A distance from what is expected that is never abnormal.
   *
   * @param distance in the unit of the stream, not negative; 0 unless told
   * @return the detector
   */
  public D deadBand(double distance) {
    Guards.notNegative(distance, "deadBand");
    return with(band.withDeadBand(distance), rules());
  }

  /**
   * A distance from what is expected that is never abnormal, as a share of the expected value's
   * size.
   *
   * @param share not negative; 0.01 unless told
   * @return the detector
   */
  public D relativeDeadBand(double share) {
    Guards.notNegative(share, "relativeDeadBand");
    return with(band.withRelativeDeadBand(share), rules());
  }
}
