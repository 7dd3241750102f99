package dev.telemetry.examples.factory.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.telemetry.examples.factory.Tuning;
import dev.telemetry.examples.factory.demo.Report.Episode;
import dev.telemetry.examples.factory.simulator.Emission;
import dev.telemetry.examples.factory.simulator.Fault;
import dev.telemetry.examples.factory.simulator.FaultKind;
import dev.telemetry.examples.factory.simulator.Injection;
import dev.telemetry.examples.factory.simulator.Metric;
import dev.telemetry.examples.factory.simulator.PlantSimulator;
import dev.telemetry.examples.factory.simulator.Sensor;
import dev.telemetry.kafka.serde.MissingFrameException;
import dev.telemetry.kafka.serde.UnknownSchemaException;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.Quality;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.testkit.JobCounters;
import dev.telemetry.topic.Topics;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight minutes of the plant with every kind of bad record, through the whole job. */
class FactoryMonitoringIT {
  private static final Duration PLANT_TIME = Duration.ofMinutes(8);
  private static final Set<FaultKind> ALARMING =
      Set.of(FaultKind.OVERHEATING, FaultKind.BEARING_WEAR, FaultKind.PRESSURE_LOSS);

  /** Of real time for a second of the plant: late readings then come after the watermark. */
  private static final Duration PACE = Duration.ofMillis(40);

  @TempDir static Path folder;
  private static Rig rig;
  private static PlantSimulator plant;
  private static final List<SensorReading> SENT = new ArrayList<>();

  /** Those of {@link Injection#LATE}. */
  private static final Set<SensorReading> LATE = new HashSet<>();

  /** Of a gateway that was cut off for two hours: too late for the longest window. */
  private static final List<SensorReading> BACKLOG = new ArrayList<>();

  @BeforeAll
  static void playsThePlant() throws Exception {
    rig = Rig.start(Tuning.live(), folder);
    plant = PlantSimulator.of(7, Instant.now().minus(PLANT_TIME));
    Instant end = plant.now().plus(PLANT_TIME);
    Instant reconnected = plant.now().plus(PLANT_TIME.dividedBy(2));
    while (plant.now().isBefore(end)) {
      if (plant.now().equals(reconnected)) {
        sendBacklog();
      }
      plant.advance().forEach(FactoryMonitoringIT::send);
      rig.awaitRead();
      await().pollDelay(PACE).until(() -> true);
    }
    rig.job().drain();
  }

  private static void send(Emission emission) {
    rig.gateway().send(emission);
    if (emission instanceof Emission.Reading reading) {
      SENT.add(reading.reading());
      if (reading.reading().getEventTime().isBefore(plant.now().minus(Duration.ofMinutes(1)))) {
        LATE.add(reading.reading());
      }
    }
  }

  private static void sendBacklog() {
    for (Sensor sensor : plant.sensors().subList(0, 5)) {
      Metric metric = sensor.metric();
      BACKLOG.add(
          new SensorReading(
              sensor.id(),
              metric.id(),
              metric.unit(),
              plant.now().minus(Duration.ofHours(2)),
              sensor.base(),
              Quality.GOOD,
              null,
              Map.of()));
    }
    BACKLOG.forEach(rig.gateway()::send);
  }

  @AfterAll
  static void stopsAll() {
    if (rig != null) {
      rig.close();
    }
  }

  @Test
  void everyRecordHasExactlyOneFate() {
    Map<String, Long> counts = rig.job().counts();

    assertThat(rig.gateway().produced()).isEqualTo(plant.emitted() + BACKLOG.size());
    assertThat(counts.get("read")).isEqualTo(rig.gateway().produced());
    assertThat(counts.get("accepted") + counts.get("rejected") + counts.get("quarantined"))
        .isEqualTo(counts.get("read"));
    assertThat(counts.get("rejected")).isEqualTo(injected(Injection::isRejected));
    assertThat(counts.get("quarantined")).isEqualTo(injected(Injection::isBroken));
    assertThat(rig.job().counters().attempts()).isEqualTo(1);
  }

  @Test
  void eachOperatorAccountsForAllThatItGot() {
    long accepted = rig.job().counts().get("accepted");

    assertThat(sum("readings-fates", "decoded"))
        .isEqualTo(sum("gate", "accepted") + sum("gate", "rejected"));
    assertThat(sum("gate", "accepted")).isEqualTo(accepted + sum("duplicates", "rejected"));
    assertThat(all("statistics", "aggregated", "late", "ignored")).isEqualTo(accepted);
    assertThat(all("anomalies", "judged", "late", "ignored")).isEqualTo(accepted);
  }

