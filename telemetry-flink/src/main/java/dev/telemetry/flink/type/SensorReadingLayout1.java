package dev.telemetry.flink.type;

import dev.telemetry.model.SensorReading;
import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.types.StringValue;

/** Reads readings as they were written first: field by field, strings as Flink writes them. */
final class SensorReadingLayout1 {
  static final byte LAYOUT = 1;

  private SensorReadingLayout1() {}

  /** A reading, of which the byte of the layout was read before. */
  static SensorReading read(DataInputView source) throws IOException {
    return new SensorReading(
        StringValue.readString(source),
        StringValue.readString(source),
        StringValue.readString(source),
        Instant.ofEpochMilli(source.readLong()),
        source.readDouble(),
        SensorReadingSerializer.qualityOf(source.readByte()),
        source.readBoolean() ? source.readLong() : null,
        readTags(source));
  }

  private static Map<String, String> readTags(DataInputView source) throws IOException {
    int size = source.readInt();
    Map<String, String> tags = new HashMap<>(size * 2);
    for (int i = 0; i < size; i++) {
      tags.put(StringValue.readString(source), StringValue.readString(source));
    }
    return tags;
  }
}
