package dev.telemetry.flink.quality;

import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Quality;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import dev.telemetry.testkit.OperatorTest;
import dev.telemetry.testkit.Sensor;
import java.util.List;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;

class GateTest {
  private static final Sensor PUMP = sensor("pump-1").at(60);
  private static final Gate GATE =
      Gate.finite().unit("temperature", "Cel").range("temperature", -40, 250);

  @Test
  void letsGoodReadingsThroughAndHandsOutTheOthersWhole() {
    SensorReading good = PUMP.sequence(7).tag("batch", "b1").value(20);
    SensorReading hot = PUMP.sequence(8).tag("batch", "b1").value(412);
    OperatorTest.of(GATE.build())
        .reads(good, hot)
        .emits(good)
        .emitsOn(
            Gate.REJECTED,
            new Rejected(
                hot, RejectionReason.OUT_OF_RANGE, "412.0 Cel is outside -40.0..250.0 Cel"));
  }

  @Test
  void countsEachReadingOnce() {
    OperatorTest<SensorReading, SensorReading> test =
        OperatorTest.of(GATE.build())
            .reads(PUMP.value(20), PUMP.value(21), PUMP.value(Double.NaN))
            .reads(PUMP.quality(Quality.BAD).value(412), PUMP.unit("K").value(293));
    assertThat(test.counter("accepted")).isEqualTo(2);
    assertThat(test.counter("rejected")).isEqualTo(3);
    assertThat(test.counter("rejected.NOT_FINITE")).isEqualTo(1);
    assertThat(test.counter("rejected.BAD_QUALITY")).isEqualTo(1);
    assertThat(test.counter("rejected.WRONG_UNIT")).isEqualTo(1);
    assertThat(test.counter("rejected.OUT_OF_RANGE")).isZero();
    assertThat(test.outputs()).hasSize(2);
    assertThat(test.sideOutputs(Gate.REJECTED)).hasSize(3);
  }

  @Test
  void isNotChangedByAFurtherStep() {
    Gate strict = GATE.goodOnly();
    SensorReading uncertain = PUMP.quality(Quality.UNCERTAIN).value(20);
    OperatorTest.of(GATE.build()).reads(uncertain).emits(uncertain);
    OperatorTest.of(strict.build()).reads(uncertain).emitsNothing();
  }

  @Test
  void doesNotMixSensorsAndMetrics() {
    SensorReading cold = sensor("line-1").metric("pressure").unit("bar").value(-100);
    OperatorTest.of(GATE.rangeOfSensor("pump-1", 0, 10).build())
        .reads(cold, PUMP.value(20))
        .emits(cold);
  }

  @Test
  void keepsTheOrderOfItsInputByKeepingItsParallelism() {
    var env = StreamExecutionEnvironment.createLocalEnvironment(6);
    DataStream<SensorReading> readings =
        env.fromData(List.of(PUMP.value(20)), RecordTypeInfo.ofRecord(SensorReading.class));
    assertThat(GATE.attach(readings, "gate").accepted().getParallelism())
        .isEqualTo(readings.getParallelism())
        .isEqualTo(1);
  }
}
