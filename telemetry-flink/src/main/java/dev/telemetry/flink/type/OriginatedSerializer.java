package dev.telemetry.flink.type;

import java.io.IOException;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * A byte of layout, which also says whether there is an origin; epoch and sequence in eight bytes
 * each, and the device as {@link TextPool} has it; then the record in its own layout.
 */
final class OriginatedSerializer<T> extends HandWrittenSerializer<Originated<T>> {
  private static final long serialVersionUID = 1;
  private static final byte PLAIN = 1;
  private static final byte WITH_ORIGIN = 2;
  private static final int POOLED_DEVICES = 1 << 12;

  private final TypeSerializer<T> values;
  private transient @Nullable TextPool devices;

  OriginatedSerializer(TypeSerializer<T> values) {
    this.values = values;
  }

  private TextPool devices() {
    if (devices == null) {
      devices = new TextPool(POOLED_DEVICES);
    }
    return devices;
  }

  @Override
  public TypeSerializer<Originated<T>> duplicate() {
    return new OriginatedSerializer<>(values.duplicate());
  }

  @Override
  public Originated<T> createInstance() {
    return Originated.unknown(values.createInstance());
  }

  @Override
  public Originated<T> copy(Originated<T> from) {
    return new Originated<>(
        values.copy(from.value()), from.device(), from.epoch(), from.sequence());
  }

  @Override
  public void serialize(Originated<T> record, DataOutputView target) throws IOException {
    String device = record.device();
    if (device == null) {
      target.writeByte(PLAIN);
    } else {
      target.writeByte(WITH_ORIGIN);
      target.writeLong(record.epoch());
      target.writeLong(record.sequence());
      devices().write(device, target);
    }
    values.serialize(record.value(), target);
  }

  @Override
  public Originated<T> deserialize(DataInputView source) throws IOException {
    byte layout = source.readByte();
    if (layout != WITH_ORIGIN) {
      checkLayout(layout, PLAIN);
      return Originated.unknown(values.deserialize(source));
    }
    long epoch = source.readLong();
    long sequence = source.readLong();
    String device = devices().read(source);
    return new Originated<>(values.deserialize(source), device, epoch, sequence);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof OriginatedSerializer<?> serializer && serializer.values.equals(values);
  }

  @Override
  public int hashCode() {
    return 31 * values.hashCode();
  }

  @Override
  public TypeSerializerSnapshot<Originated<T>> snapshotConfiguration() {
    return new Snapshot<>(this);
  }

  /** Found by name where records are in flight in a checkpoint. */
  public static final class Snapshot<T>
      extends CompositeTypeSerializerSnapshot<Originated<T>, OriginatedSerializer<T>> {
    /** Called by Flink. */
    public Snapshot() {}

    Snapshot(OriginatedSerializer<T> serializer) {
      super(serializer);
    }

    @Override
    protected int getCurrentOuterSnapshotVersion() {
      return 1;
    }

    @Override
    protected TypeSerializer<?>[] getNestedSerializers(OriginatedSerializer<T> outer) {
      return new TypeSerializer<?>[] {outer.values};
    }

    @Override
    @SuppressWarnings("unchecked") // the one that getNestedSerializers gave
    protected OriginatedSerializer<T> createOuterSerializerWithNestedSerializers(
        TypeSerializer<?>[] nested) {
      return new OriginatedSerializer<>((TypeSerializer<T>) nested[0]);
    }
  }
}
