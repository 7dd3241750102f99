package dev.telemetry.flink.window;

import dev.telemetry.flink.type.HandWrittenSerializer;
import dev.telemetry.stats.GridReadings;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A byte of layout version, the timer and the readings in their own layout. Public for Flink, which
 * finds it by name.
 */
public final class ResampleStateSerializer extends HandWrittenSerializer<ResampleState> {
  private static final long serialVersionUID = 1;
  private static final byte LAYOUT = 1;

  /** Stateless. */
  public ResampleStateSerializer() {}

  @Override
  public ResampleState createInstance() {
    return new ResampleState();
  }

  @Override
  public ResampleState copy(ResampleState from) {
    return new ResampleState(from.readings.copy(), from.timerMillis);
  }

  @Override
  public void serialize(ResampleState state, DataOutputView target) throws IOException {
    target.writeByte(LAYOUT);
    target.writeLong(state.timerMillis);
    state.readings.writeTo(target);
  }

  @Override
  public ResampleState deserialize(DataInputView source) throws IOException {
    checkLayout(source.readByte(), LAYOUT);
    long timerMillis = source.readLong();
    GridReadings readings = new GridReadings();
    readings.readFrom(source);
    return new ResampleState(readings, timerMillis);
  }

  @Override
  public TypeSerializerSnapshot<ResampleState> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<ResampleState> {
    /** Called by Flink. */
    public Snapshot() {
      super(ResampleStateSerializer::new);
    }
  }
}
