package dev.telemetry.flink.type;

import dev.telemetry.model.WindowStatistics;
import java.io.IOException;
import java.time.Instant;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** Statistics by hand: a byte of layout version, then the fields in schema order. */
public final class WindowStatisticsSerializer extends HandWrittenSerializer<WindowStatistics> {
  private static final long serialVersionUID = 1;
  private static final byte LAYOUT = 1;

  /** Stateless. */
  public WindowStatisticsSerializer() {}

  @Override
  public WindowStatistics createInstance() {
    return new WindowStatistics();
  }

  @Override
  public WindowStatistics copy(WindowStatistics from) {
    return WindowStatistics.newBuilder(from).build();
  }

  @Override
  public void serialize(WindowStatistics result, DataOutputView target) throws IOException {
    target.writeByte(LAYOUT);
    StringValue.writeString(result.getOperator(), target);
    StringValue.writeString(result.getKey(), target);
    StringValue.writeString(result.getMetric(), target);
    StringValue.writeString(result.getUnit(), target);
    target.writeLong(result.getWindowStart().toEpochMilli());
    target.writeLong(result.getWindowEnd().toEpochMilli());
    target.writeLong(result.getCount());
    target.writeDouble(result.getMean());
    target.writeDouble(result.getVariance());
    target.writeDouble(result.getMin());
    target.writeDouble(result.getMax());
    target.writeDouble(result.getFirst());
    target.writeDouble(result.getLast());
    target.writeDouble(result.getSum());
    target.writeInt(result.getRevision());
  }

  @Override
  public WindowStatistics deserialize(DataInputView source) throws IOException {
    checkLayout(source.readByte(), LAYOUT);
    return new WindowStatistics(
        StringValue.readString(source),
        StringValue.readString(source),
        StringValue.readString(source),
        StringValue.readString(source),
        Instant.ofEpochMilli(source.readLong()),
        Instant.ofEpochMilli(source.readLong()),
        source.readLong(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readDouble(),
        source.readInt());
  }

  @Override
  public TypeSerializerSnapshot<WindowStatistics> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<WindowStatistics> {
    /** Called by Flink. */
    public Snapshot() {
      super(WindowStatisticsSerializer::new);
    }
  }
}
