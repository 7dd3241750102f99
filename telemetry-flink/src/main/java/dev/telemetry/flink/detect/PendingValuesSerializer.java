package dev.telemetry.flink.detect;

import dev.telemetry.flink.type.HandWrittenSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A byte of layout version, then the values in their own layout. Public for Flink, which finds it
 * by name.
 */
public final class PendingValuesSerializer extends HandWrittenSerializer<PendingValues> {
  private static final long serialVersionUID = 1;
  private static final byte LAYOUT = 1;

  /** Stateless. */
  public PendingValuesSerializer() {}

  @Override
  public PendingValues createInstance() {
    return new PendingValues();
  }

  @Override
  public PendingValues copy(PendingValues from) {
    return from.copy();
  }

  @Override
  public void serialize(PendingValues values, DataOutputView target) throws IOException {
    target.writeByte(LAYOUT);
    values.writeTo(target);
  }

  @Override
  public PendingValues deserialize(DataInputView source) throws IOException {
    checkLayout(source.readByte(), LAYOUT);
    return PendingValues.readFrom(source);
  }

  @Override
  public TypeSerializerSnapshot<PendingValues> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<PendingValues> {
    /** Called by Flink. */
    public Snapshot() {
      super(PendingValuesSerializer::new);
    }
  }
}
