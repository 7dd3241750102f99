package dev.telemetry.flink.detect;

import static dev.telemetry.testkit.AnomalyMatchers.changed;
import static dev.telemetry.testkit.AnomalyMatchers.closed;
import static dev.telemetry.testkit.AnomalyMatchers.opened;
import static dev.telemetry.testkit.Sensors.at;
import static dev.telemetry.testkit.Sensors.sensor;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Detectors;
import dev.telemetry.detect.Schedule;
import dev.telemetry.detect.Threshold;
import dev.telemetry.detect.ZScore;
import dev.telemetry.flink.type.Measure;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.Severity;
import dev.telemetry.testkit.OperatorTest;
import dev.telemetry.testkit.Sensor;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.typeinfo.Types;
import org.junit.jupiter.api.Test;

class DetectAnomaliesTest {
  private static final Sensor PUMP = sensor("pump-1");
  private static final Threshold HOT =
      Threshold.above(90).clearBelow(85).severity(Severity.CRITICAL).ruleVersion(3);

  private static OperatorTest<SensorReading, Anomaly> run(DetectAnomalies<SensorReading> builder) {
    return OperatorTest.of(builder.<String>build()).keyedBy(SensorReading::getSensorId);
  }

  private static OperatorTest<SensorReading, Anomaly> with(Detector<?>... detectors) {
    return run(DetectAnomalies.with(detectors));
  }

  @Test
  void opensAndClosesAnEpisodeOnce() {
    OperatorTest<SensorReading, Anomaly> test =
        with(HOT)
            .reads(PUMP.at(0).reads(80, 91, 95, 88, 80, 70))
            .watermark(10)
            .emits(opened("pump-1", at(1)), closed("pump-1", at(4)))
            .leavesNoTimers();
    assertThat(test.counter("judged")).isEqualTo(6);
    assertThat(test.counter("opened")).isEqualTo(1);
    assertThat(test.counter("closed")).isEqualTo(1);
  }

  @Test
  void waitsForTheWatermarkBeforeItJudges() {
    with(HOT)
        .reads(PUMP.at(5).value(95))
        .watermark(4)
        .emitsNothing()
        .watermark(5)
        .emits(opened("pump-1", at(5)));
  }

  @Test
  void tellsAllAboutTheOpening() {
    Anomaly opening =
        run(DetectAnomalies.with(HOT).named("overheating"))
            .reads(PUMP.at(1).value(95.5))
            .watermark(10)
            .outputs()
            .get(0);
    assertThat(opening)
        .isEqualTo(
            Anomaly.newBuilder()
                .setId("overheating|pump-1|threshold.v3|1970-01-01T00:00:01Z|opened")
                .setEpisode("overheating|pump-1|threshold.v3|1970-01-01T00:00:01Z")
                .setPhase(EpisodePhase.OPENED)
                .setOperator("overheating")
                .setKey("pump-1")
                .setMetric("temperature")
                .setUnit("Cel")
                .setDetector("threshold")
                .setRuleVersion(3)
                .setSeverity(Severity.CRITICAL)
                .setScore(1)
                .setEventTime(at(1))
                .setOpenedAt(at(1))
                .setClosedAt(null)
                .setObserved(95.5)
                .setExpected(null)
                .setLower(null)
                .setUpper(90.0)
                .setPeak(95.5)
                .setExplanation("95.5 Cel is above 90 Cel")
                .build());
  }

  @Test
  void sharesTheEpisodeBetweenOpeningAndClosing() {
    List<Anomaly> edges = with(HOT).reads(PUMP.at(1).reads(91, 97, 80)).watermark(10).outputs();
    Anomaly opening = edges.get(0);
    Anomaly closing = edges.get(1);
    assertThat(closing.getEpisode()).isEqualTo(opening.getEpisode());
    assertThat(closing.getId()).isEqualTo(opening.getEpisode() + "|closed");
    assertThat(closing.getOpenedAt()).isEqualTo(opening.getOpenedAt());
    assertThat(closing.getClosedAt()).isEqualTo(at(3));
    assertThat(closing.getPeak()).isEqualTo(97);
    assertThat(closing.getObserved()).isEqualTo(80);
  }

