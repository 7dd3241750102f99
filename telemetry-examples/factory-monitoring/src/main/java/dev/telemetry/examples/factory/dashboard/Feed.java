package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** Takes in what the job publishes, from any thread, in bounded memory (65 MB when all is full). */
final class Feed {
  private static final long MAX_AHEAD_MILLIS = 120_000;
  private static final int MAX_SENSORS = 1000;
  private static final int MAX_UNSENT = 500;
  private static final int MAX_EPISODES = 500;
  private static final int MAX_BANDS = 6000;

  private final Map<String, Trace> traces = new ConcurrentHashMap<>();
  private final Object edges = new Object();
  private final Map<String, AnomalyView> episodes = bounded(MAX_EPISODES);
  private final Map<String, AnomalyView> unsentEpisodes = bounded(MAX_UNSENT);
  private final Map<String, StatisticsView> unsentStatistics = bounded(MAX_UNSENT);
  private final Map<String, StatisticsView> newestStatistics = bounded(MAX_BANDS);
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
    }
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
      AnomalyView view = episodes.merge(edge.getEpisode(), AnomalyView.of(edge), AnomalyView::with);
      unsentEpisodes.put(view.episode(), view);
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
      Update update =
          new Update(
              false, status, counters, sensors, taken(unsentStatistics), taken(unsentEpisodes));
      return update;
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
          List.copyOf(episodes.values()));
    }
  }

  /** The values of a sensor so far, the older ones thinned, if it has sent any. */
  Optional<SensorView> history(String sensorId) {
    return Optional.ofNullable(traces.get(sensorId)).map(Trace::history);
  }

  private static <V> List<V> taken(Map<String, V> unsent) {
    List<V> all = new ArrayList<>(unsent.values());
    unsent.clear();
    return all;
  }

  private static <V> Map<String, V> bounded(int limit) {
    return new LinkedHashMap<>() {
      private static final long serialVersionUID = 1L;

      @Override
      protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
        return size() > limit;
      }
    };
  }
}
