package dev.telemetry.kafka.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * Who sent a record first, as the headers of a spooled record say: a record that is delivered twice
 * has the same origin both times, and no two records of a topic have the same.
 *
 * <p>Sequences of an epoch grow by one from record to record over all keys; one that never comes is
 * a record that was dropped, quarantined or damaged on the way. A new epoch begins with the spool,
 * and after each opening that finds that it was not closed; its first sequence is not zero but
 * continues.
 *
 * @param device the name of the spool, header {@code telemetry.device} in UTF-8
 * @param epoch a random number, header {@code telemetry.epoch}, 8 bytes, big-endian
 * @param sequence of the record in its epoch, header {@code telemetry.sequence}, 8 bytes,
 *     big-endian
 */
public record Origin(String device, long epoch, long sequence) {
  /** The header with the name of the device. */
  public static final String DEVICE = "telemetry.device";

  /** The header with the epoch. */
  public static final String EPOCH = "telemetry.epoch";

  /** The header with the sequence. */
  public static final String SEQUENCE = "telemetry.sequence";

  /**
   * Reads the origin from a record's headers.
   *
   * @param headers of a record
   * @return empty where a header is missing or malformed, as in a record that was not spooled
   */
  public static Optional<Origin> of(Headers headers) {
    byte[] device = value(headers, DEVICE);
    byte[] epoch = value(headers, EPOCH);
    byte[] sequence = value(headers, SEQUENCE);
    return device == null || !isLong(epoch) || !isLong(sequence)
        ? Optional.empty()
        : Optional.of(new Origin(new String(device, UTF_8), asLong(epoch), asLong(sequence)));
  }

  private static byte @Nullable [] value(Headers headers, String name) {
    Header header = headers.lastHeader(name);
    return header == null ? null : header.value();
  }

  private static boolean isLong(byte @Nullable [] bytes) {
    return bytes != null && bytes.length == Long.BYTES;
  }

  private static long asLong(byte @Nullable [] bytes) {
    return bytes == null ? 0 : ByteBuffer.wrap(bytes).getLong();
  }
}
