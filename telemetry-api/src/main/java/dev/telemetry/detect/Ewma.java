package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * An EWMA control chart: raises when the exponentially weighted average of the values leaves its
 * limits, which finds shifts of half a standard deviation to two that single values hide.
 *
 * <pre>{@code
 * Ewma.learning(200).lambda(0.2).beyond(3)
 * }</pre>
 *
 * <p>With the share lambda of the newest value, the average is {@code z = lambda x + (1 - lambda)
 * z}, begun at the reference mean; the i-th one is abnormal when it differs from that mean by more
 * than {@code L sigma sqrt(lambda / (2 - lambda) (1 - (1 - lambda)^(2i)))} (Roberts, 1959, "Control
 * chart tests based on geometric moving averages"), the exact limits, not only their end. An open
 * episode closes when the average is back within half of that. Expected value and bounds are the
 * reference mean and the limits of the average, in the unit of the stream; the score is the
 * probability that a normal average lies closer.
 *
 * <p>The reference is told, or learned from the first values and then kept; the standard deviation
 * is that of a sample. It supposes readings that are independent: what swings slowly has a wider
 * average than the limits say, so learn over whole swings. Without any spread nothing is raised.
 *
 * <p>A value that is not finite changes nothing. State per key: 119 bytes written at most.
 * Immutable: each step returns a new detector.
 */
public final class Ewma extends ReferenceDetector<Ewma.State, Ewma> {
  private static final long serialVersionUID = 1;
  private static final double CLEAR_SHARE = 0.5;

  private final double lambda;
  private final double limit;

  private Ewma(double lambda, double limit, Reference reference, EpisodeRules rules) {
    super(reference, rules);
    this.lambda = lambda;
    this.limit = limit;
  }

  /** What is remembered of one key: the average, the reference and the episode. */
  public static final class State extends ReferenceState {
    /** Of the average and the reference mean, in the unit of the stream. */
    double difference;

    /** {@code (1 - lambda)^(2i)}. */
    double decay = 1;

    State() {}

    @Override
    void restart() {
      difference = 0;
      decay = 1;
    }
  }

  /**
   * Compares with a mean and a standard deviation that are known.
   *
   * @param mean in the unit of the stream
   * @param sigma in the unit of the stream, above 0
   * @return the detector
   */
  public static Ewma around(double mean, double sigma) {
    return of(Reference.told(mean, sigma));
  }

  /**
   * Learns mean and standard deviation from the first values.
   *
   * @param readings how many, at least 2
   * @return the detector
   */
  public static Ewma learning(int readings) {
    return of(Reference.learned(readings));
  }

  private static Ewma of(Reference reference) {
    return new Ewma(0.2, 3, reference, EpisodeRules.DEFAULT);
  }

  /**
   * The share of the newest value: the smaller, the smaller the shift that is found, and the later.
   *
   * @param share above 0 and at most 1; 0.2 unless told
   * @return the detector
   */
  public Ewma lambda(double share) {
    if (!(share > 0) || share > 1) {
      throw new IllegalArgumentException("lambda must be > 0 and <= 1, was " + share);
    }
    return new Ewma(share, limit, reference(), rules());
  }

  /**
   * How many standard deviations of the average are abnormal.
   *
   * @param sigmas finite and above 0; 3 unless told
   * @return the detector
   */
  public Ewma beyond(double sigmas) {
    Guards.positive(sigmas, "sigmas");
    return new Ewma(lambda, sigmas, reference(), rules());
  }

  @Override
  Ewma with(Reference newReference, EpisodeRules newRules) {
    return new Ewma(lambda, limit, newReference, newRules);
  }

  @Override
  public State newState() {
    return new State();
  }

  @Override
  void judge(State state, double value, double mean, double sigma, Judgement judgement) {
    double keep = 1 - lambda;
    state.difference = lambda * (value - mean) + keep * state.difference;
    state.decay *= keep * keep;
    double spread = sigma * Math.sqrt(lambda / (2 - lambda) * (1 - state.decay));
    double margin = limit * spread;
    double distance = Math.abs(state.difference);
    judgement.breached = distance > margin;
    judgement.cleared = distance <= margin * CLEAR_SHARE;
    judgement.excess = distance;
    judgement.score = Normal.within(distance / spread);
    judgement.statistic = mean + state.difference;
    judgement.against(mean, mean - margin, mean + margin);
  }

  @Override
  String sentence(Verdict verdict, String unit) {
    return "the weighted average %s is %s the limit %s, expected is %s%s"
        .formatted(
            Wording.quantity(verdict.statistic(), unit),
            verdict.statistic() < verdict.expected() ? "below" : "above",
            Wording.quantity(
                verdict.statistic() < verdict.expected() ? verdict.lower() : verdict.upper(), unit),
            Wording.quantity(verdict.expected(), unit),
            Wording.heldBehindComma(verdict));
  }

  @Override
  public StateFormat<State> stateFormat() {
    return new Format();
  }

  @Override
  public String name() {
    return "ewma";
  }

  /** Reference and episode, difference, decay. */
  static final class Format implements StateFormat<State> {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(State state, DataOutput out) throws IOException {
      state.writeReference(out);
      out.writeDouble(state.difference);
      out.writeDouble(state.decay);
    }

    @Override
    public State read(int version, DataInput in) throws IOException {
      Guards.known(version, version());
      State state = new State();
      state.readReference(in);
      state.difference = in.readDouble();
      state.decay = in.readDouble();
      return state;
    }
  }
}
