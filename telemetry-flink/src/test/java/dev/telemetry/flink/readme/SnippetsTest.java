package dev.telemetry.flink.readme;

import static dev.telemetry.testkit.AnomalyMatchers.closed;
import static dev.telemetry.testkit.AnomalyMatchers.opened;
import static dev.telemetry.testkit.Sensors.at;
import static dev.telemetry.testkit.Sensors.sensor;
import static java.time.Duration.ofDays;
import static java.time.Duration.ofHours;
import static java.time.Duration.ofMinutes;
import static java.time.Duration.ofSeconds;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.alarm.AlarmPolicy;
import dev.telemetry.detect.Detectors;
import dev.telemetry.detect.Threshold;
import dev.telemetry.flink.TelemetryEnvironment;
import dev.telemetry.flink.alarm.AlarmGroups;
import dev.telemetry.flink.alarm.Alarms;
import dev.telemetry.flink.detect.DetectAnomalies;
import dev.telemetry.flink.detect.Replay;
import dev.telemetry.flink.detect.RuledDetection;
import dev.telemetry.flink.detect.Silence;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.flink.window.PlantPath;
import dev.telemetry.flink.window.StatisticsStreams;
import dev.telemetry.flink.window.WindowedStatistics;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmAction;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.stats.TimeCourse;
import dev.telemetry.testkit.OperatorTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the README shows is compiled and run here, or in FirstJobIT. */
class SnippetsTest {
  private static final Path README = Path.of("../README.md");
  private static final Path SOURCES = Path.of("src/test/java/dev/telemetry/flink/readme");
  private static final Pattern JAVA_BLOCK = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL);

  @Test
  void everyBlockOfTheReadmeIsRunByATest() throws IOException {
    List<String> sources = new ArrayList<>();
    try (Stream<Path> files = Files.list(SOURCES)) {
      for (Path file : files.toList()) {
        sources.add(squeezed(Files.readString(file)));
      }
    }
    List<String> blocks = new ArrayList<>();
    Matcher block = JAVA_BLOCK.matcher(Files.readString(README));
    while (block.find()) {
      blocks.add(block.group(1));
    }

    assertThat(blocks).isNotEmpty();
    assertThat(blocks)
        .allSatisfy(
            text -> assertThat(sources).anyMatch(source -> source.contains(squeezed(text))));
  }

  private static String squeezed(String code) {
    return code.replaceAll("\\s+", "");
  }

  @Test
  void firstJobHasFewerThanFortyLines() throws IOException {
    assertThat(Files.readAllLines(SOURCES.resolve("FirstJob.java"))).hasSizeLessThan(40);
  }

  @Test
  void testsAnOperatorInOneSentence() {
    OperatorTest.of(DetectAnomalies.with(Threshold.above(90)).<String>build())
        .keyedBy(SensorReading::getSensorId)
        .reads(sensor("pump-1").at(0).value(89), sensor("pump-1").at(1).value(91))
        .watermark(1)
        .snapshotAndRestore()
        .reads(sensor("pump-1").at(2).value(80))
        .watermark(2)
        .emits(opened("pump-1", at(1)), closed("pump-1", at(2)))
        .leavesNoTimers();
  }

  @Test
  void servesAnotherDomain() throws Exception {
    StreamExecutionEnvironment env =
        StreamExecutionEnvironment.createLocalEnvironment(
            TelemetryEnvironment.configuration(new Configuration(), List.of()));
    var rides =
        env.fromData(
                new Ride("north", 120, 0),
                new Ride("north", 60, 30_000),
                new Ride("south", 30, 45_000))
            .uid("rides")
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<Ride>forMonotonousTimestamps()
                    .withTimestampAssigner((ride, time) -> ride.atMillis()))
            .uid("times");

    var demand =
        WindowedStatistics.of(rides.keyBy(Ride::zone))
            .over(Ride::waitSeconds)
            .sliding(ofMinutes(15), ofMinutes(1))
            .attach("demand");

    List<String> means = new ArrayList<>();
    demand
        .results()
        .executeAndCollect()
        .forEachRemaining(result -> means.add(result.getKey() + " " + result.getMean()));
    assertThat(means).hasSize(30).contains("north 90.0", "south 30.0");
  }

  @Test
  void manyWindowsFromOnePass() throws Exception {
    var env =
        StreamExecutionEnvironment.createLocalEnvironment(
            TelemetryEnvironment.configuration(new Configuration(), List.of()));
    var bySensor =
        env.fromData(
                RecordTypeInfo.ofRecord(SensorReading.class),
                sensor("line-2/press-7/oil").at(0).value(80),
                sensor("line-2/press-7/oil").at(5).value(96),
                sensor("line-2/press-8/oil").at(5).value(20))
            .uid("readings")
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<SensorReading>forMonotonousTimestamps()
                    .withTimestampAssigner(
                        (reading, time) -> reading.getEventTime().toEpochMilli()))
            .uid("times")
            .keyBy(SensorReading::getSensorId);

    StatisticsStreams<SensorReading> statistics =
        WindowedStatistics.of(bySensor)
            .tumbling(ofSeconds(10))
            .sliding(ofMinutes(1), ofSeconds(1))
            .sliding(ofDays(1), ofMinutes(5))
            .quantiles(0.5, 0.95, 0.99)
            .course(TimeCourse.Rules.PLAIN.above(90))
            .rollUp(PlantPath::parentOf, 2)
            .lateWithin(ofMinutes(1))
            .attach("statistics");

    List<WindowStatistics> all = new ArrayList<>();
    statistics.results().union(statistics.rollups()).executeAndCollect().forEachRemaining(all::add);
    assertThat(all)
        .filteredOn(row -> row.getWindowEnd().toEpochMilli() == 10_000)
        .filteredOn(row -> row.getWindowStart().toEpochMilli() == 0)
        .extracting(row -> row.getKey() + " " + row.getMean())
        .containsExactlyInAnyOrder(
            "line-2/press-7/oil 88.0",
            "line-2/press-8/oil 20.0",
            "line-2/press-7#temperature[Cel] 88.0",
            "line-2/press-8#temperature[Cel] 20.0",
            "line-2#temperature[Cel] " + 196.0 / 3);
  }

  @Test
  void alarmsThatPeopleKeepOn() throws Exception {
    var env =
        StreamExecutionEnvironment.createLocalEnvironment(
            TelemetryEnvironment.configuration(new Configuration(), List.of()));
    var bySensor =
        env.fromData(
                RecordTypeInfo.ofRecord(SensorReading.class),
                sensor("line-2/press-7/oil").at(0).value(80),
                sensor("line-2/press-7/oil").at(5).value(96),
                sensor("line-2/press-7/oil").at(9).value(97))
            .uid("readings")
            .assignTimestampsAndWatermarks(
                WatermarkStrategy.<SensorReading>forMonotonousTimestamps()
                    .withTimestampAssigner(
                        (reading, time) -> reading.getEventTime().toEpochMilli()))
            .uid("times")
            .keyBy(SensorReading::getSensorId);
    var rules =
        env.fromData(RecordTypeInfo.ofRecord(DetectorRule.class), rule("above", "90")).uid("rules");
    var commands =
        env.fromData(RecordTypeInfo.ofRecord(AlarmCommand.class), acknowledge()).uid("commands");

    var found =
        RuledDetection.otherwise(Detectors.automatic()).attach(bySensor, rules, "anomalies");
    var silent =
        Silence.longerThan(ofMinutes(5)).oncePer(PlantPath::parentOf).attach(bySensor, "silence");
    var alarms =
        Alarms.of(found.anomalies().union(silent.sensors(), silent.machines()), commands)
            .policy(AlarmPolicy.plain().chatteringAt(3, ofMinutes(5)).shelveAtMost(ofHours(12)))
            .attach("alarms");
    var called =
        AlarmGroups.of(alarms.alarms(), Alarm::getMachine)
            .stormAt(10, ofMinutes(1))
            .attach("called");

    List<Alarm> all = new ArrayList<>();
    called.alarms().executeAndCollect().forEachRemaining(all::add);
    assertThat(all)
        .extracting(alarm -> alarm.getState() + " " + alarm.getRule())
        .containsExactly("UNACKNOWLEDGED hot", "ACKNOWLEDGED hot");
  }

  private static DetectorRule rule(String parameter, String value) {
    return DetectorRule.newBuilder()
        .setId("hot")
        .setVersion(1)
        .setDetector("threshold")
        .setParameters(Map.of(parameter, value))
        .setChangedAt(Instant.EPOCH)
        .build();
  }

  private static AlarmCommand acknowledge() {
    return AlarmCommand.newBuilder()
        .setId("1")
        .setAction(AlarmAction.ACKNOWLEDGE)
        .setSource("anomalies|line-2/press-7/oil|temperature|hot")
        .setBy("Ada")
        .setAt(Instant.ofEpochSecond(7))
        .build();
  }

  @Test
  void triesADetectorOnAFile(@TempDir Path folder) throws IOException {
    Path csv = folder.resolve("machine.csv");
    Files.writeString(csv, "timestamp,value\n2026-01-01T00:00:00Z,80\n2026-01-01T00:05:00Z,81\n");
    List<String> lines = new ArrayList<>();

    Replay.of(csv)
        .measuring("temperature", "Cel")
        .through(Detectors.automatic())
        .forEach(v -> lines.add(v.time() + " " + v.score() + " " + v.explanation()));

    assertThat(lines).hasSize(2).first().asString().startsWith("2026-01-01T00:00:00Z 0.0");
  }
}
