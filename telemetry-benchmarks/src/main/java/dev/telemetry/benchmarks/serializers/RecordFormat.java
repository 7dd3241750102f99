package dev.telemetry.benchmarks.serializers;

import dev.telemetry.benchmarks.job.ReadingFormat;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import java.time.Instant;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;

/**
 * The SDK's readings.
 *
 * @param ours whether with the SDK's serializer, or with that of flink-avro
 * @param again whether the texts of a sensor are always the same instances
 * @param tags how many each has
 */
record RecordFormat(boolean ours, boolean again, int tags) implements ReadingFormat<SensorReading> {

  @Override
  public TypeInformation<SensorReading> type() {
    return ours
        ? RecordTypeInfo.ofRecord(SensorReading.class)
        : new AvroTypeInfo<>(SensorReading.class);
  }

  @Override
  public Maker<SensorReading> maker(int keys) {
    DecodedFields fields = new DecodedFields(keys, again, tags);
    return (key, timeMillis, value, sequence) ->
        new SensorReading(
            fields.sensorId(key),
            fields.metric(),
            fields.unit(),
            Instant.ofEpochMilli(timeMillis),
            value,
            Quality.GOOD,
            sequence,
            fields.tags());
  }
}
