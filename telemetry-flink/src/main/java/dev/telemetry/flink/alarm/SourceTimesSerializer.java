package dev.telemetry.flink.alarm;

import dev.telemetry.alarm.AlarmTimes;
import dev.telemetry.flink.type.HandWrittenSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A byte of layout version, the timer and the times in their own layout. Public for Flink, which
 * finds it by name.
 */
public final class SourceTimesSerializer extends HandWrittenSerializer<SourceTimes> {
  private static final long serialVersionUID = 1;
  private static final byte LAYOUT = 1;

  /** Stateless. */
  public SourceTimesSerializer() {}

  @Override
  public SourceTimes createInstance() {
    return new SourceTimes();
  }

  @Override
  public SourceTimes copy(SourceTimes from) {
    return new SourceTimes(from.times.copy(), from.timerMillis);
  }

  @Override
  public void serialize(SourceTimes source, DataOutputView target) throws IOException {
    target.writeByte(LAYOUT);
    target.writeLong(source.timerMillis);
    source.times.writeTo(target);
  }

  @Override
  public SourceTimes deserialize(DataInputView source) throws IOException {
    checkLayout(source.readByte(), LAYOUT);
    long timerMillis = source.readLong();
    return new SourceTimes(AlarmTimes.readFrom(source), timerMillis);
  }

  @Override
  public TypeSerializerSnapshot<SourceTimes> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<SourceTimes> {
    /** Called by Flink. */
    public Snapshot() {
      super(SourceTimesSerializer::new);
    }
  }
}
