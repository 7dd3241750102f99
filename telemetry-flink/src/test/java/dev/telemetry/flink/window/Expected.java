package dev.telemetry.flink.window;

import dev.telemetry.model.WindowStatistics;
import java.time.Instant;
import java.util.List;
import java.util.stream.DoubleStream;
import org.assertj.core.api.Condition;

/** What the textbook says of a window's values, listed in order of event time. */
record Expected(String key, Instant start, Instant end, int revision, List<Double> values) {
  private static final double RELATIVE = 1e-9;

  static Condition<WindowStatistics> window(
      String key, long fromSeconds, long toSeconds, double... values) {
    return corrected(0, key, fromSeconds, toSeconds, values);
  }

  static Condition<WindowStatistics> corrected(
      int revision, String key, long fromSeconds, long toSeconds, double... values) {
    return new Expected(
            key,
            Instant.ofEpochSecond(fromSeconds),
            Instant.ofEpochSecond(toSeconds),
            revision,
            DoubleStream.of(values).boxed().toList())
        .condition();
  }

  Condition<WindowStatistics> condition() {
    return new Condition<>(this::holds, "%s", this);
  }

  boolean holds(WindowStatistics actual) {
    return actual.getOperator().equals("statistics")
        && actual.getKey().equals(key)
        && actual.getMetric().equals("temperature")
        && actual.getUnit().equals("Cel")
        && actual.getWindowStart().equals(start)
        && actual.getWindowEnd().equals(end)
        && actual.getRevision() == revision
        && holdsValues(actual);
  }

  private boolean holdsValues(WindowStatistics actual) {
    double sum = stream().sum();
    double mean = sum / values.size();
    double variance = stream().map(v -> (v - mean) * (v - mean)).sum() / values.size();
    double scale = stream().map(Math::abs).max().orElseThrow();
    double rounding = 50 * Math.ulp(scale);
    return actual.getCount() == values.size()
        && actual.getMin() == stream().min().orElseThrow()
        && actual.getMax() == stream().max().orElseThrow()
        && actual.getFirst() == values.get(0)
        && actual.getLast() == values.get(values.size() - 1)
        && Math.abs(actual.getMean() - mean) <= RELATIVE * scale
        && Math.abs(actual.getSum() - sum) <= RELATIVE * scale * values.size()
        && Math.abs(actual.getVariance() - variance)
            <= RELATIVE * variance + rounding * (Math.sqrt(variance) + rounding);
  }

  private DoubleStream stream() {
    return values.stream().mapToDouble(Double::doubleValue);
  }

  @Override
  public String toString() {
    return "%s %s..%s revision %d of %s".formatted(key, start, end, revision, values);
  }
}
