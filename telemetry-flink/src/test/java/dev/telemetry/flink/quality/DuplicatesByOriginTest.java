package dev.telemetry.flink.quality;

import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.telemetry.flink.type.Originated;
import dev.telemetry.flink.type.SensorReadingSerializer;
import dev.telemetry.model.Loss;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import dev.telemetry.testkit.OperatorTest;
import dev.telemetry.testkit.OperatorTestBuilder;
import java.time.Duration;
import java.time.Instant;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.state.rocksdb.EmbeddedRocksDBStateBackend;
import org.apache.flink.streaming.api.operators.KeyedProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class DuplicatesByOriginTest {
  private static final long EPOCH = 0xcafe;
  private static final Instant START = Instant.ofEpochSecond(1_000_000);

  static StateBackend[] backends() {
    return new StateBackend[] {new HashMapStateBackend(), new EmbeddedRocksDBStateBackend()};
  }

  private static OperatorTest<Originated<SensorReading>, SensorReading> filter() {
    return filter(new HashMapStateBackend());
  }

  private static OperatorTest<Originated<SensorReading>, SensorReading> filter(
      StateBackend backend) {
    DuplicatesByOrigin settings =
        Duplicates.byOrigin().lostAfter(Duration.ofMinutes(1)).forgetAfter(Duration.ofDays(1));
    OperatorTestBuilder<Originated<SensorReading>, SensorReading> test =
        OperatorTest.of(settings.build());
    return test.on(backend)
        .keyedBy(DuplicatesByOrigin::keyOf)
        .timestampedBy(reading -> reading.value().getEventTime().toEpochMilli())
        .processingTime(START);
  }

  private static Originated<SensorReading> sent(String device, long epoch, long sequence) {
    return new Originated<>(reading(sequence), device, epoch, sequence);
  }

  private static Originated<SensorReading> sent(long sequence) {
    return sent("gateway-1", EPOCH, sequence);
  }

  private static SensorReading reading(long sequence) {
    return sensor("pump-" + sequence % 2).at(sequence).value((double) sequence);
  }

  private static Rejected duplicate(long sequence) {
    return new Rejected(
        reading(sequence),
        RejectionReason.DUPLICATE,
        "sequence %d of epoch 000000000000cafe of gateway-1 came before".formatted(sequence));
  }

  private static Loss loss(long first, long last, long count) {
    return new Loss("gateway-1", EPOCH, first, last, count);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void rejectsWhatASpoolSendsAgain(StateBackend backend) {
    var test =
        filter(backend)
            .reads(sent(7), sent(9), sent(8), sent(7))
            .snapshotAndRestore()
            .reads(sent(8), sent(9), sent(10))
            .emits(reading(7), reading(9), reading(8), reading(10))
            .emitsOn(Duplicates.REJECTED, duplicate(7), duplicate(8), duplicate(9))
            .emitsNothingOn(DuplicatesByOrigin.LOSSES);
    assertThat(test.counter("rejected")).isEqualTo(3);
  }

  @Test
  void judgesEachDeviceAndEachEpochByItself() {
    filter()
        .reads(sent("gateway-1", 1, 7), sent("gateway-2", 1, 7), sent("gateway-1", 2, 7))
        .emits(reading(7), reading(7), reading(7))
        .emitsNothingOn(Duplicates.REJECTED);
  }

  @Test
  void knowsAnOldEpochThatIsSentAgainAmongNewOnes() {
    var test = filter();
    for (int epoch = 0; epoch < 100; epoch++) {
      test.reads(sent("gateway-1", epoch, 5));
    }
    test.reads(sent("gateway-1", 0, 5), sent("gateway-1", 50, 5), sent("gateway-1", 50, 6));
    assertThat(test.counter("rejected")).isEqualTo(2);
    assertThat(test.counter("accepted")).isEqualTo(101);
  }

  @Test
  void letsReadingsWithoutOriginThrough() {
    Originated<SensorReading> unknown = Originated.unknown(reading(3));
    var test = filter().reads(unknown, unknown).emits(reading(3), reading(3)).leavesNoState();
    assertThat(test.counter("withoutOrigin")).isEqualTo(2);
    assertThat(test.counter("accepted")).isEqualTo(2);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void reportsALossAfterTheTimeAndFindsItLater(StateBackend backend) {
    var test =
        filter(backend)
            .reads(sent(0), sent(5))
            .processingTime(START.plusSeconds(61))
            .emitsNothingOn(DuplicatesByOrigin.LOSSES)
            .snapshotAndRestore()
            .processingTime(START.plusSeconds(121))
            .emitsOn(DuplicatesByOrigin.LOSSES, loss(1, 4, 4));
    test.reads(sent(2), sent(2)).emits(reading(0), reading(5), reading(2));
    assertThat(test.counter("found")).isEqualTo(1);
    assertThat(test.counter("rejected")).isEqualTo(1);
  }

  @Test
  void reportsAtTheEndOfTheInputWhatIsStillMissing() {
    filter()
        .reads(sent(0), sent(5))
        .watermark(Instant.ofEpochMilli(Long.MAX_VALUE))
        .emitsOn(DuplicatesByOrigin.LOSSES, loss(1, 4, 4));
  }

  @ParameterizedTest
  @MethodSource("backends")
  void goesOnAfterADrain(StateBackend backend) {
    var test =
        filter(backend)
            .reads(sent(0), sent(5))
            .watermark(Instant.ofEpochMilli(Long.MAX_VALUE))
            .emitsOn(DuplicatesByOrigin.LOSSES, loss(1, 4, 4))
            .snapshotAndRestore()
            .reads(sent(5), sent(7))
            .processingTime(START.plusSeconds(121))
            .processingTime(START.plusSeconds(181))
            .emitsOn(DuplicatesByOrigin.LOSSES, loss(6, 6, 1))
            .processingTime(START.plusSeconds(3 * 86_400))
            .leavesNoTimers();
    assertThat(test.counter("rejected")).isEqualTo(1);
  }

  @ParameterizedTest
  @MethodSource("backends")
  void forgetsAnEpochThatIsSilent(StateBackend backend) {
    filter(backend)
        .reads(sent(0), sent(3_000))
        .processingTime(START.plusSeconds(86_400 - 60))
        .reads(sent("gateway-1", 8, 1))
        .processingTime(START.plusSeconds(86_400 + 60))
        .reads(sent(0), sent("gateway-1", 8, 1))
        .emits(reading(0), reading(3_000), reading(1), reading(0))
        .processingTime(START.plusSeconds(3 * 86_400))
        .leavesNoTimers();
    filter()
        .reads(sent(0), sent(3_000))
        .processingTime(START.plusSeconds(3 * 86_400))
        .leavesNoState()
        .leavesNoTimers();
  }

  @Test
  @SuppressWarnings("try") // Flink's close() may be interrupted
  void leavesEventTimesAndWatermarksAsTheyAre() throws Exception {
    try (var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new KeyedProcessOperator<>(Duplicates.byOrigin().build()),
            DuplicatesByOrigin::keyOf,
            Types.STRING)) {
      harness.setup(new SensorReadingSerializer());
      harness.open();
      harness.processElement(sent(7), 7_000);
      harness.processWatermark(5_000);
      harness.processElement(sent(6), 6_000);
      assertThat(harness.getOutput())
          .containsExactly(
              new StreamRecord<>(reading(7), 7_000),
              new Watermark(5_000),
              new StreamRecord<>(reading(6), 6_000));
    }
  }

  @Test
  void refusesTimesThatAreNotPositive() {
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Duplicates.byOrigin().lostAfter(Duration.ZERO))
        .withMessageContaining("lostAfter")
        .withMessageContaining("PT0S");
    assertThatIllegalArgumentException()
        .isThrownBy(() -> Duplicates.byOrigin().forgetAfter(Duration.ofSeconds(-1)))
        .withMessageContaining("forgetAfter");
  }
}
