package dev.telemetry.kafka.deadletter;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of a dead letter when it is put back.
 *
 * @param id of the dead letter
 * @param topic where it goes; null where nobody knows
 * @param from where it was read from; null where nobody knows
 */
record PutBack(
    String id,
    @Nullable String topic,
    @Nullable Place from,
    @Nullable ByteBuffer key,
    @Nullable ByteBuffer value) {
  boolean isAsItWas(ConsumerRecord<byte[], byte[]> original) {
    return Arrays.equals(bytes(key), original.key())
        && Arrays.equals(bytes(value), original.value());
  }

  /** The same for the same record, wherever it stands. */
  String fingerprint() {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(String.valueOf(topic).getBytes(UTF_8));
      add(digest, key);
      add(digest, value);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  private static void add(MessageDigest digest, @Nullable ByteBuffer part) {
    digest.update(
        ByteBuffer.allocate(Integer.BYTES).putInt(0, part == null ? -1 : part.remaining()));
    if (part != null) {
      digest.update(part.duplicate());
    }
  }

  static byte @Nullable [] bytes(@Nullable ByteBuffer buffer) {
    if (buffer == null) {
      return null;
    }
    byte[] bytes = new byte[buffer.remaining()];
    buffer.duplicate().get(bytes);
    return bytes;
  }
}
