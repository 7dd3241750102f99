package dev.telemetry.flink.type;

import static java.util.Objects.requireNonNull;

import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import java.io.Serializable;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/**
 * What an operator takes from a record: a value, and what it measures in which unit. So that
 * operators serve sensors, rides and payments alike.
 *
 * @param <T> the records
 * @param value takes the value; NaN says that the record has none, and changes no state
 * @param metric takes what is measured, may be empty
 * @param unit takes the value's UCUM code, may be empty
 */
public record Measure<T>(ValueOf<T> value, TextOf<T> metric, TextOf<T> unit)
    implements Serializable {

  /** The value of a reading; none where its quality is BAD. */
  public static final Measure<SensorReading> OF_READING =
      new Measure<>(Measure::goodValue, SensorReading::getMetric, SensorReading::getUnit);

  /**
   * Takes a number from a record.
   *
   * @param <T> the records
   */
  @FunctionalInterface
  public interface ValueOf<T> extends ToDoubleFunction<T>, Serializable {}

  /**
   * Takes a text from a record.
   *
   * @param <T> the records
   */
  @FunctionalInterface
  public interface TextOf<T> extends Function<T, String>, Serializable {}

  /**
   * A value without a metric and a unit.
   *
   * @param value takes the value
   * @param <T> the records
   * @return the measure
   */
  public static <T> Measure<T> of(ValueOf<T> value) {
    requireNonNull(value, "value");
    return new Measure<>(value, any -> "", any -> "");
  }

  /**
   * The same value under one metric and unit.
   *
   * @param newMetric what is measured
   * @param newUnit UCUM code
   * @return the measure
   */
  public Measure<T> named(String newMetric, String newUnit) {
    requireNonNull(newMetric, "metric");
    requireNonNull(newUnit, "unit");
    return new Measure<>(value, any -> newMetric, any -> newUnit);
  }

  private static double goodValue(SensorReading reading) {
    return reading.getQuality() == Quality.BAD ? Double.NaN : reading.getValue();
  }
}
