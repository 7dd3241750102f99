package dev.telemetry.flink.quality;

import dev.telemetry.model.Quality;
import dev.telemetry.model.RejectionReason;
import dev.telemetry.model.SensorReading;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The data contract of readings, without Flink: which rule does a reading break, and how is that
 * said.
 */
final class GateRules implements Serializable {
  private static final long serialVersionUID = 1;

  static final int MAX_ID_LENGTH = 255;
  static final int MAX_METRIC_LENGTH = 63;
  static final int MAX_UNIT_LENGTH = 31;

  private final boolean goodOnly;
  private final long earliestMillis;
  private final HashMap<String, String> units;
  private final HashMap<String, ValueRange> metricRanges;
  private final HashMap<String, ValueRange> sensorRanges;

  private GateRules(
      boolean goodOnly,
      long earliestMillis,
      Map<String, String> units,
      Map<String, ValueRange> metricRanges,
      Map<String, ValueRange> sensorRanges) {
    this.goodOnly = goodOnly;
    this.earliestMillis = earliestMillis;
    this.units = new HashMap<>(units);
    this.metricRanges = new HashMap<>(metricRanges);
    this.sensorRanges = new HashMap<>(sensorRanges);
  }

  static GateRules basic() {
    return new GateRules(false, 0, Map.of(), Map.of(), Map.of());
  }

  GateRules goodOnly() {
    return new GateRules(true, earliestMillis, units, metricRanges, sensorRanges);
  }

  GateRules notBefore(long millis) {
    return new GateRules(goodOnly, millis, units, metricRanges, sensorRanges);
  }

  GateRules unit(String metric, String unit) {
    return new GateRules(
        goodOnly, earliestMillis, plus(units, metric, unit), metricRanges, sensorRanges);
  }

  GateRules metricRange(String metric, ValueRange range) {
    return new GateRules(
        goodOnly, earliestMillis, units, plus(metricRanges, metric, range), sensorRanges);
  }

  GateRules sensorRange(String sensorId, ValueRange range) {
    return new GateRules(
        goodOnly, earliestMillis, units, metricRanges, plus(sensorRanges, sensorId, range));
  }

  private static <V> Map<String, V> plus(Map<String, V> before, String name, V value) {
    Map<String, V> after = new HashMap<>(before);
    after.put(name, value);
    return after;
  }

  /** The first rule that the reading breaks, null for none; allocates nothing. */
  @Nullable RejectionReason judge(SensorReading reading) {
    if (isMalformed(reading)) {
      return RejectionReason.MALFORMED;
    }
    if (!Double.isFinite(reading.getValue())) {
      return RejectionReason.NOT_FINITE;
    }
    if (reading.getQuality() == Quality.BAD || (goodOnly && reading.getQuality() != Quality.GOOD)) {
      return RejectionReason.BAD_QUALITY;
    }
    if (reading.getEventTime().toEpochMilli() < earliestMillis) {
      return RejectionReason.TOO_OLD;
    }
    String unit = units.get(reading.getMetric());
    if (unit != null && !unit.equals(reading.getUnit())) {
      return RejectionReason.WRONG_UNIT;
    }
    ValueRange range = rangeOf(reading);
    return range == null || range.contains(reading.getValue())
        ? null
        : RejectionReason.OUT_OF_RANGE;
  }

  /** Names become keys, ids and columns of an index: what is too long would fail there. */
  private static boolean isMalformed(SensorReading reading) {
    return reading.getSensorId().isEmpty()
        || reading.getSensorId().length() > MAX_ID_LENGTH
        || reading.getMetric().isEmpty()
        || reading.getMetric().length() > MAX_METRIC_LENGTH
        || reading.getUnit().length() > MAX_UNIT_LENGTH;
  }

  private @Nullable ValueRange rangeOf(SensorReading reading) {
    ValueRange own = sensorRanges.isEmpty() ? null : sensorRanges.get(reading.getSensorId());
    return own != null ? own : metricRanges.get(reading.getMetric());
  }

  /** The broken rule and the value in a sentence. */
  String explain(SensorReading reading, RejectionReason reason) {
    return switch (reason) {
      case MALFORMED ->
          "the sensor id needs 1 to %d characters, the metric 1 to %d, the unit at most %d"
              .formatted(MAX_ID_LENGTH, MAX_METRIC_LENGTH, MAX_UNIT_LENGTH);
      case NOT_FINITE -> "the value is " + reading.getValue();
      case BAD_QUALITY -> "the quality is " + reading.getQuality();
      case TOO_OLD -> reading.getEventTime() + " is before the earliest time that is accepted";
      case WRONG_UNIT ->
          "the unit is \"%s\" and should be \"%s\""
              .formatted(reading.getUnit(), units.get(reading.getMetric()));
      case OUT_OF_RANGE -> outOfRange(reading);
      case AHEAD_OF_TIME, DUPLICATE, OTHER -> reason.name();
    };
  }

  private String outOfRange(SensorReading reading) {
    ValueRange range = rangeOf(reading);
    return range == null
        ? "the value is " + reading.getValue()
        : "%s %s is outside %s..%s %s"
            .formatted(
                reading.getValue(),
                reading.getUnit(),
                range.lowest(),
                range.highest(),
                reading.getUnit());
  }
}
