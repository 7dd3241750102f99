package dev.telemetry.examples.factory.simulator;

import dev.telemetry.model.SensorReading;
import java.util.List;

/** The naive z-score: each value against the mean and deviation of those before it. */
final class RollingZScore {
  private RollingZScore() {}

  static double largest(List<SensorReading> readings, int window, int warmUp) {
    double largest = 0;
    double offset = readings.get(0).getValue();
    double sum = 0;
    double squares = 0;
    for (int i = 0; i < readings.size(); i++) {
      double value = readings.get(i).getValue() - offset;
      int n = Math.min(i, window);
      if (n >= warmUp) {
        double mean = sum / n;
        double sigma = Math.sqrt(Math.max(0, squares / n - mean * mean));
        largest = Math.max(largest, Math.abs(value - mean) / sigma);
      }
      sum += value;
      squares += value * value;
      if (i >= window) {
        double old = readings.get(i - window).getValue() - offset;
        sum -= old;
        squares -= old * old;
      }
    }
    return largest;
  }
}