  @Test
  void countsEachKindOfBadRecord() {
    Map<Injection, Long> injected = plant.injected();

    assertThat(injected).containsOnlyKeys(Injection.values()).doesNotContainValue(0L);
    assertThat(sum("readings-fates", "aheadOfTime")).isEqualTo(injected.get(Injection.CLOCK_AHEAD));
    assertThat(sum("gate", "rejected.NOT_FINITE")).isEqualTo(injected.get(Injection.NOT_A_NUMBER));
    assertThat(sum("gate", "rejected.BAD_QUALITY")).isEqualTo(injected.get(Injection.BAD_QUALITY));
    assertThat(sum("gate", "rejected.WRONG_UNIT")).isEqualTo(injected.get(Injection.WRONG_UNIT));
    assertThat(sum("gate", "rejected.OUT_OF_RANGE"))
        .isEqualTo(injected.get(Injection.OUT_OF_RANGE));
    assertThat(sum("duplicates", "rejected")).isEqualTo(injected.get(Injection.DUPLICATE));
    assertThat(sum("statistics", "late")).isEqualTo(BACKLOG.size());
    assertThat(sum("statistics", "latePartially")).isEqualTo(injected.get(Injection.LATE));
    assertThat(sum("anomalies", "late")).isEqualTo(injected.get(Injection.LATE) + BACKLOG.size());
  }

  @Test
  void keepsRejectedReadingsWholeWithTheirReason() {
    Map<RejectionReason, Long> reasons = new EnumMap<>(RejectionReason.class);
    reasons.put(RejectionReason.AHEAD_OF_TIME, plant.injected().get(Injection.CLOCK_AHEAD));
    reasons.put(RejectionReason.NOT_FINITE, plant.injected().get(Injection.NOT_A_NUMBER));
    reasons.put(RejectionReason.BAD_QUALITY, plant.injected().get(Injection.BAD_QUALITY));
    reasons.put(RejectionReason.WRONG_UNIT, plant.injected().get(Injection.WRONG_UNIT));
    reasons.put(RejectionReason.OUT_OF_RANGE, plant.injected().get(Injection.OUT_OF_RANGE));
    reasons.put(RejectionReason.DUPLICATE, plant.injected().get(Injection.DUPLICATE));

    List<Rejected> rejected = rig.contents(Topics.REJECTED, rig.job().counts().get("rejected"));

    assertThat(rejected.stream().collect(Collectors.groupingBy(Rejected::getReason)))
        .containsOnlyKeys(reasons.keySet())
        .allSatisfy((reason, all) -> assertThat(all).hasSize(reasons.get(reason).intValue()));
    Set<String> sent = SENT.stream().map(SensorReading::toString).collect(Collectors.toSet());
    assertThat(rejected)
        .allSatisfy(
            one -> {
              assertThat(one.getDetail()).isNotBlank();
              assertThat(one.getReading().toString()).isIn(sent);
            });
  }

  @Test
  void keepsUndecodableBytesWithTheirError() {
    long unframed =
        plant.injected().get(Injection.NO_MAGIC_BYTE) + plant.injected().get(Injection.TRUNCATED);

    List<Quarantined> quarantined =
        rig.contents(Topics.QUARANTINE, rig.job().counts().get("quarantined"));

    assertThat(quarantined.stream().collect(Collectors.groupingBy(Quarantined::getErrorClass)))
        .containsOnlyKeys(
            MissingFrameException.class.getName(), UnknownSchemaException.class.getName())
        .hasEntrySatisfying(
            MissingFrameException.class.getName(), all -> assertThat(all).hasSize((int) unframed));
    assertThat(quarantined).hasSize((int) injected(Injection::isBroken));
    assertThat(quarantined)
        .allSatisfy(
            one -> {
              assertThat(one.getTopic()).isEqualTo(Topics.READINGS.name());
              assertThat(one.getErrorMessage()).isNotBlank();
              assertThat(one.getValue().remaining()).isPositive();
            });
  }

  @Test
  void lateReadingsAreInTheirTopicAndNowhereElse() {
    List<SensorReading> late = rig.contents(Topics.LATE, sum("statistics", "late"));

    assertThat(late).containsExactlyInAnyOrderElementsOf(BACKLOG);
    assertThat(all("statistics", "aggregated")).isEqualTo(kept().size());
  }

  @Test
  void storesEveryWindowOfSensorsMachinesLinesAndSite() throws SQLException {
    List<SensorReading> inTime = new ArrayList<>(kept());
    inTime.removeIf(LATE::contains);
    Duration minute = Duration.ofMinutes(1);
    List<WindowRow> stored;
    try (Connection database = rig.database()) {
      stored = WindowRow.stored(database);
    }

    WindowRow.assertSame(
        stored.stream().filter(row -> !row.window().isLongerThan(minute)).toList(),
        WindowRow.expected(inTime, WindowRow.LIVE.subList(0, 2)));
    assertHoursAreRight(
        stored.stream().filter(row -> row.window().isLongerThan(minute)).toList(), inTime);
  }

