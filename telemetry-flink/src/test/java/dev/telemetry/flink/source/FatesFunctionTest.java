package dev.telemetry.flink.source;

import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import dev.telemetry.testkit.OperatorTest;
import java.util.List;
import org.apache.flink.types.Either;
import org.junit.jupiter.api.Test;

class FatesFunctionTest {
  @Test
  void countsReadingsAheadOfTimeBySensor() {
    assertThat(readsAheadOfTime("pump-1").counter("aheadOfTimeBySensor")).isEqualTo(1);
  }

  /** No gate has seen the id yet: a thousand of a megabyte would fill the heap with metrics. */
  @Test
  void makesNoMetricOfAnIdThatIsTooLong() {
    var test = readsAheadOfTime("x".repeat(256));

    assertThat(test.counter("aheadOfTime")).isEqualTo(1);
    assertThat(test.sideOutputs(Fates.REJECTED)).hasSize(1);
    assertThatIllegalArgumentException().isThrownBy(() -> test.counter("aheadOfTimeBySensor"));
  }

  private static OperatorTest<?, SensorReading> readsAheadOfTime(String sensorId) {
    SensorReading reading = sensor(sensorId).at(60).value(20);
    Either<SensorReading, Either<Quarantined, Rejected>> fate =
        Either.Right(Either.Right(new Rejected(reading, RejectionReason.AHEAD_OF_TIME, "ahead")));
    return OperatorTest.of(new FatesFunction<SensorReading>())
        .timestampedBy(same -> 0)
        .reads(List.of(fate));
  }
}
