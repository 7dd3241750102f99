package dev.telemetry.kafka.serde;

import dev.telemetry.kafka.serde.TelemetryAvroSerializer.Target;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.EncoderFactory;

/** Writes frames into one buffer that is used again. Not thread-safe. */
final class FrameWriter {
  private static final int MAX_KEPT_BYTES = 1 << 16;

  private ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
  private BinaryEncoder encoder = EncoderFactory.get().binaryEncoder(bytes, null);

  <T> byte[] frame(Target<T> target, T record) throws IOException {
    bytes.reset();
    header(target.id());
    try {
      target.writer().write(record, encoder);
    } finally {
      // also after a failure, or half a record would begin the next one
      encoder.flush();
    }
    byte[] frame = bytes.toByteArray();
    if (frame.length > MAX_KEPT_BYTES) {
      bytes = new ByteArrayOutputStream(512);
      encoder = EncoderFactory.get().binaryEncoder(bytes, null);
    }
    return frame;
  }

  private void header(int id) {
    bytes.write(Wire.MAGIC);
    bytes.write(id >>> 24);
    bytes.write(id >>> 16);
    bytes.write(id >>> 8);
    bytes.write(id);
  }
}