  @Test
  void reportsEachRiseInSeverityOnce() {
    Threshold detector = Threshold.above(90).escalateTo(Severity.CRITICAL).above(95);
    OperatorTest<SensorReading, Anomaly> test =
        with(detector)
            .reads(PUMP.at(1).reads(91, 96, 97, 80))
            .watermark(10)
            .emits(opened("pump-1", at(1)), changed("pump-1", at(2)), closed("pump-1", at(4)));
    Anomaly change = test.outputs().get(1);
    assertThat(change.getId()).isEqualTo(change.getEpisode() + "|changed|critical");
    assertThat(change.getClosedAt()).isNull();
    assertThat(test.outputs())
        .extracting(Anomaly::getSeverity)
        .containsExactly(Severity.WARNING, Severity.CRITICAL, Severity.CRITICAL);
    assertThat(test.counter("changed")).isEqualTo(1);
  }

  @Test
  void keepsTheStatesOfComposedDetectors() {
    Detector<?> detector =
        Detectors.anyOf(HOT, ZScore.rolling(20).beyond(5)).during(Schedule.daily());
    OperatorTest<SensorReading, Anomaly> test =
        with(detector).reads(PUMP.at(0).reads(20, 21, 20, 21, 20, 21, 20, 21, 20, 21, 20, 21));

    List<Anomaly> edges =
        test.watermark(12)
            .snapshotAndRestore()
            .reads(PUMP.at(13).reads(60, 95))
            .watermark(20)
            .outputs();

    assertThat(edges)
        .extracting(Anomaly::getPhase)
        .containsExactly(EpisodePhase.OPENED, EpisodePhase.CHANGED);
    assertThat(edges.get(0).getDetector()).isEqualTo("gated-any-of");
    assertThat(edges.get(0).getExplanation())
        .startsWith("z-score: 60 Cel is far above the expected 20.5 Cel");
    assertThat(edges.get(1).getSeverity()).isEqualTo(Severity.CRITICAL);
    assertThat(edges.get(1).getPeak()).isEqualTo(95);
  }

  @Test
  void givesTheSameInEveryOrderWithinTheDisorder() {
    List<SensorReading> readings =
        new ArrayList<>(PUMP.at(0).reads(80, 91, 95, 60, 92, 93, 40, 99, 99, 80));
    // one moment, two values: 91 opens whichever of them comes first
    readings.add(PUMP.at(1).value(20));
    List<Anomaly> inOrder = with(HOT).reads(readings).watermark(100).outputs();
    assertThat(inOrder).hasSize(6);
    for (int seed = 0; seed < 20; seed++) {
      Collections.shuffle(readings, new Random(seed));
      assertThat(with(HOT).reads(readings).watermark(100).outputs()).isEqualTo(inOrder);
    }
  }

  @Test
  void namesTheSameMetricWhateverTheOrderOfArrival() {
    SensorReading inlet = PUMP.at(1).metric("inlet").value(95);
    SensorReading outlet = PUMP.at(1).metric("outlet").value(95);
    assertThat(with(HOT).reads(inlet, outlet).watermark(10).outputs())
        .isEqualTo(with(HOT).reads(outlet, inlet).watermark(10).outputs())
        .hasSize(1);
  }

  @Test
  void handsOutLateReadingsWholeAndUnjudged() {
    SensorReading late = PUMP.at(4).sequence(7).value(99);
    OperatorTest<SensorReading, Anomaly> test =
        with(HOT)
            .reads(PUMP.at(5).value(80))
            .watermark(5)
            .reads(late)
            .watermark(100)
            .emitsNothing()
            .emitsOn(DetectAnomalies.LATE, late)
            .leavesNoTimers();
    assertThat(test.counter("late")).isEqualTo(1);
    assertThat(test.counter("judged")).isEqualTo(1);
  }

  @Test
  void takesWhatWasLateForLateRightAfterARestore() {
    SensorReading late = PUMP.at(4).value(99);
    with(HOT)
        .reads(PUMP.at(5).value(80))
        .watermark(5)
        .snapshotAndRestore()
        .reads(late)
        .emitsOn(DetectAnomalies.LATE, late);
  }

  @Test
  void ignoresWhatHasNoValue() {
    OperatorTest<SensorReading, Anomaly> test =
        with(HOT)
            .reads(PUMP.at(1).value(Double.NaN), PUMP.at(2).value(Double.POSITIVE_INFINITY))
            .reads(PUMP.at(3).quality(Quality.BAD).value(99))
            .watermark(10)
            .emitsNothing()
            .leavesNoTimers()
            .leavesNoState();
    assertThat(test.counter("ignored")).isEqualTo(3);
    assertThat(test.counter("judged")).isZero();
  }

