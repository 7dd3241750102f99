package dev.telemetry.flink.window;

import static dev.telemetry.testkit.Sensors.sensor;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** Rollups against all readings of all sensors below, whatever comes late and in any disorder. */
class RollupPropertyTest {
  private static final int LEVELS = 3;
  private static final int ALL_LATENESS = 100_000;
  private static final int LARGEST_DELAY = 80;

  /** A reading that comes in its turn, with a watermark after it that is so far behind it. */
  record Arrival(String key, int timeMillis, double value, int watermarkBehind) {
    SensorReading reading() {
      return sensor(key).at(Instant.ofEpochMilli(timeMillis)).value(value);
    }
  }

  @Property(tries = 100)
  void agreesWithAllReadingsOfTheSensorsBelow(
      @ForAll("kinds") List<Window> kinds,
      @ForAll("arrivalsOfDifferentTimes") List<Arrival> arrivals,
      @ForAll long chance,
      @ForAll @IntRange(min = -1, max = 40) int restoreBefore) {
    Windows windows = new Windows(kinds, ALL_LATENESS);
    RollupRun test = run(RollupRun.byChance(LEVELS, windows, chance), arrivals, restoreBefore);
    Map<String, WindowStatistics> actual = last(test.rollups());
    Map<String, Expected> expected = expected(kinds, arrivals, actual);
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    expected.forEach((id, each) -> assertThat(actual.get(id)).is(each.condition()));
    test.leavesNothing();
    test.close();
  }

  @Property(tries = 100)
  void givesTheSameBitsInOrderInDisorderAndThroughARestore(
      @ForAll("kinds") List<Window> kinds,
      @ForAll("arrivals") List<Arrival> arrivals,
      @ForAll long chance,
      @ForAll @IntRange(min = -1, max = 40) int restoreBefore) {
    Windows windows = new Windows(kinds, 0);
    List<WindowStatistics> inOrder =
        runInTime(RollupRun.of(LEVELS, windows), arrivals, Arrival::timeMillis, -1);
    assertThat(
            runInTime(
                RollupRun.byChance(LEVELS, windows, chance),
                arrivals,
                each -> each.timeMillis + each.watermarkBehind,
                restoreBefore))
        .isEqualTo(inOrder);
  }

  private static List<WindowStatistics> runInTime(
      RollupRun test, List<Arrival> arrivals, ToIntFunction<Arrival> arrivesAt, int restoreBefore) {
    List<Arrival> sequence = new ArrayList<>(arrivals);
    sequence.sort(Comparator.comparingInt(arrivesAt).thenComparing(Arrival::key));
    List<Arrival> inTime = new ArrayList<>();
    int latest = Integer.MIN_VALUE;
    for (Arrival each : sequence) {
      latest = Math.max(latest, each.timeMillis);
      int behind = each.timeMillis - latest + LARGEST_DELAY + 1;
      inTime.add(new Arrival(each.key, each.timeMillis, each.value, behind));
    }
    run(test, inTime, restoreBefore).leavesNothing().close();
    return sorted(test.rollups());
  }

  @Property(tries = 100)
  void givesTheSameWindowsAndRevisionsHoweverPartsTravel(
      @ForAll("kinds") List<Window> kinds,
      @ForAll("arrivalsOfDifferentTimes") List<Arrival> arrivals,
      @ForAll @IntRange(min = 0, max = 30) int latenessMillis,
      @ForAll long chance) {
    Windows windows = new Windows(kinds, latenessMillis);
    RollupRun direct = run(RollupRun.of(LEVELS, windows), arrivals, -1);
    RollupRun travelling = run(RollupRun.byChance(LEVELS, windows, chance), arrivals, -1);
    assertThat(exact(travelling)).isEqualTo(exact(direct));
    direct.leavesNothing().close();
    travelling.leavesNothing().close();
  }

  /** What does not depend on the order in which several late readings come. */
  private static Map<String, List<Number>> exact(RollupRun run) {
    Map<String, List<Number>> exact = new TreeMap<>();
    last(run.rollups())
        .forEach(
            (id, row) ->
                exact.put(
                    id,
                    List.of(
                        row.getRevision(),
                        row.getCount(),
                        row.getMin(),
                        row.getMax(),
                        row.getFirst(),
                        row.getLast())));
    return exact;
  }

  @Property(tries = 100)
  void accountsForEveryReadingOnEveryLevel(
      @ForAll("kinds") List<Window> kinds,
      @ForAll("arrivals") List<Arrival> arrivals,
      @ForAll @IntRange(min = 0, max = 30) int latenessMillis,
      @ForAll long chance,
      @ForAll @IntRange(min = -1, max = 40) int restoreBefore) {
    Windows windows = new Windows(kinds, latenessMillis);
    RollupRun test = run(RollupRun.byChance(LEVELS, windows, chance), arrivals, restoreBefore);
    long aggregated = test.sensors().counter("aggregated");
    assertThat(aggregated + test.sensors().counter("late")).isEqualTo(arrivals.size());
    assertThat(test.level(1).counter("aggregated")).isEqualTo(aggregated);
    for (int level = 1; level <= LEVELS; level++) {
      assertThat(test.level(level).counter("late")).isZero();
    }
    assertThat(counts(test.level(1).outputs())).isEqualTo(counts(test.sensors().outputs()));
    test.leavesNothing().close();
  }

