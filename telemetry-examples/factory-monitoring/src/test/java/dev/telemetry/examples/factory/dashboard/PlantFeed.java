package dev.telemetry.examples.factory.dashboard;

import dev.telemetry.examples.factory.simulator.Emission;
import dev.telemetry.examples.factory.simulator.Metric;
import dev.telemetry.examples.factory.simulator.PlantSimulator;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.Severity;
import dev.telemetry.model.WindowStatistics;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/** Stands in for the job: windows of 10 s and a threshold for each metric, without Flink. */
final class PlantFeed {
  private static final int WINDOW_SECONDS = 10;

  private final Dashboard dashboard;
  private final Tables tables;
  private final PlantSimulator plant;
  private final Map<String, List<SensorReading>> windows = new HashMap<>();
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
    }
  }

  private void take(Emission emission) throws SQLException {
    count("produced");
    count("read");
    if (emission instanceof Emission.Reading read && isAcceptable(read.reading())) {
      count("accepted");
      accept(read.reading());
    } else {
      count(emission instanceof Emission.Broken ? "quarantined" : "rejected");
    }
  }

  private void accept(SensorReading reading) throws SQLException {
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

  private void collect(SensorReading reading) throws SQLException {
    List<SensorReading> window =
        windows.computeIfAbsent(reading.getSensorId(), id -> new ArrayList<>());
    window.add(reading);
    if (window.size() == WINDOW_SECONDS) {
      WindowStatistics statistics = statistics(window);
      dashboard.publish(statistics);
      tables.insert(statistics);
      window.clear();
    }
  }

  private static WindowStatistics statistics(List<SensorReading> window) {
    SensorReading first = window.get(0);
    var summary = window.stream().mapToDouble(SensorReading::getValue).summaryStatistics();
    WindowStatistics statistics =
        Records.window(
            first.getSensorId(), first.getEventTime(), WINDOW_SECONDS, summary.getAverage());
    statistics.setMetric(first.getMetric());
    statistics.setUnit(first.getUnit());
    statistics.setMin(summary.getMin());
    statistics.setMax(summary.getMax());
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
