package dev.telemetry.kafka.spool;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * How a record lies in a segment, big-endian: CRC32C (4 bytes), length of the frame (4), sequence
 * (8), 1 where the value is {@link Schemas numbered} and 0 where it is not (1), length of the key
 * or -1 without one (4), key, value. The checksum covers the epoch of the segment and everything
 * after itself, so that a record of another spool is never taken for one of this.
 */
final class Frame {
  static final int HEADER = 21;

  /** A record may be as large as this with its header; a damaged length is not believed beyond. */
  static final int MAX_BYTES = 16 << 20;

  static final int LENGTH = 4;
  static final int SEQUENCE = 8;
  static final int NUMBERED = 16;
  static final int KEY_LENGTH = 17;

  private Frame() {}

  static int bytes(byte @Nullable [] key, byte[] value) {
    return Math.addExact(HEADER + (key == null ? 0 : key.length), value.length);
  }

  /** Puts a frame whose sequence and checksum are still to come. */
  static void put(ByteBuffer into, byte @Nullable [] key, byte[] value, boolean numbered) {
    into.putInt(0).putInt(bytes(key, value)).putLong(0).put((byte) (numbered ? 1 : 0));
    if (key == null) {
      into.putInt(-1);
    } else {
      into.putInt(key.length).put(key);
    }
    into.put(value);
  }

  /**
   * Gives the frames of a heap buffer, from its beginning to its limit, their sequences.
   *
   * @return how many
   */
  static int seal(ByteBuffer frames, long epoch, long firstSequence) {
    CRC32C crc = new CRC32C();
    byte[] seed = seed(epoch);
    int count = 0;
    for (int at = 0; at < frames.limit(); at += frames.getInt(at + LENGTH)) {
      frames.putLong(at + SEQUENCE, firstSequence + count++);
      int length = frames.getInt(at + LENGTH);
      frames.putInt(at, checksum(crc, seed, frames.array(), frames.arrayOffset() + at, length));
    }
    return count;
  }

  static byte[] seed(long epoch) {
    return ByteBuffer.allocate(Long.BYTES).putLong(epoch).array();
  }

  static int checksum(CRC32C crc, byte[] seed, byte[] bytes, int at, int length) {
    crc.reset();
    crc.update(seed);
    crc.update(bytes, at + LENGTH, length - LENGTH);
    return (int) crc.getValue();
  }
}
