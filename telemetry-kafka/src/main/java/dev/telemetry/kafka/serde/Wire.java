package dev.telemetry.kafka.serde;

import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Confluent's wire format: a zero, the schema's id in four bytes big-endian, Avro binary. */
final class Wire {
  static final byte MAGIC = 0;
  static final int HEADER_BYTES = 5;

  private Wire() {}

  /** The schema's id of a frame whose size is within the limit. */
  static int schemaId(byte @Nullable [] frame, Limits limits) {
    if (frame == null) {
      throw new MissingFrameException("tombstone: the record has no value");
    }
    if (frame.length > limits.maxBytes()) {
      throw new LimitExceededException(
          "oversized: " + frame.length + " bytes, limit " + limits.maxBytes());
    }
    if (frame.length > 0 && frame[0] != MAGIC) {
      throw new MissingFrameException(
          String.format("no magic byte: the value begins with 0x%02x, not 0x00", frame[0]));
    }
    if (frame.length < HEADER_BYTES) {
      throw new MissingFrameException(
          "no frame: the value has " + frame.length + " bytes, a frame at least " + HEADER_BYTES);
    }
    return ByteBuffer.wrap(frame).getInt(1);
  }
}