  /** How many readings the last results of each window hold together. */
  private static Map<String, Long> counts(List<WindowStatistics> results) {
    return last(results).values().stream()
        .collect(
            Collectors.groupingBy(
                result -> result.getWindowStart() + " " + result.getWindowEnd(),
                TreeMap::new,
                Collectors.summingLong(WindowStatistics::getCount)));
  }

  private static RollupRun run(RollupRun test, List<Arrival> arrivals, int restoreBefore) {
    long latest = Long.MIN_VALUE;
    for (int i = 0; i < arrivals.size(); i++) {
      if (i == restoreBefore) {
        test.snapshotAndRestore();
      }
      Arrival next = arrivals.get(i);
      test.reads(next.reading());
      long watermark = (long) next.timeMillis - next.watermarkBehind;
      if (watermark > latest) {
        latest = watermark;
        test.watermark(Instant.ofEpochMilli(watermark));
      }
    }
    return test.endOfInput();
  }

  private static Map<String, WindowStatistics> last(List<WindowStatistics> results) {
    Map<String, WindowStatistics> last = new TreeMap<>();
    for (WindowStatistics result : results) {
      WindowStatistics before = last.put(idOf(result), result);
      int expected = before == null ? 0 : before.getRevision() + 1;
      assertThat(result.getRevision()).isEqualTo(expected);
    }
    return last;
  }

  private static String idOf(WindowStatistics result) {
    return id(result.getKey(), result.getWindowStart(), result.getWindowEnd());
  }

  private static String id(String key, Instant start, Instant end) {
    return key + " " + start + " " + end;
  }

  private static List<WindowStatistics> sorted(List<WindowStatistics> results) {
    return results.stream()
        .sorted(
            Comparator.comparing(RollupPropertyTest::idOf)
                .thenComparing(WindowStatistics::getRevision))
        .toList();
  }

  private static Map<String, Expected> expected(
      List<Window> kinds, List<Arrival> arrivals, Map<String, WindowStatistics> actual) {
    Map<String, Expected> all = new TreeMap<>();
    for (String path : paths(arrivals)) {
      List<Arrival> below =
          arrivals.stream()
              .filter(each -> each.key.startsWith(path + "/"))
              .sorted(
                  Comparator.comparingInt(Arrival::timeMillis)
                      .thenComparing(Arrival::key)
                      .thenComparing(Arrival::value))
              .toList();
      for (Window kind : kinds) {
        for (long end = -300; end < 900; end++) {
          add(path, below, kind, end, actual, all);
        }
      }
    }
    return all;
  }

  private static Set<String> paths(List<Arrival> arrivals) {
    Set<String> paths = new TreeSet<>();
    for (Arrival each : arrivals) {
      String path = PlantPath.parentOf(each.key);
      while (path != null) {
        paths.add(path);
        path = PlantPath.parentOf(path);
      }
    }
    return paths;
  }

  private static void add(
      String path,
      List<Arrival> below,
      Window kind,
      long end,
      Map<String, WindowStatistics> actual,
      Map<String, Expected> all) {
    if (!kind.endsAt(end)) {
      return;
    }
    List<Double> values = new ArrayList<>();
    for (Arrival each : below) {
      if (each.timeMillis < end && each.timeMillis >= end - kind.size()) {
        values.add(each.value);
      }
    }
    if (!values.isEmpty()) {
      String key = RollupKey.of(path, "temperature", "Cel");
      Instant from = Instant.ofEpochMilli(end - kind.size());
      Instant to = Instant.ofEpochMilli(end);
      WindowStatistics result = actual.get(id(key, from, to));
      int revision = result == null ? 0 : result.getRevision();
      all.put(id(key, from, to), new Expected(key, from, to, revision, values));
    }
  }

  @Provide
  Arbitrary<List<Window>> kinds() {
    return Combinators.combine(
            Arbitraries.integers().between(1, 20), Arbitraries.integers().between(1, 6))
        .as((slide, slides) -> Window.of(millis(slide * slides), millis(slide)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(3)
        .uniqueElements(Window::size);
  }

  private static Duration millis(int millis) {
    return Duration.ofMillis(millis);
  }

  @Provide
  Arbitrary<List<Arrival>> arrivals() {
    return arrival().list().ofMaxSize(40);
  }

  /** Of equal times that come late, the order of arrival tells which are first and last. */
  @Provide
  Arbitrary<List<Arrival>> arrivalsOfDifferentTimes() {
    return arrival().list().ofMaxSize(40).uniqueElements(Arrival::timeMillis);
  }

  private static Arbitrary<Arrival> arrival() {
    return Combinators.combine(
            Arbitraries.of("s/1/m/a", "s/1/m/b", "s/1/n/c", "s/2/o/d", "s/2/e"),
            Arbitraries.integers().between(-100, 300),
            values(),
            Arbitraries.integers().between(0, LARGEST_DELAY))
        .as(Arrival::new);
  }

  private static Arbitrary<Double> values() {
    Arbitrary<Double> small = Arbitraries.doubles().between(-1_000, 1_000).ofScale(3);
    return Arbitraries.oneOf(small, small.map(value -> 1e9 + value), Arbitraries.of(0.0, -0.0));
  }
}
