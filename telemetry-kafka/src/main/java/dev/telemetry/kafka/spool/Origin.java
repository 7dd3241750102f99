package dev.telemetry.kafka.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Who sent a record first, as the header of a spooled record says: a record that is delivered twice
 * has the same origin both times, and no two records of a topic have the same.
 *
 * <p>Sequences of an epoch grow by one from record to record over all keys; one that never comes is
 * a record that was dropped, quarantined or damaged on the way. A new epoch begins with the spool,
 * and after each opening that finds that it was not closed; its first sequence is not zero but
 * continues.
 *
 * <p>The header {@value #HEADER} holds the epoch in 8 bytes, the sequence in 8 bytes, both
 * big-endian, and the name of the device in UTF-8.
 *
 * @param device the name of the spool
 * @param epoch a random number
 * @param sequence of the record, zero or more
 */
public record Origin(String device, long epoch, long sequence) {
  /** The name of the header. */
  public static final String HEADER = "telemetry.origin";

  private static final int NUMBERS = 2 * Long.BYTES;

  /**
   * Reads the origin from a record's headers.
   *
   * @param headers of a record
   * @return empty where the header is missing or too short, as in a record that was not spooled
   */
  public static Optional<Origin> of(Headers headers) {
    Header header = headers.lastHeader(HEADER);
    byte[] bytes = header == null ? null : header.value();
    if (bytes == null || bytes.length <= NUMBERS) {
      return Optional.empty();
    }
    ByteBuffer numbers = ByteBuffer.wrap(bytes);
    String device = new String(bytes, NUMBERS, bytes.length - NUMBERS, UTF_8);
    return Optional.of(new Origin(device, numbers.getLong(), numbers.getLong()));
  }

  static byte[] header(byte[] device, long epoch, long sequence) {
    return ByteBuffer.allocate(NUMBERS + device.length)
        .putLong(epoch)
        .putLong(sequence)
        .put(device)
        .array();
  }
}
