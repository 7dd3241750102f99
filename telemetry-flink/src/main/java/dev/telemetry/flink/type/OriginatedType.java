package dev.telemetry.flink.type;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The type of records with their origin. */
final class OriginatedType<T> extends TypeInformation<Originated<T>> {
  private static final long serialVersionUID = 1;

  private final TypeInformation<T> values;

  OriginatedType(TypeInformation<T> values) {
    this.values = values;
  }

  @Override
  public TypeSerializer<Originated<T>> createSerializer(SerializerConfig config) {
    return new OriginatedSerializer<>(values.createSerializer(config));
  }

  @Override
  @SuppressWarnings("unchecked") // a class has no parameters
  public Class<Originated<T>> getTypeClass() {
    return (Class<Originated<T>>) (Class<?>) Originated.class;
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
    return "Originated<" + values + ">";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OriginatedType<?> type && type.values.equals(values);
  }

  @Override
  public int hashCode() {
    return 31 * values.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof OriginatedType;
  }
}
