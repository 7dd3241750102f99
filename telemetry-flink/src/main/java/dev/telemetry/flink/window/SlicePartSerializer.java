package dev.telemetry.flink.window;

import dev.telemetry.flink.type.HandWrittenSerializer;
import dev.telemetry.stats.Moments;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** A byte of layout, two keys, a time and ten numbers: 81 bytes and the keys. */
final class SlicePartSerializer extends HandWrittenSerializer<SlicePart> {
  private static final long serialVersionUID = 1;
  private static final byte LAYOUT = 1;

  static final SlicePartSerializer INSTANCE = new SlicePartSerializer();

  @Override
  public boolean isImmutableType() {
    return true;
  }

  @Override
  public SlicePart createInstance() {
    return new SlicePart("", "", SlicePart.IN_TIME, new Moments());
  }

  @Override
  public SlicePart copy(SlicePart from) {
    return from;
  }

  @Override
  public void serialize(SlicePart part, DataOutputView target) throws IOException {
    target.writeByte(LAYOUT);
    StringValue.writeString(part.key(), target);
    StringValue.writeString(part.child(), target);
    target.writeLong(part.behind());
    part.values().writeTo(target);
  }

  @Override
  public SlicePart deserialize(DataInputView source) throws IOException {
    checkLayout(source.readByte(), LAYOUT);
    String key = StringValue.readString(source);
    String child = StringValue.readString(source);
    long behind = source.readLong();
    Moments values = new Moments();
    values.readFrom(source);
    return new SlicePart(key, child, behind, values);
  }

  @Override
  public TypeSerializerSnapshot<SlicePart> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name where parts are in flight in a checkpoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<SlicePart> {
    /** Called by Flink. */
    public Snapshot() {
      super(() -> INSTANCE);
    }
  }
}
