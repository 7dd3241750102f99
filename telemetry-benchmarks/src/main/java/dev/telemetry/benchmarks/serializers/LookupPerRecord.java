package dev.telemetry.benchmarks.serializers;

import dev.telemetry.benchmarks.StubRegistry;
import dev.telemetry.model.SensorReading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * The design of the best known serializer for Kafka: each record looks its subject's schema up in a
 * cache by the schema itself, and gets a stream and an encoder of its own.
 */
final class LookupPerRecord {
  private static final SpecificData MODEL = SpecificData.getForClass(SensorReading.class);

  private final Map<String, Map<Schema, Integer>> ids = new ConcurrentHashMap<>();
  private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();
  private final Map<Schema, DatumWriter<SensorReading>> writers = new ConcurrentHashMap<>();
  private final Map<Schema, Map<Schema, DatumReader<SensorReading>>> readers =
      new ConcurrentHashMap<>();

  byte[] encode(String topic, SensorReading reading) {
    try {
      Schema schema = reading.getSchema();
      int id = idOf(topic + "-value", schema);
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      bytes.write(0);
      bytes.write(ByteBuffer.allocate(Integer.BYTES).putInt(id).array());
      BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
      writers
          .computeIfAbsent(schema, any -> new SpecificDatumWriter<>(any, MODEL))
          .write(reading, encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private int idOf(String subject, Schema schema) {
    int id =
        ids.computeIfAbsent(subject, any -> new ConcurrentHashMap<>())
            .computeIfAbsent(schema, any -> StubRegistry.ID);
    schemas.putIfAbsent(id, schema);
    return id;
  }

  SensorReading decode(byte[] from) {
    try {
      ByteBuffer frame = ByteBuffer.wrap(from, 1, from.length - 1);
      Schema schema =
          schemas.computeIfAbsent(frame.getInt(), any -> SensorReading.getClassSchema());
      return readers
          .computeIfAbsent(schema, any -> new ConcurrentHashMap<>())
          .computeIfAbsent(
              SensorReading.getClassSchema(),
              reader -> new SpecificDatumReader<>(schema, reader, MODEL))
          .read(
              null,
              DecoderFactory.get().binaryDecoder(from, frame.position(), frame.remaining(), null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
