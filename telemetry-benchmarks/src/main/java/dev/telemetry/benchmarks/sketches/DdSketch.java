package dev.telemetry.benchmarks.sketches;

import com.datadoghq.sketch.ddsketch.DDSketch;
import com.datadoghq.sketch.ddsketch.encoding.GrowingByteArrayOutput;
import com.datadoghq.sketch.ddsketch.mapping.QuadraticallyInterpolatedMapping;
import com.datadoghq.sketch.ddsketch.store.UnboundedSizeDenseStore;
import java.io.IOException;
import java.io.UncheckedIOException;

/** With the bins that ours has. */
final class DdSketch implements Sketch<DDSketch> {
  private static final QuadraticallyInterpolatedMapping MAPPING =
      new QuadraticallyInterpolatedMapping(0.01);

  @Override
  public String name() {
    return "ddsketch";
  }

  @Override
  public String guarantee() {
    return "1 % of the value";
  }

  @Override
  public DDSketch slice(double[] values, int from, int to) {
    DDSketch slice = new DDSketch(MAPPING, UnboundedSizeDenseStore::new);
    for (int i = from; i < to; i++) {
      slice.accept(values[i]);
    }
    return slice;
  }

  @Override
  public void merge(DDSketch into, DDSketch part) {
    into.mergeWith(part);
  }

  @Override
  public void quantiles(DDSketch sketch, double[] probabilities, double[] out) {
    System.arraycopy(sketch.getValuesAtQuantiles(probabilities), 0, out, 0, out.length);
  }

  @Override
  public int bytes(DDSketch sketch) {
    GrowingByteArrayOutput out = GrowingByteArrayOutput.withDefaultInitialCapacity();
    try {
      sketch.encode(out, true);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return out.numWrittenBytes();
  }
}