  @Test
  void runsSeveralDetectorsSideBySide() {
    with(HOT, Threshold.below(10), Threshold.above(50).ruleVersion(2))
        .reads(PUMP.at(1).reads(95, 5))
        .watermark(10)
        .emits(
            opened("pump-1", at(1)),
            opened("pump-1", at(1)),
            closed("pump-1", at(2)),
            opened("pump-1", at(2)),
            closed("pump-1", at(2)));
  }

  @Test
  void givesEpisodesOfDetectorsOfOneKindDifferentIds() {
    List<Anomaly> edges =
        with(Threshold.above(90), Threshold.above(50))
            .reads(PUMP.at(1).value(95))
            .watermark(10)
            .outputs();
    assertThat(edges)
        .extracting(Anomaly::getEpisode)
        .containsExactly(
            "anomalies|pump-1|threshold.v1|1970-01-01T00:00:01Z",
            "anomalies|pump-1|threshold-2.v1|1970-01-01T00:00:01Z");
  }

  @Test
  void watchesANamedMetricOnly() {
    DetectAnomalies<SensorReading> builder =
        DetectAnomalies.with().on("temperature", HOT).on("pressure", Threshold.below(1));
    OperatorTest.of(builder.<String>build())
        .keyedBy(reading -> "machine-1", Types.STRING)
        .reads(PUMP.at(1).value(0.5), PUMP.at(2).metric("pressure").unit("bar").value(95))
        .watermark(5)
        .emitsNothing()
        .reads(PUMP.at(6).value(95), PUMP.at(7).metric("pressure").unit("bar").value(0.5))
        .watermark(10)
        .emits(opened("machine-1", at(6)), opened("machine-1", at(7)));
  }

  @Test
  void goesOnInTheMiddleOfAnEpisodeAfterARestore() {
    Detector<?>[] detectors = {
      HOT.forAtLeast(ofSeconds(2)), ZScore.rolling(ofSeconds(30)).afterWarmUp(5).sigmaFloor(0.5)
    };
    double[] values = {70, 71, 70, 69, 70, 71, 95, 96, 97, 99, 70, 71, 70};
    List<Anomaly> unbroken =
        with(detectors).reads(PUMP.at(0).reads(values)).watermark(100).outputs();
    assertThat(unbroken).hasSize(4);
    OperatorTest<SensorReading, Anomaly> broken = with(detectors);
    for (int i = 0; i < values.length; i++) {
      broken.reads(PUMP.at(i).value(values[i])).snapshotAndRestore().watermark(i - 1);
    }
    assertThat(broken.watermark(100).outputs()).isEqualTo(unbroken);
  }

  @Test
  void judgesRecordsOfAnyKind() {
    DetectAnomalies<Payment> builder =
        DetectAnomalies.with(Threshold.above(1_000)).over(Payment.class, Payment::amount);
    OperatorTest.of(builder.<String>build())
        .keyedBy(Payment::card, Types.STRING)
        .timestampedBy(Payment::millis)
        .reads(new Payment("card-1", 1_000, 20), new Payment("card-1", 2_000, 5_000))
        .watermark(5)
        .emits(opened("card-1", at(2)))
        .reads(new Payment("card-1", 3_000, 1))
        .emitsOn(DetectAnomalies.lateOf(Payment.class), new Payment("card-1", 3_000, 1));
  }

  @Test
  void namesWhatItMeasuresInRecordsOfAnyKind() {
    Measure<Payment> amount = Measure.<Payment>of(Payment::amount).named("amount", "EUR");
    Anomaly opening =
        OperatorTest.of(
                DetectAnomalies.with(Threshold.above(1_000))
                    .over(Types.POJO(Payment.class), amount)
                    .<String>build())
            .keyedBy(Payment::card, Types.STRING)
            .timestampedBy(Payment::millis)
            .reads(new Payment("card-1", 2_000, 5_000))
            .watermark(5)
            .outputs()
            .get(0);
    assertThat(opening.getMetric()).isEqualTo("amount");
    assertThat(opening.getExplanation()).isEqualTo("5000 EUR is above 1000 EUR");
  }

  @Test
  void refusesToRunWithoutADetector() {
    assertThatThrownBy(() -> DetectAnomalies.with().build())
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("name at least one detector, in with(...) or on(...)");
    assertThatThrownBy(() -> DetectAnomalies.with(HOT).forgetAfter(Duration.ZERO))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("forgetAfter must be positive, was PT0S");
  }
}
