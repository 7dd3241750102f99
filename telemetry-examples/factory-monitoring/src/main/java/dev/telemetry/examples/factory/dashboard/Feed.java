package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommandRejection;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.Quality;
import dev.telemetry.model.RuleRejection;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Takes in what the job publishes, from any thread, in bounded memory (65 MB when all is full). */
final class Feed {
  private static final long MAX_AHEAD_MILLIS = 120_000;
  private static final int MAX_SENSORS = 1000;
  private static final int MAX_UNSENT = 500;
  private static final int MAX_EPISODES = 500;
  private static final int MAX_REFUSALS = 20;
  private static final int MAX_BANDS = 6000;

  private final Map<String, Trace> traces = new ConcurrentHashMap<>();
  private final Object edges = new Object();
  private final Latest<AnomalyView> episodes = new Latest<>(MAX_EPISODES, AnomalyView::with);
  private final Latest<AlarmView> alarms = new Latest<>(MAX_EPISODES, AlarmView::orNewer);
  private final Latest<RuleView> rules = new Latest<>(MAX_EPISODES, RuleView::orNewer);
  private final Latest<Refusal> refusals = new Latest<>(MAX_REFUSALS, (known, again) -> again);
  private final Map<String, StatisticsView> unsentStatistics = Latest.bounded(MAX_UNSENT);
  private final Map<String, StatisticsView> newestStatistics = Latest.bounded(MAX_BANDS);
  private final AtomicLong newestMillis = new AtomicLong(Long.MIN_VALUE);
  private volatile Status status = new Status(Phase.STARTING, "starting");
  private volatile Map<String, Long> counters = Map.of();

  void add(SensorReading reading) {
    if (!isShown(reading)) {
      return; // the job counts and keeps it; here it would spoil the chart
    }
    Trace trace = traces.get(reading.getSensorId());
    if (trace == null && traces.size() < MAX_SENSORS) {
      trace = traces.computeIfAbsent(reading.getSensorId(), id -> new Trace(reading));
    }
    if (trace != null && trace.measuresIn(reading.getUnit())) {
      trace.add(reading.getEventTime().toEpochMilli(), reading.getValue());
      newestMillis.accumulateAndGet(reading.getEventTime().toEpochMilli(), Math::max);
    }
  }

  /** What time it is in the plant: that of the newest reading; in a recording, long ago. */
  Instant eventTime() {
    long newest = newestMillis.get();
    return newest == Long.MIN_VALUE ? Instant.now() : Instant.ofEpochMilli(newest);
  }

  private static boolean isShown(SensorReading reading) {
    return Double.isFinite(reading.getValue())
        && reading.getQuality() != Quality.BAD
        && reading.getEventTime().toEpochMilli() <= System.currentTimeMillis() + MAX_AHEAD_MILLIS;
  }

  void add(WindowStatistics window) {
    StatisticsView view = StatisticsView.of(window);
    synchronized (edges) {
      unsentStatistics.merge(view.from() + " " + view.band(), view, StatisticsView::orCorrection);
      newestStatistics.merge(view.band(), view, StatisticsView::orNewer);
    }
  }

  void add(Anomaly edge) {
    synchronized (edges) {
      episodes.put(edge.getEpisode(), AnomalyView.of(edge));
    }
  }

  void add(Alarm alarm) {
    synchronized (edges) {
      alarms.put(alarm.getId(), AlarmView.of(alarm));
    }
  }

  void add(DetectorRule rule) {
    synchronized (edges) {
      rules.put(rule.getId(), RuleView.of(rule));
    }
  }

  /** A version that lost a race against another one of the same number is not in the topic. */
  void add(RuleRejection refused) {
    synchronized (edges) {
      refusals.put(Refusal.of(refused).id(), Refusal.of(refused));
      boolean superseded =
          Objects.equals(refused.getVersionInForce(), refused.getRule().getVersion());
      if (!superseded) {
        rules.put(refused.getRule().getId(), RuleView.of(refused));
      }
    }
  }

  void add(AlarmCommandRejection refused) {
    synchronized (edges) {
      refusals.put(Refusal.of(refused).id(), Refusal.of(refused));
    }
  }

  /** The version of a rule that was published last, 0 where there is none. */
  int versionOf(String rule) {
    synchronized (edges) {
      return rules.get(rule).map(RuleView::version).orElse(0);
    }
  }

  void status(Status now) {
    status = now;
  }

  void counters(Map<String, Long> now) {
    counters = Map.copyOf(now);
  }

  /** What came since the last call. */
  Update drain() {
    List<SensorView> sensors =
        traces.values().stream().filter(Trace::hasUnsent).map(Trace::drain).toList();
    synchronized (edges) {
      List<StatisticsView> statistics = List.copyOf(unsentStatistics.values());
      unsentStatistics.clear();
      return new Update(
          false,
          status,
          counters,
          sensors,
          statistics,
          episodes.drain(),
          alarms.drain(),
          rules.drain(),
          refusals.drain());
    }
  }

  /** All that a new page needs at once; values of a sensor are asked for when they are shown. */
  Update snapshot() {
    List<SensorView> sensors = traces.values().stream().map(Trace::latest).toList();
    synchronized (edges) {
      return new Update(
          true,
          status,
          counters,
          sensors,
          List.copyOf(newestStatistics.values()),
          episodes.all(),
          alarms.all(),
          rules.all(),
          refusals.all());
    }
  }

  /** The values of a sensor so far, the older ones thinned, if it has sent any. */
  Optional<SensorView> history(String sensorId) {
    return Optional.ofNullable(traces.get(sensorId)).map(Trace::history);
  }
}
