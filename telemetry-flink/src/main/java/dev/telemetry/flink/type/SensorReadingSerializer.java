package dev.telemetry.flink.type;

import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.apache.flink.types.StringValue;

/**
 * Readings by hand: a byte of layout version, the fields in schema order, strings as Flink writes
 * them. A reading of 45 characters in its strings takes about 75 bytes.
 */
public final class SensorReadingSerializer extends HandWrittenSerializer<SensorReading> {
  private static final long serialVersionUID = 1;
  private static final byte LAYOUT = 1;

  /** Stateless. */
  public SensorReadingSerializer() {}

  @Override
  public SensorReading createInstance() {
    return new SensorReading();
  }

  @Override
  public SensorReading copy(SensorReading from) {
    return new SensorReading(
        from.getSensorId(),
        from.getMetric(),
        from.getUnit(),
        from.getEventTime(),
        from.getValue(),
        from.getQuality(),
        from.getSequence(),
        copyOf(from.getTags()));
  }

  private static Map<String, String> copyOf(Map<String, String> tags) {
    return tags.isEmpty() ? Map.of() : new HashMap<>(tags);
  }

  @Override
  public void serialize(SensorReading reading, DataOutputView target) throws IOException {
    target.writeByte(LAYOUT);
    StringValue.writeString(reading.getSensorId(), target);
    StringValue.writeString(reading.getMetric(), target);
    StringValue.writeString(reading.getUnit(), target);
    target.writeLong(reading.getEventTime().toEpochMilli());
    target.writeDouble(reading.getValue());
    target.writeByte(codeOf(reading.getQuality()));
    Long sequence = reading.getSequence();
    target.writeBoolean(sequence != null);
    if (sequence != null) {
      target.writeLong(sequence);
    }
    writeTags(reading.getTags(), target);
  }

  private static void writeTags(Map<String, String> tags, DataOutputView target)
      throws IOException {
    target.writeInt(tags.size());
    if (!tags.isEmpty()) {
      for (Map.Entry<String, String> tag : tags.entrySet()) {
        StringValue.writeString(tag.getKey(), target);
        StringValue.writeString(tag.getValue(), target);
      }
    }
  }

  @Override
  public SensorReading deserialize(DataInputView source) throws IOException {
    checkLayout(source.readByte(), LAYOUT);
    return new SensorReading(
        StringValue.readString(source),
        StringValue.readString(source),
        StringValue.readString(source),
        Instant.ofEpochMilli(source.readLong()),
        source.readDouble(),
        qualityOf(source.readByte()),
        source.readBoolean() ? source.readLong() : null,
        readTags(source));
  }

  private static Map<String, String> readTags(DataInputView source) throws IOException {
    int size = source.readInt();
    if (size == 0) {
      return Map.of();
    }
    Map<String, String> tags = new HashMap<>(size * 2);
    for (int i = 0; i < size; i++) {
      tags.put(StringValue.readString(source), StringValue.readString(source));
    }
    return tags;
  }

  private static byte codeOf(Quality quality) {
    return switch (quality) {
      case GOOD -> 0;
      case UNCERTAIN -> 1;
      case BAD -> 2;
    };
  }

  private static Quality qualityOf(byte code) {
    return switch (code) {
      case 0 -> Quality.GOOD;
      case 1 -> Quality.UNCERTAIN;
      default -> Quality.BAD;
    };
  }

  @Override
  public TypeSerializerSnapshot<SensorReading> snapshotConfiguration() {
    return new Snapshot();
  }

  /** Found by name in a savepoint. */
  public static final class Snapshot extends SimpleTypeSerializerSnapshot<SensorReading> {
    /** Called by Flink. */
    public Snapshot() {
      super(SensorReadingSerializer::new);
    }
  }
}
