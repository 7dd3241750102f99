package dev.telemetry.flink.window;

import static dev.telemetry.testkit.Sensors.sensor;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMillis;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofNanos;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.flink.type.Serialized;
import dev.telemetry.model.SensorReading;
import dev.telemetry.stats.Resampling;
import dev.telemetry.stats.Resampling.Filling;
import java.io.IOException;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class ResampleTest {
  private final StreamExecutionEnvironment env =
      StreamExecutionEnvironment.createLocalEnvironment();
  private final KeyedStream<SensorReading, String> bySensor =
      env.fromData(RecordTypeInfo.ofRecord(SensorReading.class), sensor("pump-1").value(1))
          .keyBy(SensorReading::getSensorId);

  private static GridSettings every(long seconds) {
    return GridSettings.none().every(ofSeconds(seconds));
  }

  @Test
  void forgetsAfterTheHoldAndAThousandStepsUnlessTold() {
    GridSettings held = every(10).filledBy(Filling.LINEAR).holdAtMost(ofMinutes(5));
    assertThat(held.resampling())
        .isEqualTo(new Resampling(Filling.LINEAR, 10_000, 300_000, 10_300_000, false));
    assertThat(held.forgetAfter(ofMinutes(6)).resampling().forgetMillis()).isEqualTo(360_000);
    assertThat(held.withoutGaps().resampling())
        .isEqualTo(new Resampling(Filling.LINEAR, 10_000, 300_000, 300_000, true));
    assertThat(held.holdAtMost(ofSeconds(10_000_000)).resampling().forgetMillis())
        .isEqualTo(10_000_000_000L);
  }

  @Test
  void takesTheStepThatEndsAtThePointWithNulls() {
    assertThat(every(10).withNulls().resampling())
        .isEqualTo(new Resampling(Filling.LAST_VALUE, 10_000, 9_999, 10_009_999, false));
    assertThat(GridSettings.none().every(ofMillis(1)).withNulls().resampling().holdMillis())
        .isZero();
  }

  @Test
  void keepsTheBytesThatItStates() throws IOException {
    var lines = new Resampling(Filling.LINEAR, 10_000, 60_000, 60_000, false);
    ResampleState state = new ResampleState();
    lines.add(state.readings, 1, 20.5, "temperature", "Cel");
    assertThat(Serialized.bytes(new ResampleStateSerializer(), state)).hasSize(75);
    for (int millis = 2; millis <= 20_000; millis++) {
      lines.add(state.readings, millis, millis, "temperature", "Cel");
    }
    assertThat(Serialized.bytes(new ResampleStateSerializer(), state)).hasSize(75 + 3 * 17);
  }

  @Test
  void takesTheLastWordOnTheFilling() {
    GridSettings held = every(10).withNulls().filledBy(Filling.LINEAR).holdAtMost(ofMinutes(5));
    assertThat(held.resampling().filling()).isEqualTo(Filling.LINEAR);
  }

  @Test
  void refusesDurationsThatCannotBe() {
    var resample = Resample.of(bySensor);
    assertThatIllegalArgumentException()
        .isThrownBy(() -> resample.every(ofNanos(1_500_000)))
        .withMessage("step must be whole milliseconds and not negative, was PT0.0015S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> resample.every(ofMillis(0)))
        .withMessageContaining("1 ms to 366 days");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> resample.every(ofDays(367)))
        .withMessageContaining("1 ms to 366 days");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> resample.holdAtMost(ofMillis(-1)))
        .withMessageContaining("holdAtMost");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> resample.forgetAfter(ofNanos(1)))
        .withMessageContaining("forgetAfter");
  }

  @Test
  void refusesMorePointsThanAGapMayCost() {
    GridSettings fine = GridSettings.none().every(ofMillis(10)).filledBy(Filling.LAST_VALUE);
    assertThatIllegalStateException()
        .isThrownBy(() -> fine.holdAtMost(ofDays(365)).resampling())
        .withMessage("holdAtMost must be at most 1000000 steps of PT0.01S, was PT8760H");
    assertThatIllegalStateException()
        .isThrownBy(() -> fine.holdAtMost(ofSeconds(1)).forgetAfter(ofDays(365)).resampling())
        .withMessageContaining("forgetAfter");
  }

  @Test
  void refusesSettingsThatContradictEachOther() {
    GridSettings last = every(10).filledBy(Filling.LAST_VALUE);
    assertThatIllegalStateException()
        .isThrownBy(() -> every(10).withNulls().holdAtMost(ofMinutes(1)).resampling())
        .withMessageContaining("withNulls")
        .withMessageContaining("holdAtMost");
    assertThatIllegalStateException()
        .isThrownBy(
            () ->
                last.holdAtMost(ofMinutes(1)).forgetAfter(ofMinutes(2)).withoutGaps().resampling())
        .withMessageContaining("skippingGaps");
    assertThatIllegalStateException()
        .isThrownBy(() -> last.holdAtMost(ofMinutes(2)).forgetAfter(ofMinutes(1)).resampling())
        .withMessage("forgetAfter must not be shorter than holdAtMost, was PT1M and PT2M");
  }

  @Test
  void saysWhatIsMissing() {
    KeyedStream<Long, Long> numbers = env.fromData(1L, 2L).keyBy(number -> number % 2);

    assertThatIllegalStateException()
        .isThrownBy(() -> Resample.of(bySensor).lastValue().attach("grid"))
        .withMessageContaining("every");
    assertThatIllegalStateException()
        .isThrownBy(() -> Resample.of(bySensor).every(ofSeconds(1)).attach("grid"))
        .withMessageContaining("lastValue");
    assertThatIllegalStateException()
        .isThrownBy(() -> Resample.of(bySensor).every(ofSeconds(1)).linear().build("grid"))
        .withMessageContaining("holdAtMost");
    assertThatIllegalStateException()
        .isThrownBy(() -> Resample.of(numbers).every(ofSeconds(1)).withNulls().attach("grid"))
        .withMessageContaining("over(...)");
  }
}
