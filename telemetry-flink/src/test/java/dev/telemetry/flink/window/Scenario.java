package dev.telemetry.flink.window;

import static dev.telemetry.testkit.Sensors.sensor;

import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;

/** Readings that arrive in disorder within the bound, and the kinds of window over them. */
record Scenario(List<Window> kinds, int disorderMillis, List<Arrival> arrivals) {
  private static final Comparator<WindowStatistics> BY_IDENTITY =
      Comparator.comparing(WindowStatistics::getKey)
          .thenComparing(WindowStatistics::getWindowStart)
          .thenComparing(WindowStatistics::getWindowEnd);

  /** A reading that arrives so much after its time, at most by the disorder bound. */
  record Arrival(String key, int timeMillis, double value, int delayMillis) {
    SensorReading reading() {
      return sensor(key).at(Instant.ofEpochMilli(timeMillis)).value(value);
    }
  }

  List<WindowStatistics> runInDisorder(int restoreBefore) {
    return run(
        arrivals.stream()
            .sorted(Comparator.comparingInt(each -> each.timeMillis + each.delayMillis))
            .toList(),
        restoreBefore);
  }

  List<WindowStatistics> runInOrder() {
    return run(ordered(), -1);
  }

  private List<Arrival> ordered() {
    return arrivals.stream()
        .sorted(Comparator.comparingInt(Arrival::timeMillis).thenComparing(Arrival::value))
        .toList();
  }

  private List<WindowStatistics> run(List<Arrival> input, int restoreBefore) {
    WindowRun test = WindowRun.over(new Windows(kinds, 0));
    long latest = Long.MIN_VALUE / 2;
    for (int i = 0; i < input.size(); i++) {
      if (i == restoreBefore) {
        test.snapshotAndRestore();
      }
      Arrival next = input.get(i);
      latest = Math.max(latest, next.timeMillis);
      test.reads(next.reading()).watermark(Instant.ofEpochMilli(latest - disorderMillis - 1));
    }
    test.endOfInput().leavesNoTimers().leavesNoState().emitsNothingOn(WindowRun.LATE);
    return test.outputs().stream().sorted(BY_IDENTITY).toList();
  }

  /** What the windows come to by the definition, each from the list of all readings. */
  List<Expected> expected() {
    List<Expected> all = new ArrayList<>();
    for (Window kind : kinds.stream().distinct().toList()) {
      for (String key : arrivals.stream().map(Arrival::key).distinct().toList()) {
        for (long end : ends(kind, key)) {
          all.add(expected(kind, key, end));
        }
      }
    }
    all.sort(
        Comparator.comparing(Expected::key)
            .thenComparing(Expected::start)
            .thenComparing(Expected::end));
    return all;
  }

  private TreeSet<Long> ends(Window kind, String key) {
    TreeSet<Long> ends = new TreeSet<>();
    for (Arrival each : arrivals) {
      for (long end = -2_000; end < 2_000 && each.key.equals(key); end++) {
        if (kind.endsAt(end) && each.timeMillis < end && each.timeMillis >= end - kind.size()) {
          ends.add(end);
        }
      }
    }
    return ends;
  }

  private Expected expected(Window kind, String key, long end) {
    List<Double> values =
        ordered().stream()
            .filter(each -> each.key.equals(key))
            .filter(each -> each.timeMillis < end && each.timeMillis >= end - kind.size())
            .map(Arrival::value)
            .toList();
    return new Expected(
        key, Instant.ofEpochMilli(end - kind.size()), Instant.ofEpochMilli(end), 0, values);
  }
}
