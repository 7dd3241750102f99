package dev.telemetry.detect;

import static java.util.Objects.requireNonNull;

import dev.telemetry.detect.EpisodeRules.Escalation;
import dev.telemetry.detect.Verdict.Phase;
import dev.telemetry.model.Severity;
import java.time.Duration;
import java.util.function.Consumer;

/**
 * What the detectors of single values share: when abnormal values make an episode, its severity,
 * and that an abnormal value is not learned. A detector says what is abnormal ({@link #judge}) and
 * what it takes from a normal value ({@link #learn}).
 *
 * @param <S> the state of one key
 * @param <D> the detector itself
 */
abstract class EpisodeDetector<S extends EpisodeState, D extends EpisodeDetector<S, D>>
    implements Detector<S> {
  private static final long serialVersionUID = 1;

  /** Of a verdict that closes because the baseline was given up: as {@link Verdict#reason()}. */
  static final int RELEARNS = -1;

  private final EpisodeRules rules;

  EpisodeDetector(EpisodeRules rules) {
    this.rules = rules;
  }

  /** The same detector with other rules. */
  abstract D with(EpisodeRules newRules);

  /** Fills in what is thought of the value; the judgement comes cleared. */
  abstract void judge(S state, double value, long timeMillis, Judgement judgement);

  /** The sentence for an abnormal value, without a full stop. */
  abstract String sentence(Verdict verdict, String unit);

  /** The sentence for the value that closes an episode, without a full stop. */
  String closing(Verdict verdict, String unit) {
    return Wording.closing(verdict, unit);
  }

  /** Lets what is too old leave, and gives up a baseline that an episode has outlasted. */
  void advance(S state, double value, long timeMillis) {}

  /** Whether enough is learned; while it is not, all values are learned and nothing is raised. */
  boolean isReady(S state) {
    return true;
  }

  /** Takes a value that is not abnormal into what is normal. */
  void learn(S state, double value, long timeMillis) {}

  @Override
  public final Verdict observe(S state, double value, long timeMillis) {
    if (!Double.isFinite(value)) {
      return Verdict.IGNORED;
    }
    advance(state, value, timeMillis);
    Judgement judgement = state.judgement;
    judgement.clear();
    Phase phase = isReady(state) ? judged(state, value, timeMillis) : warmingUp(state, timeMillis);
    state.verdict.observed(phase, value, timeMillis, judgement.score);
    state.verdict.against(judgement.expected, judgement.lower, judgement.upper);
    state.verdict.because(judgement);
    state.episode.describe(state.verdict, phase);
    if (judgement.breached || state.episode.isOpen()) {
      state.excluded++;
    } else {
      state.excluded = 0;
      learn(state, value, timeMillis);
    }
    return state.verdict;
  }

  private Phase judged(S state, double value, long timeMillis) {
    judge(state, value, timeMillis, state.judgement);
    return state.episode.step(state.judgement, value, timeMillis, rules);
  }

  /** What was abnormal against a baseline that is gone cannot stay so. */
  private Phase warmingUp(S state, long timeMillis) {
    if (!state.episode.isOpen()) {
      return Phase.WARMING_UP;
    }
    state.judgement.reason = RELEARNS;
    return state.episode.close(timeMillis, rules);
  }

  @Override
  public final String explain(Verdict verdict, String unit) {
    return switch (verdict.phase()) {
      case CLOSED ->
          verdict.reason() == RELEARNS ? Wording.relearning(verdict, unit) : closing(verdict, unit);
      case CHANGED -> Wording.escalation(verdict, unit);
      default -> sentence(verdict, unit);
    };
  }

  /**
   * On-delay: raises only when all values of at least this long were abnormal; with {@link #nOfM},
   * when that held for at least this long.
   *
   * @param delay of event time, not negative
   * @return the detector
   */
  public D forAtLeast(Duration delay) {
    long millis = Guards.millis(delay, "forAtLeast");
    return step(r -> r.onMillis = millis);
  }

  /**
   * Off-delay: clears only when all values of at least this long were back.
   *
   * @param delay of event time, not negative
   * @return the detector
   */
  public D clearAfter(Duration delay) {
    long millis = Guards.millis(delay, "clearAfter");
    return step(r -> r.offMillis = millis);
  }

  /**
   * Raises only when this many of the last readings were abnormal, one after the other or not.
   *
   * @param n how many are enough, at least 1
   * @param m of how many readings, at least n and at most 64; 1 of 1 unless told
   * @return the detector
   */
  public D nOfM(int n, int m) {
    Guards.atLeast(1, n, "n");
    if (m < n || m > EpisodeRules.MAX_OF_LAST) {
      throw new IllegalArgumentException(
          "m must be >= n and <= %d, was %d of %d".formatted(EpisodeRules.MAX_OF_LAST, n, m));
    }
    return step(
        r -> {
          r.enough = n;
          r.ofLast = m;
        });
  }

  /**
   * Opens no episode within this time after the last one has closed. What is abnormal at the end of
   * the rest and since its own on-delay opens one then.
   *
   * @param rest of event time, not negative
   * @return the detector
   */
  public D restFor(Duration rest) {
    long millis = Guards.millis(rest, "restFor");
    return step(r -> r.restMillis = millis);
  }

  /**
   * Opens no episode within this many readings after the last one has closed.
   *
   * @param readings not negative; 0 unless told
   * @return the detector
   */
  public D restFor(int readings) {
    Guards.atLeast(0, readings, "restFor");
    return step(r -> r.restReadings = readings);
  }

  /**
   * How soon somebody should look.
   *
   * @param severity of the episodes as they open, WARNING unless told
   * @return the detector
   */
  public D severity(Severity severity) {
    requireNonNull(severity, "severity");
    return step(r -> r.severity = severity);
  }

  /**
   * Makes an episode more severe while it is open, or as it opens.
   *
   * @param severity to rise to; one that is not above that of the episode changes nothing
   * @return says when
   */
  public EscalationStep<D> escalateTo(Severity severity) {
    requireNonNull(severity, "severity");
    return new EscalationStep<>(severity, this::escalated);
  }

  private D escalated(Escalation escalation) {
    return step(r -> r.add(escalation));
  }

  /**
   * The version of this rule, part of the id of its episodes: raise it when you change the
   * settings.
   *
   * @param version at least 1
   * @return the detector
   */
  public D ruleVersion(int version) {
    Guards.atLeast(1, version, "ruleVersion");
    return step(r -> r.ruleVersion = version);
  }

  private D step(Consumer<EpisodeRules> change) {
    return with(rules.with(change));
  }

  /** For the copy that a detector's own step makes. */
  final EpisodeRules rules() {
    return rules;
  }

  @Override
  public final int ruleVersion() {
    return rules.ruleVersion;
  }

  @Override
  public final Severity severity() {
    return rules.severity;
  }
}
