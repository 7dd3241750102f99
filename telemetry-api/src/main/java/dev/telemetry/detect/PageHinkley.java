package dev.telemetry.detect;

/**
 * The Page-Hinkley test for drift, upwards and downwards: raises when the values have moved away
 * from the mean of all values before them.
 *
 * <pre>{@code
 * PageHinkley.learning(200).delta(0.1).lambda(20)
 * }</pre>
 *
 * <p>With the running mean m of all normal values so far, {@code z = (x - m) / sigma} and the sum U
 * of {@code z - delta}, the values have drifted upwards when U exceeds its own minimum by more than
 * lambda, and likewise downwards (Page, 1954; Hinkley, 1971, "Inference about the change-point from
 * cumulative sum tests"); delta and lambda are in standard deviations here, so that one setting
 * serves every unit. That difference is kept as the sum of {@link Cusum}, which it equals. Where
 * {@link Cusum} keeps the mean of its first readings, this one goes on learning: it forgives what
 * is slower than its whole past, and finds a change of level against it. An open episode closes
 * within lambda / 2; a sum counts 2 lambda at most. The expected value is m, in the unit of the
 * stream; there are no bounds. The score is {@code 1 - exp(-2 delta sum)}, what at least a share of
 * normal sums stays below.
 *
 * <p>An episode that has lasted for long is the new normal, see {@link #relearnAfter}. A value that
 * is not finite changes nothing. Without any spread nothing is raised. State per key: 127 bytes
 * written at most. Immutable: each step returns a new detector.
 */
public final class PageHinkley extends SumDetector<PageHinkley.State, PageHinkley> {
  private static final long serialVersionUID = 1;

  private PageHinkley(double delta, double lambda, Reference reference, EpisodeRules rules) {
    super(delta, lambda, reference, rules);
  }

  /** What is remembered of one key: the sums, the running reference and the episode. */
  public static final class State extends SumState {
    State() {}
  }

  /**
   * Raises nothing before mean and standard deviation were learned from this many values.
   *
   * @param readings how many, at least 2
   * @return the detector
   */
  public static PageHinkley learning(int readings) {
    return new PageHinkley(0.1, 20, Reference.learned(readings), EpisodeRules.DEFAULT);
  }

  /**
   * The drift that is tolerated.
   *
   * @param sigmas difference from the mean, finite and above 0; 0.1 unless told
   * @return the detector
   */
  public PageHinkley delta(double sigmas) {
    Guards.positive(sigmas, "delta");
    return new PageHinkley(sigmas, limit, reference(), rules());
  }

  /**
   * How much drift must have summed up: the larger, the later and the surer.
   *
   * @param sigmas finite and above 0; 20 unless told
   * @return the detector
   */
  public PageHinkley lambda(double sigmas) {
    Guards.positive(sigmas, "lambda");
    return new PageHinkley(allowance, sigmas, reference(), rules());
  }

  @Override
  PageHinkley with(Reference newReference, EpisodeRules newRules) {
    return new PageHinkley(allowance, limit, newReference, newRules);
  }

  @Override
  public State newState() {
    return new State();
  }

  @Override
  void learn(State state, double value, long timeMillis) {
    state.add(value);
  }

  @Override
  public StateFormat<State> stateFormat() {
    return new Format();
  }

  @Override
  public String name() {
    return "page-hinkley";
  }

  /** Found by its name in a checkpoint. */
  static final class Format extends SumFormat<State> {
    @Override
    State newState() {
      return new State();
    }
  }
}
