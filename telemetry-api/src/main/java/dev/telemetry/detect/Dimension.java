package dev.telemetry.detect;

import static java.util.Objects.requireNonNull;

import java.io.Serializable;

/**
 * One of several values that a {@link VectorDetector} judges together.
 *
 * @param name tells it from the others, such as the last part of a sensor's path
 * @param unit UCUM code of its values, may be empty
 */
public record Dimension(String name, String unit) implements Serializable {

  /**
   * Refuses nulls.
   *
   * @param name tells it from the others
   * @param unit UCUM code of its values, may be empty
   */
  public Dimension {
    requireNonNull(name, "name");
    requireNonNull(unit, "unit");
  }

  /**
   * A dimension.
   *
   * @param name tells it from the others
   * @param unit UCUM code of its values, may be empty
   * @return the dimension
   */
  public static Dimension of(String name, String unit) {
    return new Dimension(name, unit);
  }
}
