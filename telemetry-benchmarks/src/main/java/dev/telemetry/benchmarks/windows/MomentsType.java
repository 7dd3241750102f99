package dev.telemetry.benchmarks.windows;

import dev.telemetry.flink.type.MomentsSerializer;
import dev.telemetry.stats.Moments;
import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The peers' accumulator, with the SDK's serializer of 81 bytes. */
final class MomentsType extends TypeInformation<Moments> {
  private static final long serialVersionUID = 1;

  @Override
  public TypeSerializer<Moments> createSerializer(SerializerConfig config) {
    return new MomentsSerializer();
  }

  @Override
  public Class<Moments> getTypeClass() {
    return Moments.class;
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
  public boolean isKeyType() {
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
  public String toString() {
    return "Moments";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof MomentsType;
  }

  @Override
  public int hashCode() {
    return 1;
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof MomentsType;
  }
}
