package dev.telemetry.benchmarks.sketches;

/**
 * A kind of quantile sketch. Each implementation has loops of its own, so that the compiler knows
 * what they call.
 *
 * @param <S> the sketch
 */
interface Sketch<S> {
  String name();

  String guarantee();

  /** A new sketch of some of the values. */
  S slice(double[] values, int from, int to);

  void merge(S into, S part);

  void quantiles(S sketch, double[] probabilities, double[] out);

  /** How many bytes it takes when written. */
  int bytes(S sketch);

  /** A window of so many slices. */
  default SlidingWindow window(int slices) {
    return new TwoStacks<>(this, slices);
  }
}
