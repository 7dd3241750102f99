package dev.telemetry.flink.type;

import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.BytePool;
import java.io.IOException;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import org.apache.flink.api.common.typeutils.SimpleTypeSerializerSnapshot;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;
import org.jspecify.annotations.Nullable;

/**
 * Readings by hand. In bytes: the layout's version, four of length, one of flags, event time, value
 * and, where there is one, sequence in eight bytes each, then the texts as {@link TextPool} has
 * them: sensor, metric, unit, and names and values of the tags up to the end. A reading of 45
 * characters in its strings takes about 80 bytes.
 *
 * <p>Sensors, metrics, units and tags that were read before are given again instead of being made
 * anew, so those of many readings are the same instances, and tags cannot be changed.
 *
 * <p>Memory of each instance of it, once it has read: at most {@value #MAX_SENSORS} sensors of up
 * to 256 bytes, {@value #MAX_TAGS} maps of tags of up to 512 bytes, and {@value #MAX_TEXTS} names
 * and values; 3 MB where all sensors are there and have texts of 45 characters. Not thread-safe:
 * {@link #duplicate} it.
 */
public final class SensorReadingSerializer extends HandWrittenSerializer<SensorReading> {
  private static final long serialVersionUID = 1;
  private static final byte LAYOUT = 2;
  private static final int QUALITY = 0x03;
  private static final int HAS_SEQUENCE = 0x04;
  private static final int EVENT_TIME = SensorReading.getClassSchema().getField("eventTime").pos();
  private static final int MAX_SENSORS = 1 << 14;
  private static final int MAX_SENSOR_BYTES = 256;
  private static final int MAX_TAGS = 1 << 12;
  private static final int MAX_TAGS_BYTES = 512;
  private static final int MAX_TEXTS = 1 << 12;

  private transient @Nullable Scratch scratch;

  /** What a sensor writes into each of its readings. */
  private record Sensor(String id, String metric, String unit) {}

  /** What is used again from record to record. */
  private static final class Scratch {
    final Packed packed = new Packed();
    final BytePool<Sensor> sensors =
        new BytePool<>(MAX_SENSORS, MAX_SENSOR_BYTES, this::readSensor);
    final BytePool<Map<String, String>> tags =
        new BytePool<>(MAX_TAGS, MAX_TAGS_BYTES, this::readTags);
    private final Packed part = new Packed();
    private final TextPool texts = new TextPool(MAX_TEXTS);

    private Sensor readSensor(byte[] bytes, int from, int length) {
      part.wrap(bytes, from, length);
      return new Sensor(part.getText(), part.getText(texts), part.getText(texts));
    }

    private Map<String, String> readTags(byte[] bytes, int from, int length) {
      part.wrap(bytes, from, length);
      Map<String, String> read = new HashMap<>();
      while (!part.isAtEnd()) {
        read.put(part.getText(texts), part.getText(texts));
      }
      return Collections.unmodifiableMap(read);
    }
  }

  /** Empty pools. */
  public SensorReadingSerializer() {}

  private Scratch scratch() {
    Scratch mine = scratch;
    if (mine == null) {
      mine = new Scratch();
      scratch = mine;
    }
    return mine;
  }

  @Override
  public TypeSerializer<SensorReading> duplicate() {
    return new SensorReadingSerializer();
  }

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
    Packed packed = scratch().packed;
    packed.clear();
    put(reading, packed);
    target.writeByte(LAYOUT);
    target.writeInt(packed.position());
    packed.writeTo(target);
  }

  private static void put(SensorReading reading, Packed packed) {
    Long sequence = reading.getSequence();
    packed.putByte(codeOf(reading.getQuality()) | (sequence == null ? 0 : HAS_SEQUENCE));
    packed.putLong(reading.getEventTime().toEpochMilli());
    packed.putDouble(reading.getValue());
    if (sequence != null) {
      packed.putLong(sequence);
    }
    packed.putText(reading.getSensorId());
    packed.putText(reading.getMetric());
    packed.putText(reading.getUnit());
    Map<String, String> tags = reading.getTags();
    if (!tags.isEmpty()) {
      for (Map.Entry<String, String> tag : tags.entrySet()) {
        packed.putText(tag.getKey());
        packed.putText(tag.getValue());
      }
    }
  }

  @Override
  public SensorReading deserialize(DataInputView source) throws IOException {
    byte layout = source.readByte();
    if (layout == SensorReadingLayout1.LAYOUT) {
      return SensorReadingLayout1.read(source);
    }
    checkLayout(layout, LAYOUT);
    Scratch mine = scratch();
    mine.packed.load(source, source.readInt());
    try {
      return reading(mine);
    } catch (IndexOutOfBoundsException e) {
      throw new IOException("the bytes of a reading are damaged: " + e.getMessage(), e);
    }
  }

  private static SensorReading reading(Scratch mine) {
    Packed packed = mine.packed;
    SensorReading reading = new SensorReading();
    byte flags = packed.getByte();
    reading.setQuality(qualityOf(flags & QUALITY));
    // the setter would cut it to milliseconds once more
    reading.put(EVENT_TIME, Instant.ofEpochMilli(packed.getLong()));
    reading.setValue(packed.getDouble());
    if ((flags & HAS_SEQUENCE) != 0) {
      reading.setSequence(packed.getLong());
    }
    int sensorBytes = packed.lengthOfTexts(3);
    Sensor sensor = packed.get(sensorBytes, mine.sensors);
    reading.setSensorId(sensor.id);
    reading.setMetric(sensor.metric);
    reading.setUnit(sensor.unit);
    reading.setTags(packed.isAtEnd() ? Map.of() : packed.get(packed.remaining(), mine.tags));
    return reading;
  }

  private static int codeOf(Quality quality) {
    return switch (quality) {
      case GOOD -> 0;
      case UNCERTAIN -> 1;
      case BAD -> 2;
    };
  }

  static Quality qualityOf(int code) {
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
