package dev.telemetry.flink.detect;

import dev.telemetry.flink.type.HandWrittenSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A byte of layout version, then the fields: 37 bytes and the unit. Public for Flink, which finds
 * it by name.
 */
public final class SilenceStateSerializer extends HandWrittenSerializer<SilenceState> {
  private static final long serialVersionUID = 1;
  private static final byte LAYOUT = 1;

  /** Stateless. */
  public SilenceStateSerializer() {}

  @Override
  public SilenceState createInstance() {
    return new SilenceState();
  }

  @Override
  public SilenceState copy(SilenceState from) {
    return from.copy();
  }

  @Override
  public void serialize(SilenceState state, DataOutputView target) throws IOException {
    target.writeByte(LAYOUT);
    target.writeLong(state.timerMillis);
    target.writeLong(state.heardMillis);
    target.writeLong(state.eventMillis);
    target.writeDouble(state.value);
    target.writeUTF(state.unit);
    target.writeBoolean(state.spoke);
    target.writeBoolean(state.silent);
  }

  @Override
  public SilenceState deserialize(DataInputView source) throws IOException {
    checkLayout(source.readByte(), LAYOUT);
    SilenceState state = new SilenceState();
    state.timerMillis = source.readLong();
    state.heardMillis = source.readLong();
    state.eventMillis = source.readLong();
    state.value = source.readDouble();
    state.unit = source.readUTF();
    state.spoke = source.readBoolean();
    state.silent = source.readBoolean();
    return state;
  }

  @Override
  public TypeSerializerSnapshot<SilenceState> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<SilenceState> {
    /** Called by Flink. */
    public Snapshot() {
      super(SilenceStateSerializer::new);
    }
  }
}
