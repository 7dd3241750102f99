package dev.telemetry.testkit;

import static java.util.Objects.requireNonNull;

import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A scripted sensor. Immutable: each step returns a new sensor. {@link #value} gives one reading,
 * {@link #reads} a series. What is not said is metric {@code temperature}, unit {@code Cel},
 * quality GOOD, event time 0, no sequence number and no tags.
 */
public final class Sensor {
  private final String id;
  private final String metric;
  private final String unit;
  private final Quality quality;
  private final Instant time;
  private final @Nullable Long sequence;
  private final Map<String, String> tags;

  private Sensor(
      String id,
      String metric,
      String unit,
      Quality quality,
      Instant time,
      @Nullable Long sequence,
      Map<String, String> tags) {
    this.id = requireNonNull(id, "id");
    this.metric = requireNonNull(metric, "metric");
    this.unit = requireNonNull(unit, "unit");
    this.quality = requireNonNull(quality, "quality");
    this.time = requireNonNull(time, "time");
    this.sequence = sequence;
    this.tags = tags;
  }

  static Sensor named(String id) {
    return new Sensor(id, "temperature", "Cel", Quality.GOOD, Instant.EPOCH, null, Map.of());
  }

  /**
   * Sets when it measures.
   *
   * @param seconds seconds since 1970-01-01T00:00:00Z
   * @return the sensor
   */
  public Sensor at(long seconds) {
    return at(Instant.ofEpochSecond(seconds));
  }

  /**
   * Sets when it measures.
   *
   * @param sinceEpoch time since 1970-01-01T00:00:00Z
   * @return the sensor
   */
  public Sensor at(Duration sinceEpoch) {
    return at(Instant.EPOCH.plus(sinceEpoch));
  }

  /**
   * Sets when it measures; a series starts there.
   *
   * @param newTime the event time
   * @return the sensor
   */
  public Sensor at(Instant newTime) {
    return new Sensor(id, metric, unit, quality, newTime, sequence, tags);
  }

  /**
   * Sets what it measures.
   *
   * @param newMetric the metric
   * @return the sensor
   */
  public Sensor metric(String newMetric) {
    return new Sensor(id, newMetric, unit, quality, time, sequence, tags);
  }

  /**
   * Sets the unit that it measures in.
   *
   * @param newUnit a UCUM code
   * @return the sensor
   */
  public Sensor unit(String newUnit) {
    return new Sensor(id, metric, newUnit, quality, time, sequence, tags);
  }

  /**
   * Sets what it says of its values.
   *
   * @param newQuality the quality
   * @return the sensor
   */
  public Sensor quality(Quality newQuality) {
    return new Sensor(id, metric, unit, newQuality, time, sequence, tags);
  }

  /**
   * Numbers the readings.
   *
   * @param first the number of a single reading or of the first of a series, which counts on
   * @return the sensor
   */
  public Sensor sequence(long first) {
    return new Sensor(id, metric, unit, quality, time, first, tags);
  }

  /**
   * Adds a tag to its readings.
   *
   * @param name the tag's name
   * @param text the tag's text
   * @return the sensor
   */
  public Sensor tag(String name, String text) {
    Map<String, String> more = new HashMap<>(tags);
    more.put(name, text);
    return new Sensor(id, metric, unit, quality, time, sequence, Map.copyOf(more));
  }

  /**
   * Measures once.
   *
   * @param value the value, in the sensor's unit; may be NaN or infinite
   * @return a new reading
   */
  public SensorReading value(double value) {
    return new SensorReading(id, metric, unit, time, value, quality, sequence, new HashMap<>(tags));
  }

  /**
   * Measures a series, one value a second unless another interval is set.
   *
   * @param values the values, in the sensor's unit
   * @return the readings, in order of time
   */
  public SensorSeries reads(double... values) {
    return new SensorSeries(this, values.clone(), Duration.ofSeconds(1));
  }

  /** The same sensor so many intervals later, with the sequence counted on. */
  Sensor after(int readings, Duration interval) {
    Instant later = time.plus(interval.multipliedBy(readings));
    Long next = sequence == null ? null : Long.valueOf(sequence + readings);
    return new Sensor(id, metric, unit, quality, later, next, tags);
  }
}
