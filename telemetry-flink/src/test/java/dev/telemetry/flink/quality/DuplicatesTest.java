package dev.telemetry.flink.quality;

import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.flink.type.SensorReadingSerializer;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import dev.telemetry.testkit.OperatorTest;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class DuplicatesTest {
  private static final SensorReading FIRST = sensor("pump-1").at(1).sequence(1).value(10);
  private static final SensorReading SECOND = sensor("pump-1").at(2).sequence(2).value(11);

  private static OperatorTest<SensorReading, SensorReading> filter() {
    return OperatorTest.of(Duplicates.<String>bySequence()).keyedBy(SensorReading::getSensorId);
  }

  private static Rejected duplicate(SensorReading reading) {
    return new Rejected(
        reading,
        RejectionReason.DUPLICATE,
        "sequence number " + reading.getSequence() + " came before");
  }

  @Test
  void rejectsWhatAGatewaySendsAgain() {
    OperatorTest<SensorReading, SensorReading> test =
        filter()
            .reads(FIRST, SECOND, FIRST, SECOND)
            .emits(FIRST, SECOND)
            .emitsOn(Duplicates.REJECTED, duplicate(FIRST), duplicate(SECOND));
    assertThat(test.counter("accepted")).isEqualTo(2);
    assertThat(test.counter("rejected")).isEqualTo(2);
  }

  @Test
  void judgesEachSensorByItself() {
    SensorReading other = sensor("pump-2").at(1).sequence(1).value(10);
    filter().reads(FIRST, other).emits(FIRST, other).emitsNothingOn(Duplicates.REJECTED);
  }

  @Test
  void letsReadingsWithoutNumberThrough() {
    SensorReading unnumbered = sensor("pump-1").at(1).value(10);
    filter().reads(unnumbered, unnumbered).emits(unnumbered, unnumbered).leavesNoState();
  }

  @Test
  void remembersThroughARestore() {
    filter()
        .reads(FIRST, SECOND)
        .emits(FIRST, SECOND)
        .snapshotAndRestore()
        .reads(FIRST)
        .emitsNothing()
        .emitsOn(Duplicates.REJECTED, duplicate(FIRST));
  }

  @Test
  @SuppressWarnings("try") // Flink's close() may be interrupted
  void forgetsASensorThatStaysAwayForAWeek() throws Exception {
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(Duplicates.<String>bySequence()),
            SensorReading::getSensorId,
            Types.STRING)) {
      harness.setup(new SensorReadingSerializer());
      harness.open();
      harness.processElement(FIRST, 1);
      harness.setStateTtlProcessingTime(Duration.ofDays(7).toMillis() - 1);
      harness.processElement(FIRST, 1);
      assertThat(harness.extractOutputValues()).containsExactly(FIRST);
      harness.setStateTtlProcessingTime(Duration.ofDays(15).toMillis());
      harness.processElement(FIRST, 1);
      assertThat(harness.extractOutputValues()).containsExactly(FIRST, FIRST);
    }
  }
}
