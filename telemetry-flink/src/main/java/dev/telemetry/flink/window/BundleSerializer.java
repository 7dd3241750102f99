package dev.telemetry.flink.window;

import dev.telemetry.flink.type.HandWrittenSerializer;
import dev.telemetry.topic.BytePool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.apache.flink.api.common.typeutils.CompositeTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;
import org.jspecify.annotations.Nullable;

/**
 * A byte of layout; the key, metric and unit, with their length before them; the readings; the
 * whole record where there is one. Keys are written once and read once, and then found by their
 * bytes.
 */
final class BundleSerializer<K, T> extends HandWrittenSerializer<Bundle<K, T>> {
  private static final long serialVersionUID = 1;
  private static final byte PLAIN = 2;
  private static final byte WITH_RECORD = 3;
  private static final int POOLED_HEADS = 1 << 18;
  private static final int LONGEST_POOLED = 256;

  private final TypeSerializer<K> keys;
  private final TypeSerializer<T> records;
  private transient @Nullable Workplace<K> workplace;

  BundleSerializer(TypeSerializer<K> keys, TypeSerializer<T> records) {
    this.keys = keys;
    this.records = records;
  }

  /** What one thread works with. */
  private static final class Workplace<K> {
    final Scratch scratch = new Scratch();
    final DataOutputSerializer out = new DataOutputSerializer(128);
    final DataInputDeserializer in = new DataInputDeserializer();
    final BytePool<Bundle.Head<K>> heads;

    Workplace(TypeSerializer<K> keys) {
      heads =
          new BytePool<>(
              POOLED_HEADS,
              LONGEST_POOLED,
              (bytes, from, length) -> {
                in.setBuffer(bytes, from, length);
                return readHead(keys, in);
              });
    }
  }

  private Workplace<K> workplace() {
    if (workplace == null) {
      workplace = new Workplace<>(keys);
    }
    return workplace;
  }

  /** Once for each key; thousands of keys share a few metrics and units. */
  private static <K> Bundle.Head<K> readHead(TypeSerializer<K> keys, DataInputView in) {
    try {
      return new Bundle.Head<>(
          keys.deserialize(in),
          StringValue.readString(in).intern(),
          StringValue.readString(in).intern());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public TypeSerializer<Bundle<K, T>> duplicate() {
    return new BundleSerializer<>(keys.duplicate(), records.duplicate());
  }

  @Override
  public Bundle<K, T> createInstance() {
    return new Bundle<>(new Bundle.Head<>(keys.createInstance(), "", ""));
  }

  @Override
  public Bundle<K, T> copy(Bundle<K, T> from) {
    return from.copy();
  }

  @Override
  public void serialize(Bundle<K, T> bundle, DataOutputView target) throws IOException {
    target.writeByte(bundle.record == null ? PLAIN : WITH_RECORD);
    byte[] head = bytesOf(bundle.head);
    target.writeInt(head.length);
    target.write(head);
    target.writeInt(bundle.ignored);
    bundle.readings.writeTo(target, workplace().scratch);
    if (bundle.record != null) {
      records.serialize(bundle.record, target);
    }
  }

  private byte[] bytesOf(Bundle.Head<K> head) throws IOException {
    byte[] bytes = head.bytes;
    if (bytes == null) {
      DataOutputSerializer out = workplace().out;
      out.clear();
      keys.serialize(head.key, out);
      StringValue.writeString(head.metric, out);
      StringValue.writeString(head.unit, out);
      bytes = out.getCopyOfBuffer();
      head.bytes = bytes;
    }
    return bytes;
  }

  @Override
  public Bundle<K, T> deserialize(DataInputView source) throws IOException {
    byte layout = source.readByte();
    if (layout != WITH_RECORD) {
      checkLayout(layout, PLAIN);
    }
    Workplace<K> workplace = workplace();
    int length = source.readInt();
    byte[] bytes = workplace.scratch.atLeast(length);
    source.readFully(bytes, 0, length);
    Bundle<K, T> bundle = new Bundle<>(workplace.heads.get(bytes, 0, length));
    bundle.ignored = source.readInt();
    bundle.readings.readFrom(source, workplace.scratch);
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
