package dev.telemetry.kafka.serde;

import dev.telemetry.kafka.serde.TelemetryAvroSerializer.Target;
import java.io.IOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Writes frames into one buffer that is used again. Not thread-safe. */
final class FrameWriter {
  private static final int MAX_KEPT_BYTES = 1 << 16;

  private AvroBytes bytes = new AvroBytes();
  private BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);

  <T> byte[] frame(Target<T> target, T record) throws IOException {
    bytes.reset();
    header(target.id());
    RecordEncoder<T> quick = target.encoder();
    if (quick == null || !encode(quick, record)) {
      write(target, record);
    }
    byte[] frame = bytes.toByteArray();
    if (frame.length > MAX_KEPT_BYTES) {
      bytes = new AvroBytes();
      encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    }
    return frame;
  }

  private <T> boolean encode(RecordEncoder<T> quick, T record) {
    try {
      quick.encode(record, bytes);
      return true;
    } catch (NullPointerException e) {
      // Avro says which field is missing
      bytes.reset(Wire.HEADER_BYTES);
      return false;
    }
  }

  private <T> void write(Target<T> target, T record) throws IOException {
    try {
      target.writer().write(record, encoder);
    } finally {
      // also after a failure, or half a record would begin the next one
      encoder.flush();
    }
  }

  private void header(int id) {
    bytes.write(Wire.MAGIC);
    bytes.write(id >>> 24);
    bytes.write(id >>> 16);
    bytes.write(id >>> 8);
    bytes.write(id);
  }
}
