package dev.telemetry.flink.window;

import dev.telemetry.flink.type.Measure;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.GridPoint;
import dev.telemetry.model.PointOrigin;
import dev.telemetry.model.SensorReading;
import dev.telemetry.stats.Resampling;
import dev.telemetry.testkit.OperatorTest;
import dev.telemetry.testkit.OperatorTestBuilder;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Resampling of readings keyed by sensor, in Flink's harness. */
final class ResampleRun {
  private ResampleRun() {}

  static ResampleFunction<String, SensorReading> function(Resampling resampling) {
    return new ResampleFunction<>(
        resampling,
        Measure.OF_READING,
        "grid",
        Resample.lateOf(RecordTypeInfo.ofRecord(SensorReading.class)));
  }

  static ResampleOperator<String, SensorReading> operator(Resampling resampling) {
    return new ResampleOperator<>(function(resampling), resampling.delayMillis());
  }

  static OperatorTest<SensorReading, GridPoint> of(Resampling resampling) {
    return unkeyed(resampling).keyedBy(SensorReading::getSensorId);
  }

  static OperatorTestBuilder<SensorReading, GridPoint> unkeyed(Resampling resampling) {
    return OperatorTest.of(operator(resampling));
  }

  static GridPoint point(
      String key, long second, PointOrigin origin, @Nullable Double value, double ageSeconds) {
    return new GridPoint(
        "grid",
        key,
        "temperature",
        "Cel",
        Instant.ofEpochSecond(second),
        value,
        origin,
        (long) (ageSeconds * 1_000));
  }
}