  /** Minutes late, a reading still counts in the hours that are open, but in no others. */
  private static void assertHoursAreRight(List<WindowRow> stored, List<SensorReading> inTime) {
    List<WindowRow.Band> hour = WindowRow.LIVE.subList(2, 3);
    Map<WindowRow.Window, WindowRow> most = byWindow(WindowRow.expected(kept(), hour));
    Map<WindowRow.Window, WindowRow> least = byWindow(WindowRow.expected(inTime, hour));
    Map<WindowRow.Window, WindowRow> actual = byWindow(stored);

    assertThat(actual.keySet()).hasSameSizeAs(stored).isEqualTo(least.keySet());
    assertThat(actual)
        .allSatisfy(
            (window, row) ->
                assertThat(row.count())
                    .isBetween(least.get(window).count(), most.get(window).count()));
    List<WindowRow> untouched =
        least.values().stream().filter(r -> most.get(r.window()).count() == r.count()).toList();
    WindowRow.assertSame(untouched.stream().map(r -> actual.get(r.window())).toList(), untouched);
    assertThat(actual)
        .anySatisfy((w, r) -> assertThat(r.count()).isGreaterThan(least.get(w).count()));
  }

  private static Map<WindowRow.Window, WindowRow> byWindow(List<WindowRow> rows) {
    return rows.stream().collect(Collectors.toMap(WindowRow::window, row -> row));
  }

  private static List<SensorReading> kept() {
    return new Contract(plant.sensors(), plant.now()).kept(SENT);
  }

  @Test
  void findsTheFaultsAndNothingElse() throws SQLException {
    List<Episode> episodes = report().anomalies();
    List<Fault> alarming =
        plant.groundTruth().stream()
            .filter(fault -> ALARMING.contains(fault.kind()))
            .filter(fault -> !fault.to().isAfter(plant.now()))
            .toList();

    assertThat(alarming).extracting(Fault::kind).containsAll(ALARMING);
    assertThat(alarming)
        .allSatisfy(fault -> assertThat(episodes).anyMatch(episode -> isOf(fault, episode)));
    assertThat(episodes)
        .allSatisfy(
            episode -> {
              assertThat(plant.groundTruth()).anyMatch(fault -> isOf(fault, episode));
              assertThat(episode.explanation()).containsAnyOf(" Cel ", " mm/s ", " bar ");
            });
  }

  @Test
  void everyEpisodeOpensOnceInTheTopic() throws SQLException {
    List<Anomaly> edges =
        rig.contents(Topics.ANOMALIES, sum("anomalies", "opened") + sum("anomalies", "closed"));
    List<String> opened =
        edges.stream()
            .filter(edge -> edge.getPhase() == EpisodePhase.OPENED)
            .map(Anomaly::getEpisode)
            .toList();

    assertThat(opened)
        .doesNotHaveDuplicates()
        .containsExactlyInAnyOrderElementsOf(
            report().anomalies().stream().map(Episode::id).toList());
    assertThat(edges).hasSize((int) all("anomalies", "opened", "closed"));
  }

  @Test
  void everyResultIsInTheTopicAndACorrectionOverwritesItsRow() throws SQLException {
    long rows = results("results");
    long corrections = results("corrections");

    List<WindowStatistics> issued = rig.contents(Topics.STATISTICS, rows + corrections);

    assertThat(issued).hasSize((int) (rows + corrections));
    assertThat(issued.stream().filter(result -> result.getRevision() > 0))
        .isNotEmpty()
        .hasSize((int) corrections);
    assertThat(report().statisticsRows()).isEqualTo(rows);
  }

  private static boolean isOf(Fault fault, Episode episode) {
    return fault.sensorId().equals(episode.sensor()) && fault.covers(Instant.parse(episode.time()));
  }

  private static Report report() throws SQLException {
    return Report.of(
        rig.gateway().produced(), rig.job().counts(), rig.postgres(), Map.of("play", 0.0));
  }

  private static long injected(Predicate<Injection> kinds) {
    return plant.injected().entrySet().stream()
        .filter(entry -> kinds.test(entry.getKey()))
        .mapToLong(Map.Entry::getValue)
        .sum();
  }

  /** Of sensors, and of what is above them. */
  private static long results(String counter) {
    return Stream.of(
            "statistics", "statistics-rollup-1", "statistics-rollup-2", "statistics-rollup-3")
        .mapToLong(operator -> sum(operator, counter))
        .sum();
  }

  private static long all(String operator, String... counters) {
    long total = 0;
    for (String counter : counters) {
      total += sum(operator, counter);
    }
    return total;
  }

  private static long sum(String operator, String counter) {
    JobCounters counters = rig.job().counters();
    return counters.sum(operator, counter);
  }
}
