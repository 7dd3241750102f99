package dev.telemetry.benchmarks.sketches;

import org.apache.datasketches.req.ReqSketch;

/** With its default size, of single precision as the library has it. */
final class Req implements Sketch<ReqSketch> {
  private static final int SIZE = 12;

  @Override
  public String name() {
    return "req";
  }

  @Override
  public String guarantee() {
    return "about 1 % of the rank from above, with 95 % confidence; single precision";
  }

  @Override
  public ReqSketch slice(double[] values, int from, int to) {
    ReqSketch slice = ReqSketch.builder().setK(SIZE).build();
    for (int i = from; i < to; i++) {
      slice.update((float) values[i]);
    }
    return slice;
  }

  @Override
  public void merge(ReqSketch into, ReqSketch part) {
    into.merge(part);
  }

  @Override
  public void quantiles(ReqSketch sketch, double[] probabilities, double[] out) {
    float[] found = sketch.getQuantiles(probabilities);
    for (int i = 0; i < out.length; i++) {
      out[i] = found[i];
    }
  }

  @Override
  public int bytes(ReqSketch sketch) {
    return sketch.toByteArray().length;
  }
}
