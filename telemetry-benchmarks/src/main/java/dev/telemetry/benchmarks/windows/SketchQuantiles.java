package dev.telemetry.benchmarks.windows;

import com.datadoghq.sketch.ddsketch.DDSketch;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.table.functions.AggregateFunction;
import org.jspecify.annotations.Nullable;

/** The peers' sketch as a function of Flink SQL; mergeable, so that it can have two phases. */
@FunctionHint(
    accumulator =
        @DataTypeHint(
            value = "RAW",
            bridgedTo = DDSketch.class,
            rawSerializer = SketchSerializer.class),
    output = @DataTypeHint("ARRAY<DOUBLE>"))
public final class SketchQuantiles extends AggregateFunction<Double[], DDSketch> {
  private static final long serialVersionUID = 1;

  /** Called by Flink. */
  public SketchQuantiles() {}

  @Override
  public DDSketch createAccumulator() {
    return Sketches.create();
  }

  /**
   * Called by Flink.
   *
   * @param sketch to add to
   * @param value to add
   */
  public void accumulate(DDSketch sketch, @Nullable Double value) {
    if (value != null) {
      sketch.accept(value);
    }
  }

  /**
   * Called by Flink.
   *
   * @param sketch to add to
   * @param others to add
   */
  public void merge(DDSketch sketch, Iterable<DDSketch> others) {
    for (DDSketch other : others) {
      sketch.mergeWith(other);
    }
  }

  @Override
  public Double[] getValue(DDSketch sketch) {
    double[] values = sketch.getValuesAtQuantiles(WindowCase.QUANTILES);
    return new Double[] {values[0], values[1], values[2]};
  }
}
