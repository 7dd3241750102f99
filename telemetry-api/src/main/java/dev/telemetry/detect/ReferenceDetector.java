package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * What the control charts share: they compare with a mean and a standard deviation that are told,
 * or learned from the first values and then left alone, so that a slow drift does not carry them
 * along.
 *
 * @param <S> the state of one key
 * @param <D> the detector itself
 */
abstract class ReferenceDetector<
        S extends ReferenceDetector.ReferenceState, D extends ReferenceDetector<S, D>>
    extends EpisodeDetector<S, D> {
  private static final long serialVersionUID = 1;

  private final Reference reference;

  ReferenceDetector(Reference reference, EpisodeRules rules) {
    super(rules);
    this.reference = reference;
  }

  /** Mean and standard deviation as told, or how many readings to learn them from. */
  record Reference(double mean, double sigma, int readings, int relearnAfter, double sigmaFloor)
      implements Serializable {
    private static final int RELEARN_AFTER_TIMES = 10;

    static Reference told(double mean, double sigma) {
      Guards.finite(mean, "mean");
      Guards.positive(sigma, "sigma");
      return new Reference(mean, sigma, 0, Integer.MAX_VALUE, 0);
    }

    static Reference learned(int readings) {
      Guards.atLeast(2, readings, "readings");
      int relearnAfter = (int) Math.min(Integer.MAX_VALUE, (long) RELEARN_AFTER_TIMES * readings);
      return new Reference(Double.NaN, Double.NaN, readings, relearnAfter, 0);
    }

    boolean isTold() {
      return readings == 0;
    }
  }

  /** What was learned, by Welford (1962): 24 bytes; the charts add theirs. */
  abstract static class ReferenceState extends EpisodeState {
    long count;
    double mean;
    private double squaredDeviations;

    final void add(double value) {
      count++;
      double delta = value - mean;
      mean += delta / count;
      squaredDeviations += delta * (value - mean);
    }

    /** Of the population that the values are a sample of. */
    final double standardDeviation() {
      return count < 2 ? 0 : Math.sqrt(squaredDeviations / (count - 1));
    }

    final void relearn() {
      count = 0;
      mean = 0;
      squaredDeviations = 0;
      restart();
    }

    /** Begins the chart anew. */
    abstract void restart();

    final void writeReference(DataOutput out) throws IOException {
      out.writeLong(excluded);
      episode.writeTo(out);
      out.writeLong(count);
      out.writeDouble(mean);
      out.writeDouble(squaredDeviations);
    }

    final void readReference(DataInput in) throws IOException {
      excluded = in.readLong();
      episode.readFrom(in);
      count = in.readLong();
      mean = in.readDouble();
      squaredDeviations = in.readDouble();
    }
  }

  /** The same detector with another reference and other rules. */
  abstract D with(Reference newReference, EpisodeRules newRules);

  /** Judges a value against the reference; {@code sigma} is above 0. */
  abstract void judge(S state, double value, double mean, double sigma, Judgement judgement);

  @Override
  final D with(EpisodeRules newRules) {
    return with(reference, newRules);
  }

  /**
   * Takes an episode that has lasted for this many readings as the new normal: it closes, and the
   * reference is learned afresh.
   *
   * @param readings at least 1; ten times those that it is learned from unless told
   * @return the detector
   */
  public D relearnAfter(int readings) {
    Guards.atLeast(1, readings, "relearnAfter");
    if (reference.isTold()) {
      throw new IllegalStateException("relearnAfter goes with learning, not with around");
    }
    return with(
        new Reference(
            reference.mean, reference.sigma, reference.readings, readings, reference.sigmaFloor),
        rules());
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
    return with(
        new Reference(
            reference.mean, reference.sigma, reference.readings, reference.relearnAfter, floor),
        rules());
  }

  @Override
  void advance(S state, double value, long timeMillis) {
    if (state.excluded >= reference.relearnAfter) {
      state.relearn();
    }
  }

  @Override
  final boolean isReady(S state) {
    return state.count >= reference.readings;
  }

  @Override
  final void judge(S state, double value, long timeMillis, Judgement judgement) {
    double mean = reference.isTold() ? reference.mean : state.mean;
    double sigma = reference.isTold() ? reference.sigma : state.standardDeviation();
    sigma = Math.max(sigma, reference.sigmaFloor);
    judgement.against(mean, Double.NaN, Double.NaN);
    if (sigma > 0) {
      judge(state, value, mean, sigma, judgement);
    }
  }

  @Override
  void learn(S state, double value, long timeMillis) {
    if (state.count < reference.readings) {
      state.add(value);
    }
  }

  /** For the copy that a detector's own step makes. */
  final Reference reference() {
    return reference;
  }
}
