package dev.telemetry.benchmarks.serializers;

import dev.telemetry.model.SensorReading;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.apache.avro.io.BinaryDecoder;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;
import org.jspecify.annotations.Nullable;

/** Avro's own writer and reader, without a frame, everything reused that can be. */
final class PlainAvro {
  private static final SpecificData MODEL = SpecificData.getForClass(SensorReading.class);

  private final SpecificDatumWriter<SensorReading> writer =
      new SpecificDatumWriter<>(SensorReading.getClassSchema(), MODEL);
  private final SpecificDatumReader<SensorReading> reader =
      new SpecificDatumReader<>(
          SensorReading.getClassSchema(), SensorReading.getClassSchema(), MODEL);
  private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
  private @Nullable BinaryEncoder encoder;
  private @Nullable BinaryDecoder decoder;

  byte[] encode(SensorReading reading) {
    try {
      bytes.reset();
      encoder = EncoderFactory.get().binaryEncoder(bytes, encoder);
      writer.write(reading, encoder);
      encoder.flush();
      return bytes.toByteArray();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  SensorReading decode(byte[] from) {
    try {
      decoder = DecoderFactory.get().binaryDecoder(from, decoder);
      return reader.read(null, decoder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
