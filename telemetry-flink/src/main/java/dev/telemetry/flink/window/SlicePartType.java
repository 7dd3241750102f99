package dev.telemetry.flink.window;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The type of slices on their way up. */
final class SlicePartType extends TypeInformation<SlicePart> {
  private static final long serialVersionUID = 1;

  static final SlicePartType INSTANCE = new SlicePartType();

  @Override
  public TypeSerializer<SlicePart> createSerializer(SerializerConfig config) {
    return SlicePartSerializer.INSTANCE;
  }

  @Override
  public Class<SlicePart> getTypeClass() {
    return SlicePart.class;
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
    return "SlicePart";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SlicePartType;
  }

  @Override
  public int hashCode() {
    return SlicePartType.class.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof SlicePartType;
  }
}
