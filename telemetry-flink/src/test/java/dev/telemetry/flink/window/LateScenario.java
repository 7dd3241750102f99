package dev.telemetry.flink.window;

import static dev.telemetry.testkit.Sensors.sensor;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Readings as they come, some behind the watermark, with watermarks and restarts between them; and
 * what must come out, by the definition, from the list of all readings.
 *
 * @param baseMillis where event time begins
 */
record LateScenario(Windows windows, long baseMillis, List<Step> steps) {

  enum Act {
    /** A reading so many milliseconds after the watermark, or before it. */
    READ,
    /** The watermark goes on by so many milliseconds. */
    MARK,
    RESTART
  }

  record Step(Act act, String key, int millis, double value) {}

  /** A step with its time, and the watermark that it meets. */
  record Event(Act act, SensorReading reading, long millis, long watermark) {
    boolean isMissing() {
      return !Double.isFinite(reading.getValue());
    }
  }

  record Identity(String key, Instant start, Instant end) {
    static Identity of(WindowStatistics result) {
      return new Identity(result.getKey(), result.getWindowStart(), result.getWindowEnd());
    }
  }

  /** What a window counts: first what came in time, then what came late, as it came. */
  static final class Content {
    final List<Naive.Timed> inTime = new ArrayList<>();
    final List<Naive.Timed> late = new ArrayList<>();

    /** All readings of the key in the same life of it. */
    List<Naive.Timed> known = List.of();

    Naive.@Nullable Timed latestBefore(Instant start) {
      return known.stream()
          .filter(timed -> timed.millis() < start.toEpochMilli())
          .max(Comparator.comparingLong(Naive.Timed::millis))
          .orElse(null);
    }

    int results() {
      return late.size() + (inTime.isEmpty() ? 0 : 1);
    }

    List<Naive.Timed> asOf(int revision) {
      List<Naive.Timed> all = new ArrayList<>(inTime);
      all.addAll(late.subList(0, inTime.isEmpty() ? revision + 1 : revision));
      all.sort(Comparator.comparingLong(Naive.Timed::millis));
      return all;
    }
  }

  /** What a run gave. */
  record Outcome(
      List<WindowStatistics> results, List<SensorReading> late, long aggregated, long ignored) {}

  List<Event> events() {
    List<Event> events = new ArrayList<>();
    Set<String> used = new HashSet<>();
    long watermark = baseMillis - 1;
    long known = Long.MIN_VALUE;
    for (Step step : steps) {
      long time = watermark + 1 + step.millis;
      switch (step.act) {
        case READ -> {
          while (!used.add(step.key + time)) {
            time++;
          }
          SensorReading reading = sensor(step.key).at(Instant.ofEpochMilli(time)).value(step.value);
          events.add(new Event(Act.READ, reading, time, known));
        }
        case MARK -> {
          watermark += step.millis;
          known = watermark;
          events.add(new Event(Act.MARK, sensor("").value(0), watermark, known));
        }
        case RESTART -> events.add(new Event(Act.RESTART, sensor("").value(0), 0, known));
      }
    }
    return events;
  }

  Outcome play(WindowRun run) {
    for (Event event : events()) {
      switch (event.act) {
        case READ -> run.reads(event.reading);
        case MARK -> run.watermark(Instant.ofEpochMilli(event.millis));
        case RESTART -> run.snapshotAndRestore();
      }
    }
    run.endOfInput().leavesNoTimers();
    assertThat(run.counter("late")).isEqualTo(run.sideOutputs(WindowRun.LATE).size());
    return new Outcome(
        run.outputs(),
        run.sideOutputs(WindowRun.LATE),
        run.counter("aggregated"),
        run.counter("ignored"));
  }

  /** Every reading has one fate, every result holds what the definition says it holds. */
  void check(Outcome outcome) {
    List<Event> read = events().stream().filter(event -> event.act == Act.READ).toList();
    long missing = read.stream().filter(Event::isMissing).count();
    assertThat(outcome.late).containsExactlyElementsOf(late(read));
    assertThat(outcome.ignored).isEqualTo(missing);
    assertThat(outcome.aggregated).isEqualTo(read.size() - missing - outcome.late.size());
    checkResults(outcome.results);
  }

