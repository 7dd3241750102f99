package dev.telemetry.kafka.serde;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.telemetry.model.Quality;
import dev.telemetry.model.SensorReading;
import dev.telemetry.topic.BytePool;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads readings that were written with their own schema, without walking along it. Whatever is
 * unusual about the bytes, damaged ones too, is left to Avro's reader, which also tells what is
 * wrong. Not thread-safe.
 *
 * <p>Sensors that were read before are found again by their bytes: their texts are not decoded once
 * more, and whoever keys by them knows their hash codes. State: at most {@value #MAX_SENSORS}
 * sensors of up to {@value #MAX_SENSOR_BYTES} bytes; 5 MB where all are there and have texts of 45
 * characters.
 */
final class ReadingDecoder {
  private static final VarHandle DOUBLES =
      MethodHandles.byteArrayViewVarHandle(double[].class, ByteOrder.LITTLE_ENDIAN);
  private static final int EVENT_TIME = SensorReading.getClassSchema().getField("eventTime").pos();
  private static final Quality[] SYMBOLS = {Quality.GOOD, Quality.UNCERTAIN, Quality.BAD};

  private static final int MAX_SENSORS = 1 << 14;
  private static final int MAX_SENSOR_BYTES = 256;

  /** What a sensor writes into each of its readings. */
  private record Sensor(String id, String metric, String unit) {}

  private final BytePool<Sensor> sensors =
      new BytePool<>(MAX_SENSORS, MAX_SENSOR_BYTES, this::newSensor);
  private byte[] bytes = {};
  private int at;

  /** The reading that takes these bytes up to their end, or null where Avro has to see to it. */
  @Nullable SensorReading decode(byte[] frame, int from) {
    bytes = frame;
    at = from;
    try {
      SensorReading reading = reading();
      return at == frame.length ? reading : null;
    } catch (IndexOutOfBoundsException e) {
      return null;
    }
  }

  private SensorReading reading() {
    SensorReading reading = new SensorReading();
    Sensor sensor = sensor();
    reading.setSensorId(sensor.id);
    reading.setMetric(sensor.metric);
    reading.setUnit(sensor.unit);
    // the setter would cut it to milliseconds once more
    reading.put(EVENT_TIME, Instant.ofEpochMilli(varint()));
    reading.setValue(number());
    reading.setQuality(SYMBOLS[upTo(SYMBOLS.length - 1)]);
    reading.setSequence(upTo(1) == 0 ? null : varint());
    reading.setTags(map());
    return reading;
  }

  private Sensor sensor() {
    int from = at;
    for (int i = 0; i < 3; i++) {
      int length = upTo(bytes.length - at);
      at += length;
    }
    return sensors.get(bytes, from, at - from);
  }

  /** From the bytes that are being read, again from where the sensor begins. */
  private Sensor newSensor(byte[] same, int from, int length) {
    at = from;
    return new Sensor(string(), string(), string());
  }

  private Map<String, String> map() {
    int size = upTo(bytes.length - at);
    // not of the size that the bytes say, which may be wrong
    Map<String, String> map = new HashMap<>();
    while (size > 0) {
      for (int i = 0; i < size; i++) {
        map.put(string(), string());
      }
      size = upTo(bytes.length - at);
    }
    return map;
  }

  private String string() {
    int length = upTo(bytes.length - at);
    String text = new String(bytes, at, length, UTF_8);
    at += length;
    return text;
  }

  private double number() {
    double value = (double) DOUBLES.get(bytes, at);
    at += Double.BYTES;
    return value;
  }

  /** A number of 0 to a largest one. */
  private int upTo(int most) {
    long value = varint();
    if (value < 0 || value > most) {
      throw new IndexOutOfBoundsException();
    }
    return (int) value;
  }

  private long varint() {
    long value = 0;
    for (int shift = 0; shift < Long.SIZE; shift += 7) {
      byte next = bytes[at++];
      value |= (next & 0x7fL) << shift;
      if (next >= 0) {
        return (value >>> 1) ^ -(value & 1);
      }
    }
    throw new IndexOutOfBoundsException();
  }
}
