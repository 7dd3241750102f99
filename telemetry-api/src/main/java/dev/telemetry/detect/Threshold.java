package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Raises while values are above, below or outside fixed limits.
 *
 * <pre>{@code
 * Threshold.above(90).clearBelow(85).forAtLeast(Duration.ofSeconds(30))
 * }</pre>
 *
 * <p>Values have the unit of the stream. An episode opens when every value of at least the on-delay
 * was beyond the limit, by event time, and closes when every value of at least the off-delay was
 * back beyond the clear level; without a clear level, back within the limit. A value at the limit
 * is within it. Between limit and clear level an open episode stays open and a pending one is
 * forgotten. The score is 1 beyond the limit, 0 up to the clear level, and in between the share of
 * the way from one to the other. The bounds are the limits; there is no expected value.
 *
 * <p>A value that is not finite changes nothing. State per key: 71 bytes written. Immutable: each
 * step returns a new detector.
 */
public final class Threshold extends EpisodeDetector<Threshold.State, Threshold> {
  private static final long serialVersionUID = 2;

  private final double lower;
  private final double upper;
  private final double clearLower;
  private final double clearUpper;

  private Threshold(
      double lower, double upper, double clearLower, double clearUpper, EpisodeRules rules) {
    super(rules);
    this.lower = lower;
    this.upper = upper;
    this.clearLower = clearLower;
    this.clearUpper = clearUpper;
  }

  /** What is remembered of one key: the episode, 71 bytes. */
  public static final class State extends EpisodeState {
    State() {}
  }

  /**
   * Abnormal is what is above a limit.
   *
   * @param limit in the unit of the stream
   * @return the detector
   */
  public static Threshold above(double limit) {
    return between(Double.NaN, Guards.finite(limit, "limit"));
  }

  /**
   * Abnormal is what is below a limit.
   *
   * @param limit in the unit of the stream
   * @return the detector
   */
  public static Threshold below(double limit) {
    return between(Guards.finite(limit, "limit"), Double.NaN);
  }

  /**
   * Abnormal is what is below the lower or above the upper limit.
   *
   * @param lower limit in the unit of the stream
   * @param upper limit in the unit of the stream, above the lower
   * @return the detector
   */
  public static Threshold outside(double lower, double upper) {
    Guards.finite(lower, "lower");
    Guards.finite(upper, "upper");
    if (!(lower < upper)) {
      throw new IllegalArgumentException("lower must be < upper, was " + lower + " and " + upper);
    }
    return between(lower, upper);
  }

  private static Threshold between(double lower, double upper) {
    return new Threshold(lower, upper, Double.NaN, Double.NaN, EpisodeRules.DEFAULT);
  }

  /**
   * Closes an episode only below this level, so that a value that swings around the limit alarms
   * once.
   *
   * @param level in the unit of the stream, not above the limit
   * @return the detector
   */
  public Threshold clearBelow(double level) {
    Guards.finite(level, "level");
    if (Double.isNaN(upper)) {
      throw new IllegalStateException("clearBelow goes with above or outside, not with below");
    }
    if (level > upper || level < lower) {
      throw new IllegalArgumentException(
          "clearBelow must lie within the limits, was " + level + " and the limit is " + upper);
    }
    return new Threshold(lower, upper, clearLower, level, rules());
  }

  /**
   * Closes an episode only above this level, so that a value that swings around the limit alarms
   * once.
   *
   * @param level in the unit of the stream, not below the limit
   * @return the detector
   */
  public Threshold clearAbove(double level) {
    Guards.finite(level, "level");
    if (Double.isNaN(lower)) {
      throw new IllegalStateException("clearAbove goes with below or outside, not with above");
    }
    if (level < lower || level > upper) {
      throw new IllegalArgumentException(
          "clearAbove must lie within the limits, was " + level + " and the limit is " + lower);
    }
    return new Threshold(lower, upper, level, clearUpper, rules());
  }

  @Override
  Threshold with(EpisodeRules newRules) {
    return new Threshold(lower, upper, clearLower, clearUpper, newRules);
  }

  @Override
  public State newState() {
    return new State();
  }

  @Override
  void judge(State state, double value, long timeMillis, Judgement judgement) {
    double excess = Math.max(beyond(value, upper), beyond(-value, -lower));
    judgement.breached = excess > 0;
    judgement.cleared = isCleared(value);
    judgement.excess = excess;
    judgement.score = Math.max(share(value, clearUpper, upper), share(-value, -clearLower, -lower));
    judgement.against(Double.NaN, lower, upper);
  }

  /** Nothing where the limit is NaN, as in all comparisons here. */
  private static double beyond(double value, double limit) {
    return value > limit ? value - limit : 0;
  }

  private boolean isCleared(double value) {
    boolean lowCleared = Double.isNaN(clearLower) ? !(value < lower) : value > clearLower;
    boolean highCleared = Double.isNaN(clearUpper) ? !(value > upper) : value < clearUpper;
    return lowCleared && highCleared;
  }

  /** Of the way from the clear level to the limit; a level that is NaN is the limit itself. */
  private static double share(double value, double level, double limit) {
    if (value > limit) {
      return 1;
    }
    return value > level ? (value - level) / (limit - level) : 0;
  }

  @Override
  String sentence(Verdict verdict, String unit) {
    boolean low = verdict.value() < lower;
    return "%s is %s %s%s"
        .formatted(
            Wording.quantity(verdict.value(), unit),
            low ? "below" : "above",
            Wording.quantity(low ? lower : upper, unit),
            Wording.held(verdict));
  }

  @Override
  public StateFormat<State> stateFormat() {
    return new Format();
  }

  @Override
  public String name() {
    return "threshold";
  }

  /** Version 2: the episode; version 1 without rest and severity. */
  static final class Format implements StateFormat<State> {
    @Override
    public int version() {
      return 2;
    }

    @Override
    public void write(State state, DataOutput out) throws IOException {
      state.episode.writeTo(out);
    }

    @Override
    public State read(int version, DataInput in) throws IOException {
      Guards.known(version, version());
      State state = new State();
      state.episode.readFrom(in, version);
      return state;
    }
  }
}
