package dev.telemetry.flink.quality;

import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telemetry.model.Quality;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import dev.telemetry.testkit.Sensor;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateRulesTest {
  private static final Sensor PUMP = sensor("pump-1").at(60);
  private static final GateRules RULES =
      GateRules.basic()
          .unit("temperature", "Cel")
          .metricRange("temperature", new ValueRange(-40, 250))
          .sensorRange("furnace-1", new ValueRange(0, 1_500));

  private static void rejects(
      GateRules rules, SensorReading reading, RejectionReason reason, String wording) {
    assertThat(rules.judge(reading)).isEqualTo(reason);
    assertThat(rules.explain(reading, reason)).isEqualTo(wording);
  }

  private static void accepts(GateRules rules, SensorReading reading) {
    assertThat(rules.judge(reading)).isNull();
  }

  @Test
  void acceptsWhatKeepsEveryRule() {
    accepts(RULES, PUMP.value(20));
  }

  @Test
  void rejectsValuesThatAreNotFinite() {
    rejects(RULES, PUMP.value(Double.NaN), RejectionReason.NOT_FINITE, "the value is NaN");
    rejects(
        RULES,
        PUMP.value(Double.NEGATIVE_INFINITY),
        RejectionReason.NOT_FINITE,
        "the value is -Infinity");
  }

  @Test
  void rejectsBadQualityOnlyUnlessToldOtherwise() {
    rejects(
        RULES,
        PUMP.quality(Quality.BAD).value(20),
        RejectionReason.BAD_QUALITY,
        "the quality is BAD");
    accepts(RULES, PUMP.quality(Quality.UNCERTAIN).value(20));
    rejects(
        RULES.goodOnly(),
        PUMP.quality(Quality.UNCERTAIN).value(20),
        RejectionReason.BAD_QUALITY,
        "the quality is UNCERTAIN");
  }

  @Test
  void rejectsTimesBefore1970UnlessToldOtherwise() {
    accepts(RULES, PUMP.at(0).value(20));
    rejects(
        RULES,
        PUMP.at(Instant.ofEpochMilli(-1)).value(20),
        RejectionReason.TOO_OLD,
        "1969-12-31T23:59:59.999Z is before the earliest time that is accepted");
    accepts(RULES.notBefore(-5_000), PUMP.at(-5).value(20));
    assertThat(RULES.notBefore(60_001).judge(PUMP.value(20))).isEqualTo(RejectionReason.TOO_OLD);
  }

  @Test
  void rejectsTheExtremesOfTime() {
    assertThat(RULES.judge(PUMP.at(Instant.ofEpochMilli(Long.MIN_VALUE)).value(20)))
        .isEqualTo(RejectionReason.TOO_OLD);
    accepts(RULES, PUMP.at(Instant.ofEpochMilli(Long.MAX_VALUE)).value(20));
  }

  @Test
  void rejectsAnotherUnitOfTheMetric() {
    rejects(
        RULES,
        PUMP.unit("[degF]").value(20),
        RejectionReason.WRONG_UNIT,
        "the unit is \"[degF]\" and should be \"Cel\"");
    accepts(RULES, PUMP.metric("pressure").unit("bar").value(20));
  }

  @Test
  void acceptsBothEndsOfTheRange() {
    accepts(RULES, PUMP.value(-40));
    accepts(RULES, PUMP.value(250));
    rejects(
        RULES,
        PUMP.value(Math.nextUp(250.0)),
        RejectionReason.OUT_OF_RANGE,
        "250.00000000000003 Cel is outside -40.0..250.0 Cel");
    rejects(
        RULES,
        PUMP.value(-40.5),
        RejectionReason.OUT_OF_RANGE,
        "-40.5 Cel is outside -40.0..250.0 Cel");
  }

  @Test
  void prefersTheSensorsRangeToItsMetrics() {
    Sensor furnace = sensor("furnace-1").at(60);
    accepts(RULES, furnace.value(1_200));
    rejects(
        RULES,
        furnace.value(-10),
        RejectionReason.OUT_OF_RANGE,
        "-10.0 Cel is outside 0.0..1500.0 Cel");
  }

  @Test
  void leavesOtherMetricsAlone() {
    accepts(RULES, PUMP.metric("count").unit("1").value(1e300));
  }

  @Test
  void rejectsOnceForTheFirstRuleInOrder() {
    SensorReading worst =
        PUMP.unit("x".repeat(32)).quality(Quality.BAD).at(-1).value(Double.POSITIVE_INFINITY);
    assertThat(RULES.judge(worst)).isEqualTo(RejectionReason.MALFORMED);
    worst.setUnit("K");
    assertThat(RULES.judge(worst)).isEqualTo(RejectionReason.NOT_FINITE);
    worst.setValue(999);
    assertThat(RULES.judge(worst)).isEqualTo(RejectionReason.BAD_QUALITY);
    worst.setQuality(Quality.GOOD);
    assertThat(RULES.judge(worst)).isEqualTo(RejectionReason.TOO_OLD);
    worst.setEventTime(Instant.EPOCH);
    assertThat(RULES.judge(worst)).isEqualTo(RejectionReason.WRONG_UNIT);
    worst.setUnit("Cel");
    assertThat(RULES.judge(worst)).isEqualTo(RejectionReason.OUT_OF_RANGE);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 256})
  void rejectsSensorIdsThatAreEmptyOrTooLong(int length) {
    rejects(
        RULES,
        sensor("x".repeat(length)).value(20),
        RejectionReason.MALFORMED,
        "the sensor id needs 1 to 255 characters, the metric 1 to 63, the unit at most 31");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 64})
  void rejectsMetricsThatAreEmptyOrTooLong(int length) {
    assertThat(RULES.judge(PUMP.metric("x".repeat(length)).value(20)))
        .isEqualTo(RejectionReason.MALFORMED);
  }

  @Test
  void acceptsTheLongestNamesAndNoUnit() {
    Sensor longest = sensor("x".repeat(255)).metric("y".repeat(63));
    accepts(RULES, longest.unit("z".repeat(31)).value(20));
    accepts(RULES, longest.unit("").value(20));
  }

  @Test
  void refusesARangeThatHoldsNothing() {
    assertThatThrownBy(() -> Gate.finite().range("temperature", 5, 5))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("a range needs lowest < highest, was 5.0 and 5.0");
    assertThatThrownBy(() -> Gate.finite().rangeOfSensor("pump-1", Double.NaN, 5))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
