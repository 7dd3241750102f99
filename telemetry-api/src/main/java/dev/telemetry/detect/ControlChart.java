package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A Shewhart chart of single values with the runs rules that plants know: raises when the last
 * points make a pattern that normal readings rarely make.
 *
 * <pre>{@code
 * ControlChart.learning(200).rules(ControlChart.NELSON)
 * }</pre>
 *
 * <p>Points are values in standard deviations from the reference mean, the centre line; a point is
 * abnormal when it completes a pattern of one of the rules, see {@link ControlRule}, those of
 * Western Electric unless told. An open episode closes with the first point that completes none;
 * {@link #clearAfter} keeps it open for longer. Expected value and bounds are the centre line and
 * three standard deviations on each side, in the unit of the stream. The score is the normal
 * probability of lying closer to the centre line, or, where it is higher, the probability that a
 * rule that is met is not met by chance.
 *
 * <p>The reference is told, or learned from the first values and then kept; the standard deviation
 * is that of a sample, not from moving ranges, so that values that swing slowly widen it. The rules
 * suppose independent readings; on others the patterns are common, so let the resampler thin them
 * out first or choose rules with {@link #rules(ControlRule...)}. Without any spread nothing is
 * raised.
 *
 * <p>A value that is not finite changes nothing. State per key: 135 bytes written at most.
 * Immutable: each step returns a new detector.
 */
public final class ControlChart extends ReferenceDetector<ControlChart.State, ControlChart> {
  private static final long serialVersionUID = 1;
  private static final double BOUND_SIGMAS = 3;

  /** The rules of Western Electric. */
  public static final List<ControlRule> WESTERN_ELECTRIC =
      List.of(
          ControlRule.WESTERN_ELECTRIC_1,
          ControlRule.WESTERN_ELECTRIC_2,
          ControlRule.WESTERN_ELECTRIC_3,
          ControlRule.WESTERN_ELECTRIC_4);

  /** The rules of Nelson. */
  public static final List<ControlRule> NELSON =
      List.of(
          ControlRule.NELSON_1,
          ControlRule.NELSON_2,
          ControlRule.NELSON_3,
          ControlRule.NELSON_4,
          ControlRule.NELSON_5,
          ControlRule.NELSON_6,
          ControlRule.NELSON_7,
          ControlRule.NELSON_8);

  private final ControlRule[] rules;

  private ControlChart(ControlRule[] rules, Reference reference, EpisodeRules episodeRules) {
    super(reference, episodeRules);
    this.rules = rules;
  }

  /** What is remembered of one key: the last points, the reference and the episode. */
  public static final class State extends ReferenceState {
    final ChartSide up = new ChartSide();
    final ChartSide down = new ChartSide();
    double previous = Double.NaN;

    State() {}

    void plot(double z) {
      up.add(z, z > previous);
      down.add(-z, z < previous);
      previous = z;
    }

    @Override
    void restart() {
      up.clear();
      down.clear();
      previous = Double.NaN;
    }
  }

  /**
   * Compares with a mean and a standard deviation that are known.
   *
   * @param mean in the unit of the stream
   * @param sigma in the unit of the stream, above 0
   * @return the detector
   */
  public static ControlChart around(double mean, double sigma) {
    return of(Reference.told(mean, sigma));
  }

  /**
   * Learns mean and standard deviation from the first values.
   *
   * @param readings how many, at least 2
   * @return the detector
   */
  public static ControlChart learning(int readings) {
    return of(Reference.learned(readings));
  }

  private static ControlChart of(Reference reference) {
    return new ControlChart(
        WESTERN_ELECTRIC.toArray(ControlRule[]::new), reference, EpisodeRules.DEFAULT);
  }

  /**
   * Judges by these rules; the first that is met is the one that the explanation names.
   *
   * @param chosen at least one
   * @return the detector
   */
  public ControlChart rules(List<ControlRule> chosen) {
    Set<ControlRule> each = new LinkedHashSet<>(chosen);
    if (each.isEmpty()) {
      throw new IllegalArgumentException("rules must name at least one rule");
    }
    return new ControlChart(each.toArray(ControlRule[]::new), reference(), rules());
  }

  /**
   * Judges by these rules; the first that is met is the one that the explanation names.
   *
   * @param chosen at least one
   * @return the detector
   */
  public ControlChart rules(ControlRule... chosen) {
    return rules(List.of(chosen));
  }

  @Override
  ControlChart with(Reference newReference, EpisodeRules newRules) {
    return new ControlChart(rules, newReference, newRules);
  }

  @Override
  public State newState() {
    return new State();
  }

  @Override
  void judge(State state, double value, double mean, double sigma, Judgement judgement) {
    double z = (value - mean) / sigma;
    state.plot(z);
    judgement.excess = Math.abs(z);
    judgement.score = Normal.within(z);
    judgement.against(mean, mean - BOUND_SIGMAS * sigma, mean + BOUND_SIGMAS * sigma);
    for (int i = 0; i < rules.length; i++) {
      boolean up = rules[i].isMet(state.up, state.down);
      if (up || rules[i].isMet(state.down, state.up)) {
        breach(judgement, i + 1, up);
      }
    }
  }

  /** The reason is the number of the rule, the statistic the side on which it is met. */
  private void breach(Judgement judgement, int rule, boolean up) {
    judgement.score = Math.max(judgement.score, 1 - rules[rule - 1].chance());
    if (!judgement.breached) {
      judgement.breached = true;
      judgement.cleared = false;
      judgement.reason = rule;
      judgement.statistic = up ? 1 : -1;
    }
  }

  @Override
  String sentence(Verdict verdict, String unit) {
    return "%s: %s now, the centre line is %s, 3 sigmas are %s to %s"
        .formatted(
            rules[verdict.reason() - 1].words(verdict.statistic() > 0),
            Wording.quantity(verdict.value(), unit),
            Wording.quantity(verdict.expected(), unit),
            Wording.number(verdict.lower()),
            Wording.quantity(verdict.upper(), unit));
  }

  @Override
  public StateFormat<State> stateFormat() {
    return new Format();
  }

  @Override
  public String name() {
    return "control-chart";
  }

  /** Reference and episode, last points. */
  static final class Format implements StateFormat<State> {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(State state, DataOutput out) throws IOException {
      state.writeReference(out);
      state.up.writeTo(out);
      state.down.writeTo(out);
      out.writeDouble(state.previous);
    }

    @Override
    public State read(int version, DataInput in) throws IOException {
      Guards.known(version, version());
      State state = new State();
      state.readReference(in);
      state.up.readFrom(in);
      state.down.readFrom(in);
      state.previous = in.readDouble();
      return state;
    }
  }
}
