package dev.telemetry.flink.quality;

import java.io.Serializable;

/** What a value can physically be, both ends inclusive. */
record ValueRange(double lowest, double highest) implements Serializable {
  ValueRange {
    if (!(lowest < highest)) {
      throw new IllegalArgumentException(
          "a range needs lowest < highest, was " + lowest + " and " + highest);
    }
  }

  boolean contains(double value) {
    return value >= lowest && value <= highest;
  }
}
