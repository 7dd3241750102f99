package dev.telemetry.detect;

import static java.util.Objects.requireNonNull;

import dev.telemetry.detect.Verdict.Phase;
import dev.telemetry.model.Severity;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

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
 * forgotten. The score is 1 beyond the limit and 0 within. The bounds are the limits; there is no
 * expected value.
 *
 * <p>A value that is not finite changes nothing. State per key: 41 bytes written. Immutable: each
 * step returns a new detector.
 */
public final class Threshold implements Detector<Threshold.State> {
  private static final long serialVersionUID = 1;

  private final double lower;
  private final double upper;
  private final double clearLower;
  private final double clearUpper;
  private final Episode.Delays delays;
  private final Severity severity;
  private final int ruleVersion;

  private Threshold(
      double lower,
      double upper,
      double clearLower,
      double clearUpper,
      Episode.Delays delays,
      Severity severity,
      int ruleVersion) {
    this.lower = lower;
    this.upper = upper;
    this.clearLower = clearLower;
    this.clearUpper = clearUpper;
    this.delays = delays;
    this.severity = severity;
    this.ruleVersion = ruleVersion;
  }

  /** What is remembered of one key: the episode, 41 bytes. */
  public static final class State {
    final Episode episode = new Episode();
    final Verdict verdict = new Verdict();

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
    return new Threshold(
        lower, upper, Double.NaN, Double.NaN, Episode.Delays.NONE, Severity.WARNING, 1);
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
    return new Threshold(lower, upper, clearLower, level, delays, severity, ruleVersion);
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
    return new Threshold(lower, upper, level, clearUpper, delays, severity, ruleVersion);
  }

  /**
   * On-delay: raises only when all values of at least this long were beyond the limit.
   *
   * @param delay of event time, not negative
   * @return the detector
   */
  public Threshold forAtLeast(Duration delay) {
    return with(new Episode.Delays(Guards.millis(delay, "forAtLeast"), delays.offMillis()));
  }

  /**
   * Off-delay: clears only when all values of at least this long were back.
   *
   * @param delay of event time, not negative
   * @return the detector
   */
  public Threshold clearAfter(Duration delay) {
    return with(new Episode.Delays(delays.onMillis(), Guards.millis(delay, "clearAfter")));
  }

  private Threshold with(Episode.Delays newDelays) {
    return new Threshold(lower, upper, clearLower, clearUpper, newDelays, severity, ruleVersion);
  }

  /**
   * How soon somebody should look.
   *
   * @param newSeverity of the episodes, WARNING unless told
   * @return the detector
   */
  public Threshold severity(Severity newSeverity) {
    requireNonNull(newSeverity, "severity");
    return new Threshold(lower, upper, clearLower, clearUpper, delays, newSeverity, ruleVersion);
  }

  /**
   * The version of this rule, part of the id of its episodes: raise it when you change the limits.
   *
   * @param version at least 1
   * @return the detector
   */
  public Threshold ruleVersion(int version) {
    Guards.atLeast(1, version, "ruleVersion");
    return new Threshold(lower, upper, clearLower, clearUpper, delays, severity, version);
  }

  @Override
  public State newState() {
    return new State();
  }

  @Override
  public Verdict observe(State state, double value, long timeMillis) {
    if (!Double.isFinite(value)) {
      return Verdict.IGNORED;
    }
    boolean low = value < lower;
    boolean high = value > upper;
    double excess = low ? lower - value : high ? value - upper : 0;
    Phase phase =
        state.episode.step(low || high, cleared(value), excess, value, timeMillis, delays);
    state.verdict.observed(phase, value, timeMillis, low || high ? 1 : 0);
    state.verdict.against(Double.NaN, lower, upper);
    state.episode.describe(state.verdict, phase);
    return state.verdict;
  }

  private boolean cleared(double value) {
    boolean lowCleared = Double.isNaN(clearLower) ? !(value < lower) : value > clearLower;
    boolean highCleared = Double.isNaN(clearUpper) ? !(value > upper) : value < clearUpper;
    return lowCleared && highCleared;
  }

  @Override
  public String explain(Verdict verdict, String unit) {
    if (verdict.closed()) {
      return Wording.closing(verdict, unit);
    }
    boolean low = verdict.value() < lower;
    long held = verdict.timeMillis() - verdict.breachedMillis();
    return "%s is %s %s%s"
        .formatted(
            Wording.quantity(verdict.value(), unit),
            low ? "below" : "above",
            Wording.quantity(low ? lower : upper, unit),
            held > 0 ? " for " + Wording.duration(held) : "");
  }

  @Override
  public StateFormat<State> stateFormat() {
    return new Format();
  }

  @Override
  public String name() {
    return "threshold";
  }

  @Override
  public int ruleVersion() {
    return ruleVersion;
  }

  @Override
  public Severity severity() {
    return severity;
  }

  /** Version 1: the episode. */
  static final class Format implements StateFormat<State> {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(State state, DataOutput out) throws IOException {
      state.episode.writeTo(out);
    }

    @Override
    public State read(int version, DataInput in) throws IOException {
      Guards.known(version, version());
      State state = new State();
      state.episode.readFrom(in);
      return state;
    }
  }
}
