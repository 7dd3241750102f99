package dev.telemetry.flink.sql;

import dev.telemetry.stats.Moments;
import org.apache.flink.table.annotation.DataTypeHint;
import org.apache.flink.table.annotation.FunctionHint;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.functions.AggregateFunction;
import org.jspecify.annotations.Nullable;

/**
 * Count, mean, variance, minimum, maximum, first, last and sum of a group as a function of Flink
 * SQL: {@code TELEMETRY_STATISTICS(value, time)}, the same numbers as {@code WindowedStatistics}.
 *
 * <pre>{@code
 * SELECT sensor_id, window_end, s.mean, s.variance, s.last
 * FROM (SELECT sensor_id, window_end, TELEMETRY_STATISTICS(measured_value, event_time) AS s
 *       FROM TUMBLE(TABLE readings, DESCRIPTOR(event_time), INTERVAL '10' SECOND)
 *       GROUP BY sensor_id, window_start, window_end)
 * }</pre>
 *
 * <p>Arguments: the value, of any type that SQL turns into a {@code DOUBLE} by itself, and the time
 * to the millisecond, a {@code TIMESTAMP_LTZ} or a {@code TIMESTAMP} of the session's time zone. Of
 * equal times, the row that comes first is first and the one that comes last is last. A row changes
 * nothing where one is null or the value is not finite.
 *
 * <p>The result is a {@code ROW} of {@code value_count} (no unit), {@code mean}, {@code variance}
 * (of the population, in the square of the unit), {@code minimum}, {@code maximum}, {@code first},
 * {@code last} and {@code total} (in the unit). Without values the count is 0 and the others are
 * null, as {@code COUNT} and {@code AVG} have it; a window of such rows alone has a result here and
 * none from {@code WindowedStatistics}.
 *
 * <p>Parts can be merged, so that it runs in two phases, with mini-batches, and in tumbling,
 * hopping, cumulating and session windows. It takes no value back, as a minimum does not know the
 * second smallest: where it would have to, over rows that change and over a bounded range in {@code
 * OVER}, the planner refuses it for want of a {@code retract} method.
 *
 * <p>State: 73 bytes for each group, or for each group and slice of a window.
 */
@FunctionHint(
    input = {
      @DataTypeHint("DOUBLE"),
      @DataTypeHint(value = "TIMESTAMP_LTZ(3)", bridgedTo = TimestampData.class)
    },
    output =
        @DataTypeHint(
            value =
                "ROW<value_count BIGINT NOT NULL, mean DOUBLE, variance DOUBLE, minimum DOUBLE,"
                    + " maximum DOUBLE, `first` DOUBLE, `last` DOUBLE, total DOUBLE>",
            bridgedTo = RowData.class))
public final class TelemetryStatistics extends AggregateFunction<RowData, MomentsAccumulator> {
  private static final long serialVersionUID = 1;

  /** Stateless. */
  public TelemetryStatistics() {}

  @Override
  public MomentsAccumulator createAccumulator() {
    return new MomentsAccumulator();
  }

  /**
   * Adds a row to its group; called by Flink.
   *
   * @param group what is known of it
   * @param value changes nothing if it is null or not finite
   * @param time when it was measured; without it the value changes nothing
   */
  public void accumulate(
      MomentsAccumulator group, @Nullable Double value, @Nullable TimestampData time) {
    if (value != null && time != null) {
      group.content().add(value, time.getMillisecond());
    }
  }

  /**
   * Adds parts to a group; called by Flink.
   *
   * @param group what is known of it
   * @param parts of the same group
   */
  public void merge(MomentsAccumulator group, Iterable<MomentsAccumulator> parts) {
    for (MomentsAccumulator part : parts) {
      group.content().merge(part.content());
    }
  }

  @Override
  public RowData getValue(MomentsAccumulator group) {
    Moments moments = group.content();
    long count = moments.count();
    if (count == 0) {
      return GenericRowData.of(0L, null, null, null, null, null, null, null);
    }
    return GenericRowData.of(
        count,
        moments.mean(),
        moments.variance(),
        moments.min(),
        moments.max(),
        moments.first(),
        moments.last(),
        moments.sum());
  }
}
