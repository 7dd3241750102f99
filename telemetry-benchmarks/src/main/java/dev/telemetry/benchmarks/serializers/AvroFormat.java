package dev.telemetry.benchmarks.serializers;

import dev.telemetry.benchmarks.job.ReadingFormat;
import dev.telemetry.benchmarks.job.SensorReadings;
import dev.telemetry.model.SensorReading;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.formats.avro.typeutils.AvroTypeInfo;

/** The SDK's readings with the serializer of flink-avro. */
final class AvroFormat implements ReadingFormat<SensorReading> {
  private static final long serialVersionUID = 1;

  @Override
  public TypeInformation<SensorReading> type() {
    return new AvroTypeInfo<>(SensorReading.class);
  }

  @Override
  public Maker<SensorReading> maker(int keys) {
    return new SensorReadings().maker(keys);
  }
}
