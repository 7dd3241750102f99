package dev.telemetry.flink.type;

import static java.util.Objects.requireNonNull;

import dev.telemetry.model.GridPoint;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.topic.TrustedRecords;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/**
 * Type information of a generated Avro record, so that it crosses Flink's network and state through
 * a serializer of ours instead of Kryo: a hand-written one for the records of the hot path, one
 * over Avro's binary format, which follows the schema's evolution, for all others.
 *
 * <p>{@code TelemetryEnvironment} registers it for the records of {@code dev.telemetry.model} and
 * those named to it, so that the program that builds the job finds it by itself. What runs in the
 * job names it: {@code new ValueStateDescriptor<>("last", RecordTypeInfo.ofRecord(Ride.class))}.
 *
 * @param <T> the record
 */
public final class RecordTypeInfo<T extends SpecificRecord> extends TypeInformation<T> {
  private static final long serialVersionUID = 1;

  private final Class<T> type;

  private RecordTypeInfo(Class<T> type) {
    this.type = requireNonNull(type, "type");
    TrustedRecords.trust(type);
  }

  /**
   * Type information of a generated Avro class.
   *
   * @param type the class
   * @param <T> the record
   * @return its type information
   */
  public static <T extends SpecificRecord> RecordTypeInfo<T> ofRecord(Class<T> type) {
    return new RecordTypeInfo<>(type);
  }

  @Override
  public TypeSerializer<T> createSerializer(SerializerConfig config) {
    TypeSerializer<?> serializer;
    if (type == SensorReading.class) {
      serializer = new SensorReadingSerializer();
    } else if (type == WindowStatistics.class) {
      serializer = new WindowStatisticsSerializer();
    } else if (type == GridPoint.class) {
      serializer = new GridPointSerializer();
    } else {
      serializer = new AvroRecordSerializer<>(type);
    }
    @SuppressWarnings("unchecked") // each branch is a serializer of type
    TypeSerializer<T> typed = (TypeSerializer<T>) serializer;
    return typed;
  }

  @Override
  public boolean isBasicType() {
    return false;
  }

  @Override
  public boolean isTupleType() {
    return false;
  }

  @Override
  public int getArity() {
    return 1;
  }

  @Override
  public int getTotalFields() {
    return 1;
  }

  @Override
  public Class<T> getTypeClass() {
    return type;
  }

  @Override
  public boolean isKeyType() {
    return false;
  }

  @Override
  public String toString() {
    return "Record<" + type.getSimpleName() + ">";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RecordTypeInfo<?> info && info.type == type;
  }

  @Override
  public int hashCode() {
    return type.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof RecordTypeInfo;
  }
}