  void checkResults(List<WindowStatistics> results) {
    Map<Identity, Content> expected = contents();
    Map<Identity, List<WindowStatistics>> actual =
        results.stream().collect(groupingBy(Identity::of));
    assertThat(actual.keySet()).isEqualTo(expected.keySet());
    Set<String> behind = keysBehindTheWatermark();
    expected.forEach((identity, content) -> check(identity, content, actual.get(identity), behind));
  }

  private void check(
      Identity identity, Content content, List<WindowStatistics> results, Set<String> behind) {
    assertThat(results).hasSize(content.results());
    for (int revision = 0; revision < results.size(); revision++) {
      WindowStatistics result = results.get(revision);
      assertThat(result.getRevision()).isEqualTo(revision);
      Naive.Timed before = content.latestBefore(identity.start);
      new Naive(content.asOf(revision), before, windows.details())
          .check(result, !behind.contains(identity.key));
    }
  }

  /** Their durations and changes leave out some readings. */
  private Set<String> keysBehindTheWatermark() {
    return events().stream()
        .filter(event -> event.act == Act.READ && event.millis <= event.watermark)
        .map(event -> event.reading.getSensorId())
        .collect(toSet());
  }

  private List<SensorReading> late(List<Event> read) {
    return read.stream()
        .filter(event -> !event.isMissing())
        .filter(event -> windows.kinds().stream().allMatch(kind -> isLate(event, kind)))
        .map(Event::reading)
        .toList();
  }

  private boolean isLate(Event event, Window kind) {
    return isTooLate(event, kind.lastEnd(event.millis));
  }

  private boolean isTooLate(Event event, long end) {
    return event.watermark >= end - 1 + windows.latenessMillis();
  }

  Map<Identity, Content> contents() {
    Map<Identity, Content> contents = new LinkedHashMap<>();
    Lives lives = new Lives();
    for (Event event : events()) {
      if (event.act == Act.MARK) {
        lives.endUntil(event.watermark);
      } else if (event.act == Act.READ && !event.isMissing()) {
        List<Naive.Timed> known = lives.goOn(event);
        windows.kinds().forEach(kind -> add(event, kind, contents, known));
      }
    }
    return contents;
  }

  private void add(
      Event event, Window kind, Map<Identity, Content> contents, List<Naive.Timed> known) {
    String key = event.reading.getSensorId();
    var timed = new Naive.Timed(event.millis, event.reading.getValue());
    for (long end = kind.firstEnd(event.millis);
        end <= kind.lastEnd(event.millis);
        end += kind.slide()) {
      if (!isTooLate(event, end)) {
        long start = end - kind.size();
        Content content =
            contents.computeIfAbsent(
                new Identity(key, Instant.ofEpochMilli(start), Instant.ofEpochMilli(end)),
                unknown -> new Content());
        (end - 1 <= event.watermark ? content.late : content.inTime).add(timed);
        content.known = known;
      }
    }
  }

  /** Keys are forgotten when no window of theirs is open, nor may be corrected. */
  private final class Lives {
    private final Map<String, Long> ends = new HashMap<>();
    private final Map<String, List<Naive.Timed>> known = new HashMap<>();

    List<Naive.Timed> goOn(Event event) {
      String key = event.reading.getSensorId();
      long lastEnd =
          windows.kinds().stream()
              .mapToLong(kind -> kind.lastEnd(event.millis))
              .max()
              .orElseThrow();
      ends.merge(key, lastEnd - 1 + windows.latenessMillis(), Math::max);
      List<Naive.Timed> ofLife = known.computeIfAbsent(key, unknown -> new ArrayList<>());
      ofLife.add(new Naive.Timed(event.millis, event.reading.getValue()));
      return ofLife;
    }

    void endUntil(long watermark) {
      ends.entrySet().removeIf(life -> life.getValue() <= watermark);
      known.keySet().retainAll(ends.keySet());
    }
  }
}
