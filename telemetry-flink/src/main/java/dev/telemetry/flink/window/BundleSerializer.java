package dev.telemetry.flink.window;

import dev.telemetry.flink.type.HandWrittenSerializer;
import java.io.IOException;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.jspecify.annotations.Nullable;

/** A byte of layout, the key, metric, unit and readings; the whole record where there is one. */
final class BundleSerializer<K, T> extends HandWrittenSerializer<Bundle<K, T>> {
  private static final long serialVersionUID = 1;
  private static final byte PLAIN = 2;
  private static final byte WITH_RECORD = 3;

  private final TypeSerializer<K> keys;
  private final TypeSerializer<T> records;
  private transient @Nullable Scratch scratch;

  BundleSerializer(TypeSerializer<K> keys, TypeSerializer<T> records) {
    this.keys = keys;
    this.records = records;
  }

  private Scratch scratch() {
    if (scratch == null) {
      scratch = new Scratch();
    }
    return scratch;
  }

  @Override
  public TypeSerializer<Bundle<K, T>> duplicate() {
    return new BundleSerializer<>(keys.duplicate(), records.duplicate());
  }

  @Override
  public Bundle<K, T> createInstance() {
    return new Bundle<>(keys.createInstance(), "", "");
  }

  @Override
  public Bundle<K, T> copy(Bundle<K, T> from) {
    return from.copy();
  }

  @Override
  public void serialize(Bundle<K, T> bundle, DataOutputView target) throws IOException {
    target.writeByte(bundle.record == null ? PLAIN : WITH_RECORD);
    keys.serialize(bundle.key, target);
    StringValue.writeString(bundle.metric, target);
    StringValue.writeString(bundle.unit, target);
    target.writeInt(bundle.ignored);
    bundle.readings.writeTo(target, scratch());
    if (bundle.record != null) {
      records.serialize(bundle.record, target);
    }
  }

  @Override
  public Bundle<K, T> deserialize(DataInputView source) throws IOException {
    byte layout = source.readByte();
    if (layout != WITH_RECORD) {
      checkLayout(layout, PLAIN);
    }
    Bundle<K, T> bundle =
        new Bundle<>(
            keys.deserialize(source),
            StringValue.readString(source),
            StringValue.readString(source));
    bundle.ignored = source.readInt();
    bundle.readings.readFrom(source, scratch());
    if (layout == WITH_RECORD) {
      bundle.record = records.deserialize(source);
    }
    return bundle;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof BundleSerializer<?, ?> serializer
        && serializer.keys.equals(keys)
        && serializer.records.equals(records);
  }

  @Override
  public int hashCode() {
    return Objects.hash(keys, records);
  }

  @Override
  public TypeSerializerSnapshot<Bundle<K, T>> snapshotConfiguration() {
    return new Snapshot<>(this);
  }

  /** Found by name where bundles are in flight in a checkpoint. */
  public static final class Snapshot<K, T>
      extends CompositeTypeSerializerSnapshot<Bundle<K, T>, BundleSerializer<K, T>> {
    /** Called by Flink. */
    public Snapshot() {}

    Snapshot(BundleSerializer<K, T> serializer) {
      super(serializer);
    }

    @Override
    protected int getCurrentOuterSnapshotVersion() {
      return 1;
    }

    @Override
    protected TypeSerializer<?>[] getNestedSerializers(BundleSerializer<K, T> outer) {
      return new TypeSerializer<?>[] {outer.keys, outer.records};
    }

    @Override
    @SuppressWarnings("unchecked") // those that getNestedSerializers gave
    protected BundleSerializer<K, T> createOuterSerializerWithNestedSerializers(
        TypeSerializer<?>[] nested) {
      return new BundleSerializer<>((TypeSerializer<K>) nested[0], (TypeSerializer<T>) nested[1]);
    }
  }
}
