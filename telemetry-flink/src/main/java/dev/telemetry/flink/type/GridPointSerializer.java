package dev.telemetry.flink.type;

import dev.telemetry.model.GridPoint;
import dev.telemetry.model.PointOrigin;
import java.io.IOException;
import java.time.Instant;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/** Grid points by hand: a byte of layout version, then the fields in schema order. */
public final class GridPointSerializer extends HandWrittenSerializer<GridPoint> {
  private static final long serialVersionUID = 1;
  private static final byte LAYOUT = 1;

  /** Stateless. */
  public GridPointSerializer() {}

  @Override
  public GridPoint createInstance() {
    return new GridPoint();
  }

  @Override
  public GridPoint copy(GridPoint from) {
    return new GridPoint(
        from.getOperator(),
        from.getKey(),
        from.getMetric(),
        from.getUnit(),
        from.getEventTime(),
        from.getValue(),
        from.getOrigin(),
        from.getAgeMillis());
  }

  @Override
  public void serialize(GridPoint point, DataOutputView target) throws IOException {
    target.writeByte(LAYOUT);
    StringValue.writeString(point.getOperator(), target);
    StringValue.writeString(point.getKey(), target);
    StringValue.writeString(point.getMetric(), target);
    StringValue.writeString(point.getUnit(), target);
    target.writeLong(point.getEventTime().toEpochMilli());
    Double value = point.getValue();
    target.writeBoolean(value != null);
    if (value != null) {
      target.writeDouble(value);
    }
    target.writeByte(codeOf(point.getOrigin()));
    target.writeLong(point.getAgeMillis());
  }

  @Override
  public GridPoint deserialize(DataInputView source) throws IOException {
    checkLayout(source.readByte(), LAYOUT);
    return new GridPoint(
        StringValue.readString(source),
        StringValue.readString(source),
        StringValue.readString(source),
        StringValue.readString(source),
        Instant.ofEpochMilli(source.readLong()),
        source.readBoolean() ? source.readDouble() : null,
        originOf(source.readByte()),
        source.readLong());
  }

  private static byte codeOf(PointOrigin origin) {
    return switch (origin) {
      case MEASURED -> 0;
      case HELD -> 1;
      case INTERPOLATED -> 2;
      case MISSING -> 3;
    };
  }

  private static PointOrigin originOf(byte code) {
    return switch (code) {
      case 0 -> PointOrigin.MEASURED;
      case 1 -> PointOrigin.HELD;
      case 2 -> PointOrigin.INTERPOLATED;
      default -> PointOrigin.MISSING;
    };
  }

  @Override
  public TypeSerializerSnapshot<GridPoint> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<GridPoint> {
    /** Called by Flink. */
    public Snapshot() {
      super(GridPointSerializer::new);
    }
  }
}
