package dev.telemetry.benchmarks.sketches;

/** A window that moves on by a slice at a time. */
interface SlidingWindow {

  /** Takes a slice of some of the values; the oldest leaves. */
  void slide(double[] values, int from, int to);

  /** The quantiles of the window. */
  void quantiles(double[] probabilities, double[] out);
}
