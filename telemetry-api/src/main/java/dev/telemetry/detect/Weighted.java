package dev.telemetry.detect;

import java.util.Arrays;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Raises while the weighted mean of its members' scores is at a level, see {@link
 * Detectors#weighted}.
 *
 * <pre>{@code
 * Detectors.weighted(2, ZScore.rolling(ofHours(1))).and(1, Seasonal.daily()).beyond(0.95)
 * }</pre>
 *
 * <p>Every member sees every value, with its own memory; the scores count, not whether the members
 * raise; one that warms up scores 0. Nothing is raised while all of them warm up. An open episode
 * closes below the clear level, nine tenths of the level unless told. The score is the weighted
 * mean. Expected value and bounds are those of the member that adds most. The explanation says each
 * member's score.
 *
 * <p>A value that is not finite changes nothing. State per key as for {@link Vote}. Immutable: each
 * step returns a new detector.
 */
public final class Weighted extends Composite<Weighted> {
  private static final long serialVersionUID = 1;
  private static final double DEFAULT_LEVEL = 0.95;
  private static final double CLEAR_SHARE = 0.9;

  private final double[] weights;
  private final double level;
  private final double clearLevel;

  private Weighted(
      Detector<?>[] members, double[] weights, double level, double clear, EpisodeRules rules) {
    super(members, rules);
    this.weights = weights;
    this.level = level;
    this.clearLevel = clear;
  }

  static Weighted of(double weight, Detector<?> member) {
    Guards.positive(weight, "weight");
    return new Weighted(
        new Detector<?>[] {member},
        new double[] {weight},
        DEFAULT_LEVEL,
        CLEAR_SHARE * DEFAULT_LEVEL,
        EpisodeRules.DEFAULT);
  }

  /**
   * Adds a member.
   *
   * @param weight of its score, finite and above 0; only the proportions count
   * @param member to ask
   * @return the detector
   */
  public Weighted and(double weight, Detector<?> member) {
    Guards.positive(weight, "weight");
    Detector<?>[] more = Arrays.copyOf(members(), members().length + 1);
    double[] moreWeights = Arrays.copyOf(weights, weights.length + 1);
    more[weights.length] = member;
    moreWeights[weights.length] = weight;
    return new Weighted(more, moreWeights, level, clearLevel, rules());
  }

  /**
   * The weighted mean from which on is abnormal.
   *
   * @param newLevel above 0 and at most 1; 0.95 unless told
   * @return the detector, which clears below nine tenths of it
   */
  public Weighted beyond(double newLevel) {
    if (!(newLevel > 0) || newLevel > 1) {
      throw new IllegalArgumentException("level must be > 0 and <= 1, was " + newLevel);
    }
    return new Weighted(members(), weights, newLevel, CLEAR_SHARE * newLevel, rules());
  }

  /**
   * The weighted mean below which an episode closes.
   *
   * @param newLevel above 0 and at most the level. Say {@link #beyond} first
   * @return the detector
   */
  public Weighted clearBelow(double newLevel) {
    if (!(newLevel > 0) || newLevel > level) {
      throw new IllegalArgumentException(
          "clearBelow must be > 0 and <= beyond, was " + newLevel + " and " + level);
    }
    return new Weighted(members(), weights, level, newLevel, rules());
  }

  @Override
  Weighted with(EpisodeRules newRules) {
    return new Weighted(members(), weights, level, clearLevel, newRules);
  }

  @Override
  void askMembers(State state, double value, long timeMillis) {
    for (int i = 0; i < weights.length; i++) {
      ask(state, i, value, timeMillis);
    }
  }

  @Override
  boolean isReady(State state) {
    return anyIsReady(state);
  }

  @Override
  void judge(State state, double value, long timeMillis, Judgement judgement) {
    double sum = 0;
    double total = 0;
    double most = -1;
    for (int i = 0; i < weights.length; i++) {
      Verdict said = state.verdicts[i];
      judgement.excess = Math.max(judgement.excess, excess(said));
      double part = weights[i] * said.score();
      sum += part;
      total += weights[i];
      if (part > most) {
        most = part;
        speak(judgement, said);
      }
    }
    judgement.score = sum / total;
    judgement.breached = judgement.score >= level;
    judgement.cleared = judgement.score < clearLevel;
  }

  @Override
  String sentence(Verdict verdict, String unit) {
    String scores =
        IntStream.range(0, weights.length)
            .mapToObj(i -> members()[i].name() + " " + Wording.number(verdict.member(i).score()))
            .collect(Collectors.joining(", "));
    return "%s scores %s, the level is %s: %s%s"
        .formatted(
            Wording.quantity(verdict.value(), unit),
            Wording.number(verdict.score()),
            Wording.number(level),
            scores,
            Wording.heldBehindComma(verdict));
  }

  @Override
  public String name() {
    return "weighted";
  }
}
