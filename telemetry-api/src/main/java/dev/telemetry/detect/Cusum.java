package dev.telemetry.detect;

/**
 * Two cumulative sums, up and down: raises when small differences from the reference mean, each of
 * them unsuspicious, add up.
 *
 * <pre>{@code
 * Cusum.learning(200).allowance(0.5).beyond(5)
 * }</pre>
 *
 * <p>With {@code z = (x - mean) / sigma}, the sums are {@code max(0, up + z - k)} and {@code max(0,
 * down - z - k)} (Page, 1954, "Continuous inspection schemes"); more than h of either is abnormal.
 * k is half of the shift to be found: with 0.5 and 5, a shift by one sigma is found after about ten
 * readings, and normal readings that are independent raise once in 465. An open episode closes when
 * both sums are back within h / 2; a sum counts 2 h at most, so that it can come back. The expected
 * value is the reference mean, in the unit of the stream; there are no bounds. The score is {@code
 * 1 - exp(-2 k sum)}, what at least a share of normal sums stays below.
 *
 * <p>The reference is told, or learned from the first values and then kept; the standard deviation
 * is that of a sample. It supposes readings that are independent: learn over whole swings, and
 * raise k, where values swing slowly. Without any spread nothing is raised.
 *
 * <p>A value that is not finite changes nothing. State per key: 127 bytes written at most.
 * Immutable: each step returns a new detector.
 */
public final class Cusum extends SumDetector<Cusum.State, Cusum> {
  private static final long serialVersionUID = 1;

  private Cusum(double allowance, double limit, Reference reference, EpisodeRules rules) {
    super(allowance, limit, reference, rules);
  }

  /** What is remembered of one key: the sums, the reference and the episode. */
  public static final class State extends SumState {
    State() {}
  }

  /**
   * Compares with a mean and a standard deviation that are known.
   *
   * @param mean in the unit of the stream
   * @param sigma in the unit of the stream, above 0
   * @return the detector
   */
  public static Cusum around(double mean, double sigma) {
    return of(Reference.told(mean, sigma));
  }

  /**
   * Learns mean and standard deviation from the first values.
   *
   * @param readings how many, at least 2
   * @return the detector
   */
  public static Cusum learning(int readings) {
    return of(Reference.learned(readings));
  }

  private static Cusum of(Reference reference) {
    return new Cusum(0.5, 5, reference, EpisodeRules.DEFAULT);
  }

  /**
   * The difference from the mean that does not count, k.
   *
   * @param sigmas finite and above 0; 0.5 unless told
   * @return the detector
   */
  public Cusum allowance(double sigmas) {
    Guards.positive(sigmas, "allowance");
    return new Cusum(sigmas, limit, reference(), rules());
  }

  /**
   * The sum beyond which is abnormal, h.
   *
   * @param sigmas finite and above 0; 5 unless told
   * @return the detector
   */
  public Cusum beyond(double sigmas) {
    Guards.positive(sigmas, "sigmas");
    return new Cusum(allowance, sigmas, reference(), rules());
  }

  @Override
  Cusum with(Reference newReference, EpisodeRules newRules) {
    return new Cusum(allowance, limit, newReference, newRules);
  }

  @Override
  public State newState() {
    return new State();
  }

  @Override
  public StateFormat<State> stateFormat() {
    return new Format();
  }

  @Override
  public String name() {
    return "cusum";
  }

  /** Found by its name in a checkpoint. */
  static final class Format extends SumFormat<State> {
    @Override
    State newState() {
      return new State();
    }
  }
}
