package dev.telemetry.flink.alarm;

import dev.telemetry.flink.type.HandWrittenSerializer;
import java.io.IOException;
import java.util.Map;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * A byte of layout version, six counts and the sources with theirs. Public for Flink, which finds
 * it by name.
 */
public final class StormCountSerializer extends HandWrittenSerializer<StormCount> {
  private static final long serialVersionUID = 1;
  private static final byte LAYOUT = 1;

  /** Stateless. */
  public StormCountSerializer() {}

  @Override
  public StormCount createInstance() {
    return new StormCount();
  }

  @Override
  public StormCount copy(StormCount from) {
    return from.copy();
  }

  @Override
  public void serialize(StormCount count, DataOutputView target) throws IOException {
    target.writeByte(LAYOUT);
    target.writeLong(count.emitted);
    target.writeLong(count.heldBack);
    target.writeLong(count.infos);
    target.writeLong(count.warnings);
    target.writeLong(count.criticals);
    target.writeLong(count.updatesHeldBack);
    target.writeInt(count.sources.size());
    for (Map.Entry<String, Long> each : count.sources.entrySet()) {
      StringValue.writeString(each.getKey(), target);
      target.writeLong(each.getValue());
    }
  }

  @Override
  public StormCount deserialize(DataInputView source) throws IOException {
    checkLayout(source.readByte(), LAYOUT);
    StormCount count = new StormCount();
    count.emitted = source.readLong();
    count.heldBack = source.readLong();
    count.infos = source.readLong();
    count.warnings = source.readLong();
    count.criticals = source.readLong();
    count.updatesHeldBack = source.readLong();
    int sources = source.readInt();
    for (int i = 0; i < sources; i++) {
      count.sources.put(StringValue.readString(source), source.readLong());
    }
    return count;
  }

  @Override
  public TypeSerializerSnapshot<StormCount> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<StormCount> {
    /** Called by Flink. */
    public Snapshot() {
      super(StormCountSerializer::new);
    }
  }
}
