package dev.telemetry.flink.detect;

import static dev.telemetry.testkit.AnomalyMatchers.closed;
import static dev.telemetry.testkit.AnomalyMatchers.opened;
import static dev.telemetry.testkit.Sensors.at;
import static dev.telemetry.testkit.Sensors.sensor;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telemetry.flink.type.Measure;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.Severity;
import dev.telemetry.testkit.OperatorTest;
import dev.telemetry.testkit.Sensor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.junit.jupiter.api.Test;

class SilenceTest {
  private static final Sensor PUMP = sensor("pump-1").metric("vibration").unit("mm/s");
  private static final Silence<SensorReading> FIVE_MINUTES = Silence.longerThan(ofMinutes(5));

  private static OperatorTest<SensorReading, Anomaly> run(Silence<SensorReading> silence) {
    return OperatorTest.of(operator(silence)).keyedBy(SensorReading::getSensorId);
  }

  static SilenceOperator<SensorReading> operator(Silence<SensorReading> silence) {
    return silence.operator("silence");
  }

  @Test
  void opensWhenASensorFallsSilentAndClosesWhenItIsBack() {
    OperatorTest<SensorReading, Anomaly> test =
        run(FIVE_MINUTES)
            .processingTime(at(1_000))
            .reads(PUMP.at(100).value(12.3))
            .processingTime(at(1_299))
            .emitsNothing()
            .processingTime(at(1_300))
            .emits(opened("pump-1", at(100)))
            .processingTime(at(1_900))
            .emitsNothing()
            .reads(PUMP.at(999).value(11))
            .emits(closed("pump-1", at(999)));
    assertThat(test.outputs())
        .extracting(Anomaly::getExplanation)
        .containsExactly(
            "no reading for 5 min, the last was 12.3 mm/s at 1970-01-01T00:01:40Z",
            "back with 11 mm/s after 14 min without a reading");
    assertThat(test.counter("readings")).isEqualTo(2);
    assertThat(test.counter("opened")).isEqualTo(1);
    assertThat(test.counter("closed")).isEqualTo(1);
  }

  @Test
  void tellsTheSilenceInSecondsUnderAnIdOfTheLastReading() {
    Anomaly opening =
        run(FIVE_MINUTES.severity(Severity.CRITICAL).ruleVersion(2))
            .reads(PUMP.at(100).value(12.3))
            .processingTime(at(300))
            .outputs()
            .get(0);
    assertThat(opening.getId()).isEqualTo("silence|pump-1|silence.v2|1970-01-01T00:01:40Z|opened");
    assertThat(opening.getOpenedAt()).isEqualTo(at(100));
    assertThat(opening.getObserved()).isEqualTo(300);
    assertThat(opening.getUpper()).isEqualTo(300);
    assertThat(opening.getUnit()).isEqualTo("s");
    assertThat(opening.getSeverity()).isEqualTo(Severity.CRITICAL);
  }

  @Test
  void staysQuietWhileReadingsComeWhateverTheirTime() {
    OperatorTest<SensorReading, Anomaly> test = run(FIVE_MINUTES);
    for (int minute = 0; minute < 60; minute++) {
      test.processingTime(at(60L * minute)).reads(PUMP.at(1_000 - minute).value(1));
    }
    test.emitsNothing().processingTime(at(59 * 60 + 300)).emits(opened("pump-1", at(1_000)));
  }

  @Test
  void takesABadReadingForASignOfLife() {
    OperatorTest<SensorReading, Anomaly> test =
        run(FIVE_MINUTES)
            .reads(PUMP.at(0).value(1))
            .processingTime(at(200))
            .reads(PUMP.at(200).quality(Quality.BAD).value(2))
            .processingTime(at(400))
            .emitsNothing()
            .processingTime(at(500))
            .emits(opened("pump-1", at(200)))
            .reads(PUMP.at(600).value(Double.NaN))
            .emits(closed("pump-1", at(600)));
    assertThat(test.outputs())
        .extracting(Anomaly::getExplanation)
        .containsExactly(
            "no reading for 5 min, the last was at 1970-01-01T00:03:20Z",
            "back after 6 min without a reading");
  }

  @Test
  void closesWithAReadingThatWasUnderWayNotBeforeItOpened() {
    run(FIVE_MINUTES)
        .reads(PUMP.at(100).value(1))
        .processingTime(at(300))
        .emits(opened("pump-1", at(100)))
        .reads(PUMP.at(50).value(1))
        .emits(closed("pump-1", at(100)))
        .processingTime(at(600))
        .emits(opened("pump-1", at(50)));
  }

  @Test
  void findsASensorThatNeverSpoke() {
    OperatorTest<SensorReading, Anomaly> test =
        run(FIVE_MINUTES.expecting("pump-1", "pump-2"))
            .reads(PUMP.at(0).value(1))
            .processingTime(at(200))
            .reads(PUMP.at(200).value(1))
            .processingTime(at(300))
            .emits(opened("pump-2", at(0)));
    assertThat(test.outputs().get(0).getExplanation())
        .isEqualTo("no reading for 5 min, none ever since the watch began at 1970-01-01T00:00:00Z");
    test.reads(sensor("pump-2").at(400).value(20)).emits(closed("pump-2", at(400)));
  }

