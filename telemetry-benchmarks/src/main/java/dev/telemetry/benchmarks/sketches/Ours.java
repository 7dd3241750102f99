package dev.telemetry.benchmarks.sketches;

import dev.telemetry.stats.Histogram;
import dev.telemetry.stats.QuantileBins;
import dev.telemetry.stats.SlidingHistogram;
import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

final class Ours implements Sketch<Histogram> {
  private static final QuantileBins BINS = QuantileBins.ofRelativeAccuracy(0.01);

  @Override
  public String name() {
    return "ours";
  }

  @Override
  public String guarantee() {
    return "1 % of the value";
  }

  @Override
  public Histogram slice(double[] values, int from, int to) {
    Histogram slice = new Histogram(BINS);
    for (int i = from; i < to; i++) {
      slice.add(values[i]);
    }
    return slice;
  }

  @Override
  public void merge(Histogram into, Histogram part) {
    into.merge(part);
  }

  @Override
  public void quantiles(Histogram sketch, double[] probabilities, double[] out) {
    sketch.quantiles(probabilities, out);
  }

  @Override
  public int bytes(Histogram sketch) {
    return written(sketch::writeTo);
  }

  @Override
  public Window window(int slices) {
    return new Window(slices);
  }

  private interface Writer {
    void writeTo(DataOutputStream out) throws IOException;
  }

  private static int written(Writer writer) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      writer.writeTo(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.size();
  }

  /** Takes away what leaves; the open slice is ahead of the window, as it is in event time. */
  static final class Window implements SlidingWindow {
    private final int slices;
    private final SlidingHistogram sliding = new SlidingHistogram(BINS);
    private long pane;

    Window(int slices) {
      this.slices = slices;
      sliding.slideTo(-slices, 0);
    }

    @Override
    public void slide(double[] values, int from, int to) {
      for (int i = from; i < to; i++) {
        sliding.add(pane, values[i]);
      }
      pane++;
      sliding.slideTo(pane - slices, pane);
      sliding.retainFrom(pane - slices);
    }

    @Override
    public void quantiles(double[] probabilities, double[] out) {
      sliding.total().quantiles(probabilities, out);
    }

    int bytes() {
      return written(sliding::writeTo);
    }
  }
}
