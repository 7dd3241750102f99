package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.examples.factory.simulator.Emission;
import dev.telemetry.examples.factory.simulator.Metric;
import dev.telemetry.examples.factory.simulator.PlantSimulator;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Quality;
import dev.telemetry.model.Quantile;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.Severity;
import dev.telemetry.model.WindowStatistics;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * Stands in for the job: windows, rollups and a threshold for each metric, worked out in the
 * plainest way, without Flink.
 */
final class PlantFeed {
  /** Size and slide in seconds. */
  private static final List<int[]> WINDOWS =
      List.of(new int[] {10, 10}, new int[] {60, 1}, new int[] {3600, 60});

  private final Dashboard dashboard;
  private final Tables tables;
  private final PlantSimulator plant;
  private final Map<String, List<SensorReading>> byKey = new HashMap<>();
  private final List<WindowStatistics> unstored = new ArrayList<>();
  private final Map<String, Anomaly> open = new HashMap<>();
  private final Map<String, Long> counters = new ConcurrentHashMap<>();

  PlantFeed(Dashboard dashboard, Tables tables, PlantSimulator plant) {
    this.dashboard = dashboard;
    this.tables = tables;
    this.plant = plant;
    for (String name : List.of("produced", "read", "accepted", "late", "rejected", "quarantined")) {
      counters.put(name, 0L);
    }
    dashboard.counters(() -> counters);
  }

  void until(Instant end) throws SQLException {
    while (plant.now().isBefore(end)) {
      for (Emission emission : plant.advance()) {
        take(emission);
      }
      closeWindows(plant.now());
    }
    tables.insert(unstored);
    unstored.clear();
  }

  private void take(Emission emission) {
    count("produced");
    count("read");
    if (emission instanceof Emission.Reading read && isAcceptable(read.reading())) {
      count("accepted");
      accept(read.reading());
    } else {
      count(emission instanceof Emission.Broken ? "quarantined" : "rejected");
    }
  }

  private void accept(SensorReading reading) {
    if (reading.getEventTime().isBefore(plant.now().minusSeconds(60))) {
      count("late");
    }
    dashboard.publish(reading);
    collect(reading);
    switch (reading.getMetric()) {
      case "temperature" -> check(reading, 90, 85, Severity.CRITICAL);
      case "vibration" -> check(reading, 7.1, 6.5, Severity.WARNING);
      default -> {
        // no bound
      }
    }
  }

  private boolean isAcceptable(SensorReading reading) {
    return reading.getQuality() == Quality.GOOD
        && inRange(reading)
        && reading.getEventTime().isBefore(plant.now().plusSeconds(60));
  }

  private static boolean inRange(SensorReading reading) {
    return Stream.of(Metric.values())
        .filter(m -> m.id().equals(reading.getMetric()) && m.unit().equals(reading.getUnit()))
        .anyMatch(m -> reading.getValue() >= m.low() && reading.getValue() <= m.high());
  }

  /** For the sensor, its machine, line and site. */
  private void collect(SensorReading reading) {
    String path = reading.getSensorId();
    add(path, reading);
    while (path.contains("/")) {
      path = path.substring(0, path.lastIndexOf('/'));
      add(path + "#" + reading.getMetric() + "[" + reading.getUnit() + "]", reading);
    }
  }

  private void add(String key, SensorReading reading) {
    byKey.computeIfAbsent(key, unused -> new ArrayList<>()).add(reading);
  }

  private void closeWindows(Instant end) {
    for (int[] window : WINDOWS) {
      if (end.getEpochSecond() % window[1] == 0) {
        for (String key : byKey.keySet()) {
          close(key, end.minusSeconds(window[0]), end);
        }
      }
    }
  }

  private void close(String key, Instant start, Instant end) {
    List<SensorReading> inside =
        byKey.get(key).stream()
            .filter(r -> !r.getEventTime().isBefore(start) && r.getEventTime().isBefore(end))
            .toList();
    if (!inside.isEmpty()) {
      WindowStatistics statistics = statistics(key, start, end, inside);
      dashboard.publish(statistics);
      unstored.add(statistics);
    }
  }

  private static WindowStatistics statistics(
      String key, Instant start, Instant end, List<SensorReading> inside) {
    double[] sorted = inside.stream().mapToDouble(SensorReading::getValue).sorted().toArray();
    int seconds = (int) Duration.between(start, end).toSeconds();
    WindowStatistics statistics =
        Records.window(key, start, seconds, Arrays.stream(sorted).average().orElseThrow());
    statistics.setMetric(inside.get(0).getMetric());
    statistics.setUnit(inside.get(0).getUnit());
    statistics.setCount((long) sorted.length);
    statistics.setMin(sorted[0]);
    statistics.setMax(sorted[sorted.length - 1]);
    statistics.setQuantiles(
        Stream.of(0.05, 0.5, 0.95)
            .map(p -> new Quantile(p, sorted[(int) (p * (sorted.length - 1))]))
            .toList());
    return statistics;
  }

  private void check(SensorReading reading, double raise, double clear, Severity severity) {
    String id = reading.getSensorId();
    double value = reading.getValue();
    Anomaly known = open.get(id);
    if (known == null && value > raise) {
      String words = "%.1f %s is above %s %2$s".formatted(value, reading.getUnit(), raise);
      Anomaly edge = Records.opened(id, severity, reading.getEventTime(), words);
      open.put(id, edge);
      dashboard.publish(like(reading, edge, value, raise));
    } else if (known != null && value < clear) {
      String words = "%.1f %s is below %s %2$s again".formatted(value, reading.getUnit(), clear);
      open.remove(id);
      Anomaly edge = Records.closed(known, reading.getEventTime(), words);
      dashboard.publish(like(reading, edge, known.getPeak(), raise));
    } else if (known != null) {
      known.setPeak(Math.max(known.getPeak(), value));
    }
  }

  private static Anomaly like(SensorReading reading, Anomaly edge, double peak, double bound) {
    edge.setMetric(reading.getMetric());
    edge.setUnit(reading.getUnit());
    edge.setObserved(reading.getValue());
    edge.setPeak(peak);
    edge.setUpper(bound);
    return edge;
  }

  private void count(String name) {
    counters.merge(name, 1L, Long::sum);
  }
}
