package dev.telemetry.flink.upgrade;

import static java.time.Duration.ofDays;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;

import dev.telemetry.alarm.AlarmPolicy;
import dev.telemetry.detect.Cusum;
import dev.telemetry.detect.Dimension;
import dev.telemetry.detect.RandomCutForest;
import dev.telemetry.detect.Threshold;
import dev.telemetry.detect.ZScore;
import dev.telemetry.flink.Collected;
import dev.telemetry.flink.alarm.AlarmGroupStreams;
import dev.telemetry.flink.alarm.AlarmGroups;
import dev.telemetry.flink.alarm.AlarmStreams;
import dev.telemetry.flink.alarm.Alarms;
import dev.telemetry.flink.detect.DetectAnomalies;
import dev.telemetry.flink.detect.DetectTogether;
import dev.telemetry.flink.detect.RuledDetection;
import dev.telemetry.flink.detect.RuledStreams;
import dev.telemetry.flink.detect.Silence;
import dev.telemetry.flink.detect.SilenceStreams;
import dev.telemetry.flink.quality.Duplicates;
import dev.telemetry.flink.quality.Gate;
import dev.telemetry.flink.quality.Gated;
import dev.telemetry.flink.type.Originated;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.flink.window.GridStreams;
import dev.telemetry.flink.window.OverallEffectiveness;
import dev.telemetry.flink.window.PlantPath;
import dev.telemetry.flink.window.Resample;
import dev.telemetry.flink.window.StatisticsStreams;
import dev.telemetry.flink.window.WindowedStatistics;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.GridPoint;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.stats.TimeCourse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Every operator with state in one job. What is forgotten by the clock is kept for a century, as a
 * golden savepoint is restored in other years.
 */
final class CanonicalJob {
  static final int MAX_PARALLELISM = 8;

  private static final Duration CENTURY = ofDays(36_500);

  final Collected<String> rows = new Collected<>();
  final Collected<String> silences = new Collected<>();

  private final CanonicalInput input;
  private final List<DataStream<String>> texts = new ArrayList<>();
  private String anomalies = "anomalies";

  CanonicalJob(CanonicalInput input) {
    this.input = input;
  }

  CanonicalJob withUidOfAnomalies(String uid) {
    anomalies = uid;
    return this;
  }

  /** As if each sensor were a gateway. */
  private static DataStream<Originated<SensorReading>> withOrigins(
      DataStream<SensorReading> readings) {
    TypeInformation<Originated<SensorReading>> type =
        Originated.typeOf(RecordTypeInfo.ofRecord(SensorReading.class));
    return readings.map(CanonicalJob::withOrigin).returns(type).name("origins").uid("origins");
  }

  private static Originated<SensorReading> withOrigin(SensorReading reading) {
    Long sequence = reading.getSequence();
    return sequence == null
        ? Originated.unknown(reading)
        : new Originated<>(reading, reading.getSensorId(), 1, sequence);
  }

  CanonicalJob attach(StreamExecutionEnvironment env) {
    env.setMaxParallelism(MAX_PARALLELISM);
    Gated gated = Gate.finite().range("temperature", -40, 250).attach(input.readings(env), "gate");
    Gated unique =
        Duplicates.attach(gated.accepted().keyBy(SensorReading::getSensorId), "duplicates");
    collect(gated.rejected(), "rejected");
    collect(unique.rejected(), "repeated");
    KeyedStream<SensorReading, String> bySensor =
        Duplicates.byOrigin()
            .attach(withOrigins(unique.accepted()), "once")
            .accepted()
            .keyBy(SensorReading::getSensorId);
    KeyedStream<SensorReading, String> measured =
        bySensor
            .filter(reading -> !reading.getMetric().equals("count"))
            .uid("measured")
            .keyBy(SensorReading::getSensorId);
    statistics(measured);
    effectiveness(bySensor);
    alarms(ruled(env, measured), detected(measured), together(measured), env);
    silence(bySensor);
    texts.stream().reduce((a, b) -> a.union(b)).orElseThrow().sinkTo(rows).uid("rows");
    return this;
  }

  private void collect(DataStream<? extends SpecificRecord> stream, String name) {
    texts.add(text(stream, name));
  }

  private static DataStream<String> text(DataStream<? extends SpecificRecord> stream, String name) {
    return stream
        .map(row -> name + " " + row)
        .returns(Types.STRING)
        .name(name + "-text")
        .uid(name + "-text");
  }

