package dev.telemetry.examples.factory.truth;

import dev.telemetry.model.SensorReading;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;

/** The readings of a sensor, put in order and without duplicates as the job does it. */
final class WatchedSensor {
  private final List<Watch> watches;
  private final PriorityQueue<SensorReading> waiting =
      new PriorityQueue<>(Comparator.comparing(SensorReading::getEventTime));
  private long judgedMillis = Long.MIN_VALUE;

  WatchedSensor(List<Watch> watches) {
    this.watches = watches;
  }

  void take(SensorReading reading) {
    waiting.add(reading);
  }

  /** What comes behind the watermark, or twice, is not judged. */
  void moveTo(long watermarkMillis) {
    while (!waiting.isEmpty() && timeOf(waiting.element()) <= watermarkMillis) {
      SensorReading next = waiting.remove();
      if (timeOf(next) > judgedMillis) {
        judgedMillis = timeOf(next);
        watches.forEach(watch -> watch.take(next));
      }
    }
  }

  private static long timeOf(SensorReading reading) {
    return reading.getEventTime().toEpochMilli();
  }
}
