package dev.telemetry.flink.type;

import dev.telemetry.stats.Moments;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** Moments: a byte of layout version and their nine numbers, 73 bytes. */
public final class MomentsSerializer extends HandWrittenSerializer<Moments> {
  private static final long serialVersionUID = 1;
  private static final byte LAYOUT = 1;

  /** Stateless. */
  public MomentsSerializer() {}

  @Override
  public Moments createInstance() {
    return new Moments();
  }

  @Override
  public Moments copy(Moments from) {
    return from.copy();
  }

  @Override
  public int getLength() {
    return 1 + Moments.STATE_BYTES;
  }

  @Override
  public void serialize(Moments moments, DataOutputView target) throws IOException {
    target.writeByte(LAYOUT);
    moments.writeTo(target);
  }

  @Override
  public Moments deserialize(DataInputView source) throws IOException {
    checkLayout(source.readByte(), LAYOUT);
    Moments moments = new Moments();
    moments.readFrom(source);
    return moments;
  }

  @Override
  public TypeSerializerSnapshot<Moments> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<Moments> {
    /** Called by Flink. */
    public Snapshot() {
      super(MomentsSerializer::new);
    }
  }
}
