package dev.telemetry.benchmarks.job;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import java.time.Instant;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/** Readings as the SDK has them, with the SDK's serializer. */
public final class SensorReadings implements ReadingFormat<SensorReading> {
  private static final long serialVersionUID = 1;

  /** Stateless. */
  public SensorReadings() {}

  @Override
  public TypeInformation<SensorReading> type() {
    return RecordTypeInfo.ofRecord(SensorReading.class);
  }

  @Override
  public Maker<SensorReading> maker(int keys) {
    String[] ids = ReadingFormat.sensorIds(keys);
    return (key, timeMillis, value, sequence) ->
        new SensorReading(
            ids[key],
            "temperature",
            "Cel",
            Instant.ofEpochMilli(timeMillis),
            value,
            Quality.GOOD,
            sequence,
            Map.of());
  }
}
