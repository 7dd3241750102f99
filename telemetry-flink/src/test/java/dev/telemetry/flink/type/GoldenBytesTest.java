package dev.telemetry.flink.type;

import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Threshold;
import dev.telemetry.detect.ZScore;
import dev.telemetry.flink.alarm.AlarmStates;
import dev.telemetry.flink.detect.PendingValuesStates;
import dev.telemetry.flink.detect.RuledStatesExample;
import dev.telemetry.flink.detect.SilenceStates;
import dev.telemetry.flink.quality.EpochWindows;
import dev.telemetry.flink.quality.SequenceWindows;
import dev.telemetry.flink.window.KeyStates;
import dev.telemetry.flink.window.MachineWindows;
import dev.telemetry.flink.window.ResampleStates;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.AlarmCommandRejection;
import dev.telemetry.model.AlarmSummary;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Course;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.Effectiveness;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.GridPoint;
import dev.telemetry.model.HistogramBin;
import dev.telemetry.model.Loss;
import dev.telemetry.model.PointOrigin;
import dev.telemetry.model.Quality;
import dev.telemetry.model.Quantile;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.RuleRejection;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.Severity;
import dev.telemetry.model.ValueHistogram;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.stats.Moments;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The bytes and snapshots under golden/ were written by that release: each later one must read
 * them. Where a layout changes, a new folder is added and the old ones stay.
 */
class GoldenBytesTest {
  private static final Instant TIME = Instant.parse("2026-11-22T10:15:30.123Z");
  private static final List<String> RELEASES = List.of("0.1.0", "0.2.0");

  record Golden<T>(String name, TypeSerializer<T> serializer, T value) {
    /**
     * A second layout has the snapshot of the first: WindowStatistics-2 that of WindowStatistics.
     */
    String snapshot() {
      return name.replaceFirst("-.*", "") + ".snapshot.hex";
    }

    @Override
    public String toString() {
      return name;
    }
  }

  static List<Golden<?>> goldens() {
    return List.of(
        golden("SensorReading", SensorReading.class, reading()),
        golden("WindowStatistics-2", WindowStatistics.class, statistics()),
        golden("WindowStatistics-2-parts", WindowStatistics.class, statisticsWithParts()),
        golden("GridPoint", GridPoint.class, point()),
        golden("Anomaly", Anomaly.class, anomaly()),
        golden("DetectorRule", DetectorRule.class, rule()),
        golden(
            "RuleRejection",
            RuleRejection.class,
            new RuleRejection(rule(), "rule hot: above must be a number", TIME, 2)),
        golden(
            "Rejected",
            Rejected.class,
            new Rejected(reading(), RejectionReason.OUT_OF_RANGE, "412.0 Cel is outside")),
        golden("Quarantined", Quarantined.class, quarantined()),
        golden("Loss", Loss.class, new Loss("gateway-1", 0xcafeL, 7L, 42L, 3L)),
        new Golden<>(
            "Originated",
            Originated.typeOf(RecordTypeInfo.ofRecord(SensorReading.class))
                .createSerializer(new SerializerConfigImpl()),
            new Originated<>(reading(), "gateway-1", 0xcafe, 42)),
        golden("Effectiveness", Effectiveness.class, effectiveness()),
        golden("Alarm", Alarm.class, AlarmExamples.alarm()),
        golden("AlarmCommand", AlarmCommand.class, AlarmExamples.command()),
        golden("AlarmCommandRejection", AlarmCommandRejection.class, AlarmExamples.rejection()),
        golden("AlarmSummary", AlarmSummary.class, AlarmExamples.summary()),
        new Golden<>("SourceTimes", AlarmStates.timesSerializer(), AlarmStates.times()),
        new Golden<>("StormCount", AlarmStates.countSerializer(), AlarmStates.count()),
        new Golden<>("Moments", new MomentsSerializer(), moments()),
        new Golden<>("SequenceWindow", SequenceWindows.serializer(), SequenceWindows.example()),
        new Golden<>("EpochWindow", EpochWindows.serializer(), EpochWindows.example()),
        new Golden<>("MachineWindow", MachineWindows.serializer(), MachineWindows.example()),
        new Golden<>("ResampleState", ResampleStates.serializer(), ResampleStates.example()),
        new Golden<>("KeyState", KeyStates.serializer(), KeyStates.whole()),
        new Golden<>("KeyState-head", KeyStates.serializer(), KeyStates.head()),
        new Golden<>("KeyState-plain", KeyStates.serializer(), KeyStates.plain()),
        new Golden<>("KeyState-long", KeyStates.serializer(), KeyStates.ofALongWindow()),
        new Golden<>("Bundle", KeyStates.bundles(), KeyStates.bundle()),
        new Golden<>("Bundle-years", KeyStates.bundles(), KeyStates.bundleOfManyYears()),
        new Golden<>("Bundle-record", KeyStates.bundles(), KeyStates.bundleOfOneRecord()),
        new Golden<>("SlicePart", KeyStates.sliceParts(), KeyStates.slicePart()),
        new Golden<>(
            "PendingValues", PendingValuesStates.serializer(), PendingValuesStates.example()),
        new Golden<>("RuledStates", RuledStatesExample.serializer(), RuledStatesExample.example()),
        new Golden<>("SilenceState", SilenceStates.serializer(), SilenceStates.example()),
        golden("Threshold", Threshold.above(90).forAtLeast(Duration.ofSeconds(30))),
        golden("ZScore", ZScore.rolling(Duration.ofMinutes(1)).afterWarmUp(3)));
  }

