package dev.telemetry.benchmarks.windows;

import com.datadoghq.sketch.ddsketch.DDSketch;

/** With a sketch of the values. */
public final class SketchedSummary extends Summary {
  /** All the values, to one percent. */
  public DDSketch sketch = Sketches.create();

  /** Called by Flink. */
  public SketchedSummary() {}

  @Override
  void add(double value, long timeMillis) {
    super.add(value, timeMillis);
    sketch.accept(value);
  }

  @Override
  void merge(Summary other) {
    super.merge(other);
    sketch.mergeWith(((SketchedSummary) other).sketch);
  }

  @Override
  double[] quantiles() {
    return sketch.getValuesAtQuantiles(WindowCase.QUANTILES);
  }
}
