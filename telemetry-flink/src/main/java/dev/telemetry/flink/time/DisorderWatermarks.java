package dev.telemetry.flink.time;

import java.io.Serializable;
import java.time.Duration;
import java.util.function.Predicate;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * Watermarks that trail the latest event time by the disorder bound, made from the elements that
 * carry time only: what was quarantined or lies ahead of the clock does not move them.
 *
 * @param <T> the elements
 */
public final class DisorderWatermarks<T> implements WatermarkGenerator<T> {
  private final Predicate<T> carriesTime;
  private final long disorderMillis;
  private long latest = Long.MIN_VALUE;

  /**
   * Which elements carry time.
   *
   * @param <T> the elements
   */
  @FunctionalInterface
  public interface CarriesTime<T> extends Predicate<T>, Serializable {}

  private DisorderWatermarks(Predicate<T> carriesTime, long disorderMillis) {
    this.carriesTime = carriesTime;
    this.disorderMillis = disorderMillis;
  }

  /**
   * The strategy, still without timestamps and idleness.
   *
   * @param disorder by how much an element may come after a later one
   * @param carriesTime which elements move the watermark
   * @param <T> the elements
   * @return Flink's own strategy
   */
  public static <T> WatermarkStrategy<T> strategy(Duration disorder, CarriesTime<T> carriesTime) {
    long disorderMillis = disorder.toMillis();
    return WatermarkStrategy.forGenerator(
        context -> new DisorderWatermarks<>(carriesTime, disorderMillis));
  }

  @Override
  public void onEvent(T element, long timeMillis, WatermarkOutput output) {
    if (timeMillis > latest && carriesTime.test(element)) {
      latest = timeMillis;
    }
  }

  @Override
  public void onPeriodicEmit(WatermarkOutput output) {
    if (latest > Long.MIN_VALUE + disorderMillis) {
      output.emitWatermark(new Watermark(latest - disorderMillis - 1));
    }
  }
}