  private static <T extends org.apache.avro.specific.SpecificRecord> Golden<T> golden(
      String name, Class<T> type, T value) {
    return new Golden<>(
        name, RecordTypeInfo.ofRecord(type).createSerializer(new SerializerConfigImpl()), value);
  }

  private static <S> Golden<S> golden(String name, Detector<S> detector) {
    S state = detector.newState();
    for (int i = 0; i < 5; i++) {
      detector.observe(state, 91 + i, TIME.toEpochMilli() + 1_000L * i);
    }
    return new Golden<>(name, DetectorStateSerializer.of(detector), state);
  }

  private static SensorReading reading() {
    return sensor("plant-1/line-2/press-7")
        .at(TIME)
        .quality(Quality.UNCERTAIN)
        .sequence(42)
        .tag("batch", "b\u00fc\u20ac1")
        .value(-12.5);
  }

  private static WindowStatistics statistics() {
    return new WindowStatistics(
        "statistics",
        "pump-1",
        "temperature",
        "Cel",
        TIME,
        TIME.plusSeconds(10),
        3L,
        20.5,
        0.25,
        19.5,
        21.5,
        20.0,
        21.0,
        61.5,
        2,
        null,
        null,
        null);
  }

  private static WindowStatistics statisticsWithParts() {
    WindowStatistics statistics = statistics();
    statistics.setQuantiles(List.of(new Quantile(0.5, 20.5), new Quantile(0.99, 21.5)));
    statistics.setHistogram(
        new ValueHistogram(
            0.01, List.of(new HistogramBin(19.4, 19.8, 1L), new HistogramBin(20.4, 20.8, 2L))));
    statistics.setCourse(new Course(1.0, 0.125, null, 20.75, 8.0, null, 2L, 1.5));
    return statistics;
  }

  private static GridPoint point() {
    return new GridPoint(
        "grid", "pump-1", "temperature", "Cel", TIME, 20.5, PointOrigin.INTERPOLATED, 2_500L);
  }

  private static Anomaly anomaly() {
    return Anomaly.newBuilder()
        .setId("anomalies|pump-1|threshold.v1|x|opened")
        .setEpisode("anomalies|pump-1|threshold.v1|x")
        .setPhase(EpisodePhase.OPENED)
        .setOperator("anomalies")
        .setKey("pump-1")
        .setMetric("temperature")
        .setUnit("Cel")
        .setDetector("threshold")
        .setRuleVersion(1)
        .setSeverity(Severity.CRITICAL)
        .setScore(1)
        .setEventTime(TIME)
        .setOpenedAt(TIME)
        .setClosedAt(null)
        .setObserved(95)
        .setExpected(null)
        .setLower(null)
        .setUpper(90.0)
        .setPeak(95)
        .setExplanation("95 Cel is above 90 Cel")
        .build();
  }

  private static DetectorRule rule() {
    return DetectorRule.newBuilder()
        .setId("hot")
        .setVersion(3)
        .setMachine("plant-1/line-2/press-7")
        .setMetric("temperature")
        .setDetector("threshold")
        .setParameters(Map.of("above", "90"))
        .setSeverity(Severity.CRITICAL)
        .setAuthor("b\u00fc")
        .setChangedAt(TIME)
        .setComment("summer")
        .build();
  }

  private static Quarantined quarantined() {
    return new Quarantined(
        "readings",
        3,
        42L,
        TIME,
        null,
        ByteBuffer.wrap(new byte[] {0, 1, 2, -1}),
        "dev.telemetry.Undecodable",
        "no magic byte");
  }

