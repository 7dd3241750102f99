package dev.telemetry.examples.factory.simulator;

import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.SplittableRandom;

/** Makes bad records out of good readings. */
final class Defects {
  private static final int UNKNOWN_SCHEMA_ID = 2_000_000_000;

  private final SplittableRandom random;

  Defects(SplittableRandom random) {
    this.random = random;
  }

  /** The reading with the defect, which must be one that {@link Injection#isRejected() decodes}. */
  SensorReading spoil(SensorReading reading, Metric metric, Injection defect) {
    SensorReading spoilt = copy(reading);
    switch (defect) {
      case CLOCK_AHEAD ->
          spoilt.setEventTime(reading.getEventTime().plus(Duration.ofHours(random.nextInt(2, 10))));
      case NOT_A_NUMBER -> spoilt.setValue(Double.NaN);
      case BAD_QUALITY -> spoilt.setQuality(Quality.BAD);
      case WRONG_UNIT -> convert(spoilt, metric);
      case OUT_OF_RANGE ->
          spoilt.setValue(random.nextBoolean() ? metric.high() * 2 : metric.low() - 100);
      case DUPLICATE -> {} // the copy is what is wrong
      default -> throw new IllegalArgumentException(defect + " does not spoil a reading");
    }
    return spoilt;
  }

  /** The bytes of a broken record. */
  byte[] bytes(SensorReading reading, Injection defect) {
    return switch (defect) {
      case NO_MAGIC_BYTE ->
          (reading.getMetric() + "=" + reading.getValue()).getBytes(StandardCharsets.UTF_8);
      case TRUNCATED -> new byte[] {0, 0, 0};
      case UNKNOWN_SCHEMA ->
          ByteBuffer.allocate(13).put((byte) 0).putInt(UNKNOWN_SCHEMA_ID).putDouble(1).array();
      default -> throw new IllegalArgumentException(defect + " does not break bytes");
    };
  }

  private static void convert(SensorReading reading, Metric metric) {
    double value = reading.getValue();
    switch (metric) {
      case TEMPERATURE -> set(reading, "K", value + 273.15);
      case VIBRATION -> set(reading, "[in_i]/s", value / 25.4);
      case PRESSURE -> set(reading, "kPa", value * 100);
      case PRODUCTION_COUNT -> set(reading, "{dozen}", value / 12);
    }
  }

  private static void set(SensorReading reading, String unit, double value) {
    reading.setUnit(unit);
    reading.setValue(value);
  }

  private static SensorReading copy(SensorReading reading) {
    return new SensorReading(
        reading.getSensorId(),
        reading.getMetric(),
        reading.getUnit(),
        reading.getEventTime(),
        reading.getValue(),
        reading.getQuality(),
        reading.getSequence(),
        reading.getTags());
  }
}
