package dev.telemetry.testkit;

import dev.telemetry.model.SensorReading;
import java.time.Duration;
import java.time.Instant;
import java.util.AbstractList;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * Readings of one scripted sensor at a fixed interval: a list that cannot be changed. Each access
 * makes a new record, so that an operator that changes its input changes no other test's.
 */
public final class SensorSeries extends AbstractList<SensorReading> implements RandomAccess {
  private final Sensor sensor;
  private final double[] values;
  private final Duration interval;

  SensorSeries(Sensor sensor, double[] values, Duration interval) {
    this.sensor = sensor;
    this.values = values;
    this.interval = interval;
  }

  /**
   * Sets the time between two readings.
   *
   * @param newInterval the interval; negative runs back in time
   * @return the series
   */
  public SensorSeries every(Duration newInterval) {
    return new SensorSeries(sensor, values, newInterval);
  }

  /**
   * Sets the event time of the first reading.
   *
   * @param start the event time
   * @return the series
   */
  public SensorSeries from(Instant start) {
    return new SensorSeries(sensor.at(start), values, interval);
  }

  @Override
  public SensorReading get(int index) {
    Objects.checkIndex(index, values.length);
    return sensor.after(index, interval).value(values[index]);
  }

  @Override
  public int size() {
    return values.length;
  }
}