  private void statistics(KeyedStream<SensorReading, String> bySensor) {
    StatisticsStreams<SensorReading> statistics =
        WindowedStatistics.of(bySensor)
            .tumbling(ofSeconds(30))
            .sliding(ofSeconds(60), ofSeconds(30))
            .quantiles(0.5)
            .rollUp(PlantPath::parentOf, 2)
            .lateWithin(ofSeconds(20))
            .attach("statistics");
    collect(statistics.results(), "statistics");
    collect(statistics.rollups(), "rollups");
    collect(statistics.late(), "late");
  }

  private void effectiveness(KeyedStream<SensorReading, String> bySensor) {
    DataStream<WindowStatistics> courses =
        WindowedStatistics.of(bySensor)
            .tumbling(ofSeconds(20))
            .course(TimeCourse.Rules.PLAIN.above(0.5))
            .attach("courses")
            .results();
    collect(
        OverallEffectiveness.of(courses)
            .running("state")
            .good("good")
            .bad("bad")
            .idealCycle(ofSeconds(1))
            .lateWithin(ofSeconds(30))
            .attach("oee"),
        "effectiveness");
  }

  private DataStream<Anomaly> ruled(
      StreamExecutionEnvironment env, KeyedStream<SensorReading, String> bySensor) {
    RuledStreams<SensorReading> ruled =
        RuledDetection.otherwise()
            .forgetAfter(CENTURY)
            .attach(bySensor, CanonicalInput.rules(env), "ruled");
    collect(ruled.anomalies(), "ruled");
    collect(ruled.shadows(), "shadows");
    return ruled.anomalies();
  }

  private DataStream<Anomaly> detected(KeyedStream<SensorReading, String> bySensor) {
    DataStream<Anomaly> found =
        bySensor
            .process(
                DetectAnomalies.with(
                        Threshold.above(90).clearBelow(85).forAtLeast(ofSeconds(2)),
                        ZScore.rolling(ofSeconds(60)).afterWarmUp(20).sigmaFloor(1),
                        Cusum.learning(30))
                    .forgetAfter(CENTURY)
                    .build())
            .name(anomalies)
            .uid(anomalies);
    collect(found, "anomalies");
    return found;
  }

  private DataStream<Anomaly> together(KeyedStream<SensorReading, String> bySensor) {
    GridStreams<SensorReading> grid =
        Resample.of(bySensor)
            .every(ofSeconds(5))
            .linear()
            .holdAtMost(ofSeconds(10))
            .forgetAfter(ofSeconds(20))
            .attach("grid");
    collect(grid.points().filter(CanonicalJob::isFull).uid("full"), "points");
    DataStream<Anomaly> found =
        grid.points()
            .keyBy(point -> String.valueOf(PlantPath.parentOf(point.getKey())))
            .process(
                DetectTogether.with(
                        RandomCutForest.of(Dimension.of("oil", "Cel"), Dimension.of("pump", "bar"))
                            .trees(5)
                            .sampleSize(16)
                            .afterWarmUp(8))
                    .forgetAfter(CENTURY)
                    .build())
            .uid("together");
    collect(found, "together");
    return found;
  }

  private static boolean isFull(GridPoint point) {
    return point.getEventTime().getEpochSecond() % 20 == 0;
  }

  private void alarms(
      DataStream<Anomaly> ruled,
      DataStream<Anomaly> detected,
      DataStream<Anomaly> together,
      StreamExecutionEnvironment env) {
    AlarmStreams alarms =
        Alarms.of(ruled.union(detected, together), CanonicalInput.commands(env))
            .policy(AlarmPolicy.plain().chatteringAt(3, ofMinutes(5)))
            .attach("alarms");
    collect(alarms.alarms(), "alarms");
    collect(alarms.rejectedCommands(), "refused");
    AlarmGroupStreams groups =
        AlarmGroups.of(alarms.alarms().filter(CanonicalJob::isRuled).uid("few"), Alarm::getMachine)
            .stormAt(1, ofMinutes(2))
            .attach("groups");
    collect(groups.alarms(), "called");
    collect(groups.summaries(), "summaries");
  }

  /** Of one sensor per machine, as a storm tells the alarms of several in the order they come. */
  private static boolean isRuled(Alarm alarm) {
    return alarm.getSource().startsWith("ruled");
  }

  /** Made by the clock: not among the rows. */
  private void silence(KeyedStream<SensorReading, String> bySensor) {
    SilenceStreams silence =
        Silence.longerThan(ofSeconds(3))
            .expecting("line-1/press-9/ghost")
            .forgetAfter(CENTURY)
            .oncePer(PlantPath::parentOf)
            .within(ofSeconds(1))
            .attach(bySensor, "silence");
    text(silence.sensors().union(silence.machines()), "silence")
        .sinkTo(silences)
        .uid("silence-out");
  }
}
