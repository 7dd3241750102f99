package dev.telemetry.flink.detect;

import dev.telemetry.flink.type.HandWrittenSerializer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A byte of layout version, then the states in their own layout. Public for Flink, which finds it
 * by name.
 */
public final class RuledStatesSerializer extends HandWrittenSerializer<RuledStates> {
  private static final long serialVersionUID = 1;
  private static final byte LAYOUT = 1;

  /** Stateless. */
  public RuledStatesSerializer() {}

  @Override
  public RuledStates createInstance() {
    return new RuledStates();
  }

  @Override
  public RuledStates copy(RuledStates from) {
    try {
      return from.copy();
    } catch (IOException e) {
      throw new UncheckedIOException("a detector's state could not be copied in memory", e);
    }
  }

  @Override
  public void serialize(RuledStates states, DataOutputView target) throws IOException {
    target.writeByte(LAYOUT);
    states.writeTo(target);
  }

  @Override
  public RuledStates deserialize(DataInputView source) throws IOException {
    checkLayout(source.readByte(), LAYOUT);
    return RuledStates.readFrom(source);
  }

  @Override
  public TypeSerializerSnapshot<RuledStates> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<RuledStates> {
    /** Called by Flink. */
    public Snapshot() {
      super(RuledStatesSerializer::new);
    }
  }
}
