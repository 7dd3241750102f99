package dev.telemetry.flink.time;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.junit.jupiter.api.Test;

class DisorderWatermarksTest {
  private final Emitted emitted = new Emitted();
  private final WatermarkGenerator<String> generator =
      DisorderWatermarks.<String>strategy(
              Duration.ofMillis(100), element -> element.equals("reading"))
          .createWatermarkGenerator(null);

  private static final class Emitted implements WatermarkOutput {
    final List<Long> times = new ArrayList<>();

    @Override
    public void emitWatermark(Watermark watermark) {
      times.add(watermark.getTimestamp());
    }

    @Override
    public void markIdle() {
      throw new AssertionError("idleness is Flink's business");
    }

    @Override
    public void markActive() {
      throw new AssertionError("idleness is Flink's business");
    }
  }

  private Long watermarkAfter(String element, long timeMillis) {
    generator.onEvent(element, timeMillis, emitted);
    generator.onPeriodicEmit(emitted);
    return emitted.times.isEmpty() ? null : emitted.times.get(emitted.times.size() - 1);
  }

  @Test
  void saysNothingBeforeTheFirstElement() {
    generator.onPeriodicEmit(emitted);
    assertThat(emitted.times).isEmpty();
  }

  @Test
  void trailsTheLatestByTheDisorderSoThatAnElementAtTheBoundIsInTime() {
    assertThat(watermarkAfter("reading", 1_000)).isEqualTo(899);
  }

  @Test
  void neverGoesBack() {
    watermarkAfter("reading", 1_000);
    assertThat(watermarkAfter("reading", 950)).isEqualTo(899);
  }

  @Test
  void isNotMovedByElementsWithoutTime() {
    watermarkAfter("reading", 1_000);
    assertThat(watermarkAfter("quarantined", 9_000_000)).isEqualTo(899);
  }

  @Test
  void staysSilentWhereItWouldUnderflow() {
    assertThat(watermarkAfter("reading", Long.MIN_VALUE + 100)).isNull();
    assertThat(watermarkAfter("reading", Long.MIN_VALUE + 101)).isEqualTo(Long.MIN_VALUE);
  }

  @Test
  void waitsForThePeriodicCall() {
    generator.onEvent("reading", 1_000, emitted);
    assertThat(emitted.times).isEmpty();
  }
}
