package dev.telemetry.flink.quality;

import dev.telemetry.flink.type.HandWrittenSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/** A byte of layout version and three numbers. Public for Flink, which finds it by name. */
public final class SequenceWindowSerializer extends HandWrittenSerializer<SequenceWindow> {
  private static final long serialVersionUID = 1;
  private static final byte LAYOUT = 1;

  /** Stateless. */
  public SequenceWindowSerializer() {}

  @Override
  public SequenceWindow createInstance() {
    return new SequenceWindow();
  }

  @Override
  public SequenceWindow copy(SequenceWindow from) {
    SequenceWindow copy = new SequenceWindow();
    copy.highest = from.highest;
    copy.seen = from.seen;
    copy.latestMillis = from.latestMillis;
    return copy;
  }

  @Override
  public void serialize(SequenceWindow window, DataOutputView target) throws IOException {
    target.writeByte(LAYOUT);
    target.writeLong(window.highest);
    target.writeLong(window.seen);
    target.writeLong(window.latestMillis);
  }

  @Override
  public SequenceWindow deserialize(DataInputView source) throws IOException {
    checkLayout(source.readByte(), LAYOUT);
    SequenceWindow window = new SequenceWindow();
    window.highest = source.readLong();
    window.seen = source.readLong();
    window.latestMillis = source.readLong();
    return window;
  }

  @Override
  public TypeSerializerSnapshot<SequenceWindow> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<SequenceWindow> {
    /** Called by Flink. */
    public Snapshot() {
      super(SequenceWindowSerializer::new);
    }
  }
}
