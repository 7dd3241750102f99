package dev.telemetry.benchmarks.sketches;

import org.apache.datasketches.kll.KllDoublesSketch;

/** With its default size. */
final class Kll implements Sketch<KllDoublesSketch> {
  private static final int SIZE = 200;

  @Override
  public String name() {
    return "kll";
  }

  @Override
  public String guarantee() {
    return "1.33 % of all ranks, with 99 % confidence";
  }

  @Override
  public KllDoublesSketch slice(double[] values, int from, int to) {
    KllDoublesSketch slice = KllDoublesSketch.newHeapInstance(SIZE);
    for (int i = from; i < to; i++) {
      slice.update(values[i]);
    }
    return slice;
  }

  @Override
  public void merge(KllDoublesSketch into, KllDoublesSketch part) {
    into.merge(part);
  }

  @Override
  public void quantiles(KllDoublesSketch sketch, double[] probabilities, double[] out) {
    System.arraycopy(sketch.getQuantiles(probabilities), 0, out, 0, out.length);
  }

  @Override
  public int bytes(KllDoublesSketch sketch) {
    return sketch.toByteArray().length;
  }
}