  private static Effectiveness effectiveness() {
    return new Effectiveness(
        "oee",
        "plant-1/line-2/press-7",
        TIME,
        TIME.plusSeconds(10),
        10.0,
        8.0,
        9.5,
        12.0,
        null,
        0.5,
        0.8,
        null,
        null,
        null,
        List.of("bad-count"),
        1);
  }

  private static Moments moments() {
    Moments moments = new Moments();
    moments.add(1.5, 1_000);
    moments.add(-2.25, 3_000);
    moments.add(7, 2_000);
    return moments;
  }

  @ParameterizedTest
  @MethodSource("goldens")
  <T> void writesTheBytesOfThisRelease(Golden<T> golden) throws IOException {
    List<String> releases = releasesOf(golden);
    String newest = releases.get(releases.size() - 1);
    assertThat(Serialized.bytes(golden.serializer, golden.value))
        .isEqualTo(stored(newest, golden.name + ".hex"));
  }

  @ParameterizedTest
  @MethodSource("goldens")
  <T> void readsTheBytesOfEachReleaseByItsSnapshot(Golden<T> golden) throws IOException {
    assertThat(releasesOf(golden)).isNotEmpty();
    for (String release : releasesOf(golden)) {
      TypeSerializerSnapshot<T> written = Serialized.snapshot(stored(release, golden.snapshot()));
      var compatibility =
          golden.serializer.snapshotConfiguration().resolveSchemaCompatibility(written);
      assertThat(compatibility.isIncompatible()).as(release).isFalse();
      T value =
          Serialized.value(written.restoreSerializer(), stored(release, golden.name + ".hex"));
      assertThat(Serialized.bytes(golden.serializer, value))
          .as(release)
          .isEqualTo(Serialized.bytes(golden.serializer, golden.value));
    }
  }

  /** Those that changed its layout, and the first. */
  private static List<String> releasesOf(Golden<?> golden) {
    return RELEASES.stream()
        .filter(
            release ->
                GoldenBytesTest.class.getResource(path(release, golden.name + ".hex")) != null)
        .toList();
  }

  @Test
  void readsStatisticsOfTheLayoutWithoutParts() throws IOException {
    byte[] bytes = stored("0.1.0", "WindowStatistics.hex");
    assertThat(bytes[0]).isEqualTo((byte) 1);
    assertThat(Serialized.value(new WindowStatisticsSerializer(), bytes)).isEqualTo(statistics());
  }

  @Test
  void takesOneByteMoreForStatisticsWithoutParts() throws IOException {
    assertThat(Serialized.bytes(new WindowStatisticsSerializer(), statistics()))
        .hasSize(stored("0.1.0", "WindowStatistics.hex").length + 1);
  }

  @ParameterizedTest
  @MethodSource("handWritten")
  <T> void refusesALayoutOfTheFuture(Golden<T> golden) throws IOException {
    byte[] bytes = Serialized.bytes(golden.serializer, golden.value);
    bytes[0] = 99;
    assertThatIOException()
        .isThrownBy(() -> Serialized.value(golden.serializer, bytes))
        .withMessageContaining("99");
  }

  static List<Golden<?>> handWritten() {
    return goldens().stream()
        .filter(golden -> !(golden.serializer instanceof AvroRecordSerializer))
        .toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 40, 79})
  void refusesAReadingThatIsCutOff(int length) throws IOException {
    byte[] bytes = Serialized.bytes(new SensorReadingSerializer(), reading());
    assertThatIOException()
        .isThrownBy(
            () -> Serialized.value(new SensorReadingSerializer(), Arrays.copyOf(bytes, length)));
  }

  @Test
  void refusesAReadingWhoseTextsAreLongerThanItself() throws IOException {
    byte[] bytes = Serialized.bytes(new SensorReadingSerializer(), reading());
    int firstText = 1 + 4 + 1 + 3 * 8;
    bytes[firstText] = 0x7e;
    assertThatIOException()
        .isThrownBy(() -> Serialized.value(new SensorReadingSerializer(), bytes))
        .withMessageContaining("damaged");
  }

  private static byte[] stored(String release, String name) throws IOException {
    try (InputStream in = GoldenBytesTest.class.getResourceAsStream(path(release, name))) {
      assertThat(in).as(name).isNotNull();
      return HexFormat.of()
          .parseHex(new String(in.readAllBytes(), StandardCharsets.US_ASCII).replaceAll("\\s", ""));
    }
  }

  private static String path(String release, String name) {
    return "/golden/" + release + "/" + name;
  }
}
