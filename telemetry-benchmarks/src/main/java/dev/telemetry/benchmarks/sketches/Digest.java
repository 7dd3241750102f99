package dev.telemetry.benchmarks.sketches;

import org.apache.datasketches.tdigest.TDigestDouble;

/** The merging t-digest, with its usual compression. */
final class Digest implements Sketch<TDigestDouble> {
  private static final short COMPRESSION = 100;

  @Override
  public String name() {
    return "t-digest";
  }

  @Override
  public String guarantee() {
    return "none";
  }

  @Override
  public TDigestDouble slice(double[] values, int from, int to) {
    TDigestDouble slice = new TDigestDouble(COMPRESSION);
    for (int i = from; i < to; i++) {
      slice.update(values[i]);
    }
    return slice;
  }

  @Override
  public void merge(TDigestDouble into, TDigestDouble part) {
    if (!part.isEmpty()) {
      into.merge(part);
    }
  }

  @Override
  public void quantiles(TDigestDouble sketch, double[] probabilities, double[] out) {
    for (int i = 0; i < out.length; i++) {
      out[i] = sketch.getQuantile(probabilities[i]);
    }
  }

  @Override
  public int bytes(TDigestDouble sketch) {
    return sketch.toByteArray().length;
  }
}
