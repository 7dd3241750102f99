package dev.telemetry.testkit;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/** Damages valid frames as broken devices, networks and attackers do. */
final class FrameMutator {
  private static final int HEADER_BYTES = 5;
  private static final int MOST_DAMAGES = 3;
  private static final int MOST_BYTES = 32;

  /** Lengths and counts that tempt a decoder to allocate, to overflow or to go back. */
  private static final long[] LENGTHS = {
    -1,
    Byte.MAX_VALUE,
    Short.MAX_VALUE,
    1 << 20,
    Integer.MAX_VALUE,
    Integer.MIN_VALUE,
    Integer.MAX_VALUE - 8,
    1L << 32,
    Long.MAX_VALUE,
    Long.MIN_VALUE,
    Long.MIN_VALUE + 1
  };

  private final Random random;
  private final List<byte[]> frames;

  FrameMutator(long seed, List<byte[]> frames) {
    this.random = new Random(seed);
    this.frames = frames;
  }

  /** The next one, damaged up to three times, or now and then not at all. */
  byte[] next() {
    byte[] frame = any().clone();
    for (int damages = random.nextInt(MOST_DAMAGES + 1); damages > 0; damages--) {
      frame = damaged(frame);
    }
    return frame;
  }

  private byte[] any() {
    return frames.get(random.nextInt(frames.size()));
  }

  private byte[] damaged(byte[] frame) {
    if (frame.length <= HEADER_BYTES) {
      return frame;
    }
    return switch (random.nextInt(8)) {
      case 0, 1 -> flipped(frame);
      case 2 -> Arrays.copyOf(frame, random.nextInt(frame.length));
      case 3 -> spliced(frame);
      case 4, 5 -> replaced(frame, varint(length()), 1 + random.nextInt(2));
      case 6 -> replaced(frame, bytes(), random.nextInt(MOST_BYTES));
      default -> otherHeader(frame);
    };
  }

  private byte[] flipped(byte[] frame) {
    for (int bits = 1 + random.nextInt(8); bits > 0; bits--) {
      frame[inBody(frame)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
    }
    return frame;
  }

  private int inBody(byte[] frame) {
    return HEADER_BYTES + random.nextInt(frame.length - HEADER_BYTES);
  }

  /** The beginning of one and the end of another. */
  private byte[] spliced(byte[] frame) {
    byte[] other = any();
    return joined(frame, inBody(frame), new byte[0], other, inBody(other));
  }

  /** Puts bytes in the place of so many others. */
  private byte[] replaced(byte[] frame, byte[] bytes, int others) {
    int at = inBody(frame);
    return joined(frame, at, bytes, frame, Math.min(frame.length, at + others));
  }

  private static byte[] joined(byte[] head, int to, byte[] middle, byte[] tail, int from) {
    return ByteBuffer.allocate(to + middle.length + tail.length - from)
        .put(head, 0, to)
        .put(middle)
        .put(tail, from, tail.length - from)
        .array();
  }

  /** One bit of the id, the id of another frame, or any first byte. */
  private byte[] otherHeader(byte[] frame) {
    switch (random.nextInt(4)) {
      case 0 -> frame[0] = (byte) random.nextInt();
      case 1 -> frame[1 + random.nextInt(4)] ^= (byte) (1 << random.nextInt(Byte.SIZE));
      default -> System.arraycopy(any(), 0, frame, 0, HEADER_BYTES);
    }
    return frame;
  }

  private byte[] bytes() {
    byte[] bytes = new byte[random.nextInt(MOST_BYTES)];
    random.nextBytes(bytes);
    return bytes;
  }

  private long length() {
    return random.nextInt(3) == 0 ? random.nextInt(200) : LENGTHS[random.nextInt(LENGTHS.length)];
  }

  /** Avro's variable-length zig-zag. */
  private static byte[] varint(long value) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    long rest = (value << 1) ^ (value >> 63);
    while ((rest & ~0x7fL) != 0) {
      bytes.write((int) ((rest & 0x7f) | 0x80));
      rest >>>= 7;
    }
    bytes.write((int) rest);
    return bytes.toByteArray();
  }
}
