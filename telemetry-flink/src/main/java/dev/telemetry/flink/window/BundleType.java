package dev.telemetry.flink.window;

import org.apache.flink.api.common.serialization.SerializerConfig;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;

/** The type of bundles of a stream. */
final class BundleType<K, T> extends TypeInformation<Bundle<K, T>> {
  private static final long serialVersionUID = 1;

  private final TypeInformation<K> keys;
  private final TypeInformation<T> records;

  BundleType(TypeInformation<K> keys, TypeInformation<T> records) {
    this.keys = keys;
    this.records = records;
  }

  @Override
  public TypeSerializer<Bundle<K, T>> createSerializer(SerializerConfig config) {
    return new BundleSerializer<>(keys.createSerializer(config), records.createSerializer(config));
  }

  @Override
  @SuppressWarnings("unchecked") // a class has no parameters
  public Class<Bundle<K, T>> getTypeClass() {
    return (Class<Bundle<K, T>>) (Class<?>) Bundle.class;
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
    return "Bundle<" + keys + ", " + records + ">";
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BundleType<?, ?> type
        && type.keys.equals(keys)
        && type.records.equals(records);
  }

  @Override
  public int hashCode() {
    return 31 * keys.hashCode() + records.hashCode();
  }

  @Override
  public boolean canEqual(Object other) {
    return other instanceof BundleType;
  }
}
