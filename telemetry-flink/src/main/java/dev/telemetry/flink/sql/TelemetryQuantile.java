package dev.telemetry.flink.sql;

import static org.apache.flink.table.types.inference.InputTypeStrategies.explicit;
import static org.apache.flink.table.types.inference.InputTypeStrategies.sequence;

import org.apache.flink.table.api.DataTypes;
import org.apache.flink.table.catalog.DataTypeFactory;
import org.apache.flink.table.functions.AggregateFunction;
import org.apache.flink.table.types.inference.TypeInference;
import org.apache.flink.table.types.inference.TypeStrategies;
import org.jspecify.annotations.Nullable;

/**
 * A quantile of a group as a function of Flink SQL: {@code TELEMETRY_QUANTILE(value, probability)}.
 *
 * <pre>{@code
 * SELECT sensor_id, window_end, TELEMETRY_QUANTILE(measured_value, 0.99) AS p99
 * FROM HOP(TABLE readings, DESCRIPTOR(event_time), INTERVAL '1' SECOND, INTERVAL '1' MINUTE)
 * GROUP BY sensor_id, window_start, window_end
 * }</pre>
 *
 * <p>The result, a {@code DOUBLE} in the unit of the values, differs from the value at the lower
 * rank {@code floor(probability (n - 1))} of {@code n} by at most 1 % of its magnitude (DDSketch;
 * Masson, Rim, Lee, VLDB 2019), for every quantile of all data, in whatever order and parts they
 * come. It is null without values.
 *
 * <p>Arguments: the value, of any type that SQL turns into a {@code DOUBLE} by itself, and the
 * probability, the same for all of a group: 0.5 is the median. A literal that is not from 0 to 1 is
 * refused when the query is planned. A row changes nothing where one is null, the value not finite
 * or the probability not from 0 to 1.
 *
 * <p>Parts can be merged and values taken back, both exactly: it runs in two phases, with
 * mini-batches, in every kind of window, in bounded {@code OVER} and over rows that change.
 *
 * <p>State: 1 to 3 bytes for each bin in use and up to 9 more where it holds several values, for
 * each group, or each group and slice of a window; about 37 bins for a doubling of the value. A
 * group without windows reads and writes them for each row, unless {@code
 * table.exec.mini-batch.enabled} is set. Of several quantiles, each has its own state.
 */
public final class TelemetryQuantile extends AggregateFunction<Double, QuantileAccumulator> {
  /** The largest error of a quantile as a share of its magnitude: 1 %. */
  public static final double RELATIVE_ACCURACY = 0.01;

  private static final long serialVersionUID = 1;

  /** Stateless. */
  public TelemetryQuantile() {}

  @Override
  public TypeInference getTypeInference(DataTypeFactory types) {
    return TypeInference.newBuilder()
        .inputTypeStrategy(sequence(explicit(DataTypes.DOUBLE()), new ProbabilityArgument()))
        .accumulatorTypeStrategy(
            TypeStrategies.explicit(types.createDataType(QuantileAccumulator.class)))
        .outputTypeStrategy(TypeStrategies.explicit(DataTypes.DOUBLE()))
        .build();
  }

  @Override
  public QuantileAccumulator createAccumulator() {
    return new QuantileAccumulator();
  }

  /**
   * Adds a row to its group; called by Flink.
   *
   * @param group what is known of it
   * @param value changes nothing if it is null or not finite
   * @param probability changes nothing if it is null or not from 0 to 1
   */
  public void accumulate(
      QuantileAccumulator group, @Nullable Double value, @Nullable Double probability) {
    if (value != null && probability != null && counts(value, probability)) {
      group.setProbability(probability);
      group.content().add(value);
    }
  }

  /**
   * Takes a row back from its group; called by Flink.
   *
   * @param group what is known of it
   * @param value as it was added
   * @param probability as it was added
   */
  public void retract(
      QuantileAccumulator group, @Nullable Double value, @Nullable Double probability) {
    if (value != null && probability != null && counts(value, probability)) {
      group.setProbability(probability);
      group.content().takeBack(value);
    }
  }

  private static boolean counts(double value, double probability) {
    return Double.isFinite(value) && ProbabilityArgument.isProbability(probability);
  }

  /**
   * Adds parts to a group; called by Flink.
   *
   * @param group what is known of it
   * @param parts of the same group
   */
  public void merge(QuantileAccumulator group, Iterable<QuantileAccumulator> parts) {
    for (QuantileAccumulator part : parts) {
      if (part.getProbability() != null) {
        group.setProbability(part.getProbability());
        group.content().merge(part.content());
      }
    }
  }

  @Override
  public @Nullable Double getValue(QuantileAccumulator group) {
    Double probability = group.getProbability();
    if (probability == null || group.content().isEmpty()) {
      return null;
    }
    return group.content().quantile(probability);
  }
}