  @Test
  void watchesOnForASensorThatNeverSpokeAfterARestore() {
    run(FIVE_MINUTES.expecting("pump-1"))
        .processingTime(at(0))
        .processingTime(at(200))
        .snapshotAndRestore()
        .processingTime(at(499))
        .emitsNothing()
        .processingTime(at(500))
        .emits(opened("pump-1", at(0)))
        .snapshotAndRestore()
        .processingTime(at(5_000))
        .emitsNothing()
        .reads(PUMP.at(400).value(20))
        .emits(closed("pump-1", at(400)));
  }

  @Test
  void raisesNothingForTheTimeThatTheJobWasDown() {
    OperatorTest<SensorReading, Anomaly> test =
        run(FIVE_MINUTES)
            .reads(PUMP.at(0).value(1), sensor("pump-2").at(0).value(1))
            .processingTime(at(299))
            .snapshotAndRestore()
            .processingTime(at(598))
            .emitsNothing()
            .reads(PUMP.at(500).value(1))
            .processingTime(at(599))
            .emits(opened("pump-2", at(0)));
    assertThat(test.outputs().get(0).getExplanation()).startsWith("no reading for 5 min,");
  }

  @Test
  void closesAfterARestoreWhatWasOpenBefore() {
    run(FIVE_MINUTES)
        .reads(PUMP.at(0).value(1))
        .processingTime(at(300))
        .emits(opened("pump-1", at(0)))
        .snapshotAndRestore()
        .processingTime(at(900))
        .emitsNothing()
        .reads(PUMP.at(900).value(1))
        .emits(closed("pump-1", at(900)));
  }

  @Test
  void forgetsASensorThatStaysAway() {
    OperatorTest<SensorReading, Anomaly> test =
        run(FIVE_MINUTES.forgetAfter(ofDays(1)))
            .reads(PUMP.at(0).value(1))
            .processingTime(at(86_399))
            .emits(opened("pump-1", at(0)))
            .processingTime(at(86_400))
            .emits(closed("pump-1", at(86_400)))
            .leavesNoTimers()
            .leavesNoState();
    assertThat(test.outputs().get(1).getExplanation())
        .isEqualTo("no reading for 24 h, the sensor is forgotten");
    assertThat(test.outputs().get(1).getScore()).isEqualTo(1);
    assertThat(test.counter("forgotten")).isEqualTo(1);
  }

  @Test
  void neverForgetsASensorThatIsExpected() {
    run(FIVE_MINUTES.forgetAfter(ofDays(1)).expecting("pump-1"))
        .processingTime(at(0))
        .processingTime(at(300))
        .emits(opened("pump-1", at(0)))
        .processingTime(at(100 * 86_400))
        .emitsNothing();
  }

  @Test
  void setsOneTimerForASensorHoweverOftenItSpeaksAndComesBack() {
    OperatorTest<SensorReading, Anomaly> test =
        run(FIVE_MINUTES.forgetAfter(ofDays(1))).reads(PUMP.at(0).reads(1, 2, 3, 4));
    for (int i = 1; i <= 10; i++) {
      test.processingTime(at(1_000L * i)).reads(PUMP.at(1_000L * i).value(1));
    }
    test.processingTime(at(11_000 + 86_400)).leavesNoTimers().leavesNoState();
    assertThat(test.counter("opened")).isEqualTo(11);
    assertThat(test.counter("closed")).isEqualTo(11);
    assertThat(test.outputs()).extracting(Anomaly::getId).doesNotHaveDuplicates();
  }

  @Test
  void watchesRecordsOfAnyKindAsAPlainFunction() {
    Silence<Payment> silence =
        FIVE_MINUTES.over(Measure.<Payment>of(Payment::amount).named("amount", "EUR"));
    OperatorTest<Payment, Anomaly> test =
        OperatorTest.of(silence.build("silence"))
            .keyedBy(Payment::card, Types.STRING)
            .timestampedBy(Payment::millis)
            .reads(new Payment("card-1", 1_000, 20))
            .processingTime(at(300))
            .emits(opened("card-1", at(1)));
    assertThat(test.outputs().get(0).getExplanation())
        .isEqualTo("no reading for 5 min, the last was 20 EUR at 1970-01-01T00:00:01Z");
  }

  @Test
  void takesTheBytesThatItsDocumentationStates() throws Exception {
    DataOutputSerializer out = new DataOutputSerializer(64);
    SilenceState state = SilenceState.since(0);
    state.hear(0, 0, 1, "mm/s");
    new SilenceStateSerializer().serialize(state, out);
    assertThat(out.length()).isEqualTo(37 + "mm/s".length());
  }

  @Test
  void refusesSettingsThatMakeNoSense() {
    assertThatThrownBy(() -> Silence.longerThan(ofSeconds(0)))
        .hasMessage("longerThan must be at least 1 ms, was PT0S");
    assertThatThrownBy(() -> FIVE_MINUTES.forgetAfter(ofMinutes(5)).build("silence"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("forgetAfter must be longer than longerThan, was PT5M and PT5M");
    assertThatThrownBy(() -> FIVE_MINUTES.expecting("pump-1").build("silence"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("expecting(...) needs attach(...)");
    assertThatThrownBy(() -> FIVE_MINUTES.ruleVersion(0))
        .hasMessage("ruleVersion must be >= 1, was 0");
    assertThatThrownBy(() -> FIVE_MINUTES.oncePer(key -> "press-7").moreThan(Double.NaN))
        .hasMessage("moreThan must be > 0 and < 1, was NaN");
  }
}
