package dev.telemetry.flink.time;

import java.time.Duration;
import org.apache.flink.api.common.eventtime.TimestampAssigner;
import org.apache.flink.api.common.eventtime.TimestampAssignerSupplier;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.eventtime.WatermarksWithIdleness;

/**
 * A source's watermarks, with idleness for each of its partitions.
 *
 * <p>Flink makes the first generator for what belongs to no partition, where never a record comes,
 * and then one for each partition. Were the first idle as early as a partition without records, the
 * whole source would be idle for a moment before its first watermark, and operators behind it would
 * go by other inputs, ahead of what it has sent. So the first one is given twice the time: it only
 * matters where a subtask has no partition at all.
 *
 * @param <T> the elements
 */
public final class PartitionWatermarks<T> implements WatermarkStrategy<T> {
  private static final long serialVersionUID = 1;

  private final WatermarkStrategy<T> each;
  private final Duration idleAfter;
  private transient boolean hasFirst;

  private PartitionWatermarks(WatermarkStrategy<T> each, Duration idleAfter) {
    this.each = each;
    this.idleAfter = idleAfter;
  }

  /**
   * Watermarks for each partition.
   *
   * @param each of one partition, with timestamps, without idleness
   * @param idleAfter how long a partition without records holds the others back, positive
   * @param <T> the elements
   * @return the strategy, for a source only
   */
  public static <T> WatermarkStrategy<T> of(WatermarkStrategy<T> each, Duration idleAfter) {
    return new PartitionWatermarks<>(each, idleAfter);
  }

  @Override
  public WatermarkGenerator<T> createWatermarkGenerator(
      WatermarkGeneratorSupplier.Context context) {
    Duration silence = hasFirst ? idleAfter : idleAfter.multipliedBy(2);
    hasFirst = true;
    return new WatermarksWithIdleness<>(
        each.createWatermarkGenerator(context), silence, context.getInputActivityClock());
  }

  @Override
  public TimestampAssigner<T> createTimestampAssigner(TimestampAssignerSupplier.Context context) {
    return each.createTimestampAssigner(context);
  }
}
