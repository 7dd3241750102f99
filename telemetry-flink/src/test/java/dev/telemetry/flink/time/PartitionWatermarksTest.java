package dev.telemetry.flink.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkGeneratorSupplier;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.metrics.groups.UnregisteredMetricsGroup;
import org.apache.flink.util.clock.RelativeClock;
import org.junit.jupiter.api.Test;

class PartitionWatermarksTest {
  private final AtomicLong millis = new AtomicLong(1);
  private final WatermarkStrategy<Long> strategy =
      PartitionWatermarks.of(
          DisorderWatermarks.<Long>strategy(Duration.ZERO, value -> true), Duration.ofSeconds(10));

  @Test
  void aPartitionIsIdleBeforeTheSourceItselfIs() {
    WatermarkGenerator<Long> ofSource = strategy.createWatermarkGenerator(context());
    WatermarkGenerator<Long> ofPartition = strategy.createWatermarkGenerator(context());
    isIdle(ofSource);
    isIdle(ofPartition);

    millis.addAndGet(10_001);
    assertThat(isIdle(ofPartition)).isTrue();
    assertThat(isIdle(ofSource)).isFalse();

    millis.addAndGet(10_000);
    assertThat(isIdle(ofSource)).isTrue();
  }

  @Test
  void aPartitionIsActiveAgainWithARecord() {
    strategy.createWatermarkGenerator(context());
    WatermarkGenerator<Long> partition = strategy.createWatermarkGenerator(context());
    isIdle(partition);
    millis.addAndGet(10_001);
    assertThat(isIdle(partition)).isTrue();

    Output output = new Output();
    partition.onEvent(5L, 5, output);
    partition.onPeriodicEmit(output);

    assertThat(output.idle).isFalse();
    assertThat(output.millis).isEqualTo(4);
  }

  private static boolean isIdle(WatermarkGenerator<Long> generator) {
    Output output = new Output();
    generator.onPeriodicEmit(output);
    return output.idle;
  }

  private static final class Output implements WatermarkOutput {
    private boolean idle;
    private long millis;

    @Override
    public void emitWatermark(Watermark watermark) {
      millis = watermark.getTimestamp();
    }

    @Override
    public void markIdle() {
      idle = true;
    }

    @Override
    public void markActive() {
      idle = false;
    }
  }

  private WatermarkGeneratorSupplier.Context context() {
    return new WatermarkGeneratorSupplier.Context() {
      @Override
      public MetricGroup getMetricGroup() {
        return new UnregisteredMetricsGroup();
      }

      @Override
      public RelativeClock getInputActivityClock() {
        return new RelativeClock() {
          @Override
          public long relativeTimeMillis() {
            return millis.get();
          }

          @Override
          public long relativeTimeNanos() {
            return millis.get() * 1_000_000;
          }
        };
      }
    };
  }
}
