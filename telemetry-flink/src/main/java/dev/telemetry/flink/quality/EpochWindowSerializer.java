package dev.telemetry.flink.quality;

import dev.telemetry.flink.type.HandWrittenSerializer;
import java.io.IOException;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * A byte of layout version and eight numbers: 65 bytes. Public for Flink, which finds it by name.
 */
public final class EpochWindowSerializer extends HandWrittenSerializer<EpochWindow> {
  private static final long serialVersionUID = 1;
  private static final byte LAYOUT = 1;

  /** Stateless. */
  public EpochWindowSerializer() {}

  @Override
  public EpochWindow createInstance() {
    return new EpochWindow();
  }

  @Override
  public EpochWindow copy(EpochWindow from) {
    EpochWindow copy = new EpochWindow();
    copy.touchedMillis = from.touchedMillis;
    copy.begin = from.begin;
    copy.lowest = from.lowest;
    copy.highest = from.highest;
    copy.reportedBelow = from.reportedBelow;
    copy.suspectBelow = from.suspectBelow;
    copy.missing = from.missing;
    copy.lost = from.lost;
    return copy;
  }

  @Override
  public void serialize(EpochWindow window, DataOutputView target) throws IOException {
    target.writeByte(LAYOUT);
    target.writeLong(window.touchedMillis);
    target.writeLong(window.begin);
    target.writeLong(window.lowest);
    target.writeLong(window.highest);
    target.writeLong(window.reportedBelow);
    target.writeLong(window.suspectBelow);
    target.writeLong(window.missing);
    target.writeLong(window.lost);
  }

  @Override
  public EpochWindow deserialize(DataInputView source) throws IOException {
    checkLayout(source.readByte(), LAYOUT);
    EpochWindow window = new EpochWindow();
    window.touchedMillis = source.readLong();
    window.begin = source.readLong();
    window.lowest = source.readLong();
    window.highest = source.readLong();
    window.reportedBelow = source.readLong();
    window.suspectBelow = source.readLong();
    window.missing = source.readLong();
    window.lost = source.readLong();
    return window;
  }

  @Override
  public TypeSerializerSnapshot<EpochWindow> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<EpochWindow> {
    /** Called by Flink. */
    public Snapshot() {
      super(EpochWindowSerializer::new);
    }
  }
}
