package dev.telemetry.kafka.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.CRC32C;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads a segment from its beginning. Where a frame is damaged it looks for the next intact one
 * byte by byte: a frame there must have a believable length, a sequence that so many bytes can have
 * led to, and the right checksum. Pages that the disk cannot read are either an error or taken for
 * damaged.
 */
final class FrameScanner implements Closeable {
  private static final Logger LOG = LoggerFactory.getLogger(FrameScanner.class);
  private static final int CHUNK = 1 << 18;
  private static final int PAGE = 1 << 12;

  private final SpoolFile file;
  private final boolean aroundErrors;
  private final long epoch;
  private final byte[] seed;
  private final CRC32C crc = new CRC32C();
  private ByteBuffer chunk = ByteBuffer.allocate(CHUNK).limit(0);
  private long chunkAt;
  private long position;
  private long expected;
  private long frameAt;

  FrameScanner(SpoolFile file, long epoch, long firstSequence, boolean aroundErrors) {
    this.file = file;
    this.aroundErrors = aroundErrors;
    this.epoch = epoch;
    this.seed = Frame.seed(epoch);
    this.expected = firstSequence;
  }

  /**
   * Goes to the next intact record.
   *
   * @param limit how far the file may be read
   * @param below the first sequence that belongs to the next segment
   * @return false where there is none; asked again, it reads what has come since
   */
  boolean next(long limit, long below) throws IOException {
    for (long at = position; at + Frame.HEADER <= limit; at++) {
      if (intact(at, limit, below)) {
        frameAt = at;
        int offset = offset(at);
        position = at + chunk.getInt(offset + Frame.LENGTH);
        expected = chunk.getLong(offset + Frame.SEQUENCE) + 1;
        return true;
      }
    }
    return false;
  }

  private boolean intact(long at, long limit, long below) throws IOException {
    if (!load(at, Frame.HEADER, limit)) {
      return false;
    }
    int offset = offset(at);
    int length = chunk.getInt(offset + Frame.LENGTH);
    long ahead = chunk.getLong(offset + Frame.SEQUENCE) - expected;
    return length >= Frame.HEADER
        && length <= Math.min(limit - at, Frame.MAX_BYTES)
        && ahead >= 0
        && ahead <= (at - position) / Frame.HEADER
        && expected + ahead < below
        && hasChecksum(at, length, limit);
  }

  private boolean hasChecksum(long at, int length, long limit) throws IOException {
    if (!load(at, length, limit)) {
      return false;
    }
    int offset = offset(at);
    int keyLength = chunk.getInt(offset + Frame.KEY_LENGTH);
    return keyLength >= -1
        && keyLength <= length - Frame.HEADER
        && Frame.checksum(crc, seed, chunk.array(), offset, length) == chunk.getInt(offset);
  }

  private int offset(long at) {
    return (int) (at - chunkAt);
  }

  /** What lies beyond the limit may be half written: it is not kept. */
  private boolean load(long at, int length, long limit) throws IOException {
    if (at < chunkAt || at + length > chunkAt + chunk.limit()) {
      if (chunk.capacity() < length || (chunk.capacity() > CHUNK && length <= CHUNK)) {
        chunk = ByteBuffer.allocate(Math.max(CHUNK, length));
      }
      chunkAt = at;
      chunk.clear().limit((int) Math.min(chunk.capacity(), limit - at));
      read(at);
      chunk.flip();
    }
    return chunk.limit() - offset(at) >= length;
  }

  private void read(long at) throws IOException {
    try {
      file.read(chunk, at);
    } catch (IOException e) {
      if (!aroundErrors) {
        throw e;
      }
      LOG.error("a segment cannot be read at {} or after: what is there is lost", at, e);
      readPages(at, chunk.limit());
    }
  }

  /** What cannot be read stays zero, which no checksum fits. */
  private void readPages(long at, int end) {
    Arrays.fill(chunk.array(), 0, end, (byte) 0);
    for (int from = 0; from < end; from = chunk.limit()) {
      int page = PAGE - (int) ((at + from) % PAGE);
      chunk.position(from).limit(Math.min(end, from + page));
      try {
        file.read(chunk, at + from);
      } catch (IOException unreadable) {
        LOG.debug("no page at {}", at + from, unreadable);
      }
    }
    chunk.position(end);
  }

  /** The sequence of the record that {@link #next} went to. */
  long sequence() {
    return expected - 1;
  }

  /** Where the last intact record ends. */
  long position() {
    return position;
  }

  /** The record that {@link #next} went to. */
  SpoolRecord record() {
    int from = offset(frameAt) + Frame.HEADER;
    int to = offset(position);
    int keyLength = chunk.getInt(from - Frame.HEADER + Frame.KEY_LENGTH);
    int valueAt = from + Math.max(0, keyLength);
    byte[] bytes = chunk.array();
    return new SpoolRecord(
        epoch,
        sequence(),
        chunk.get(from - Frame.HEADER + Frame.NUMBERED) == 1,
        keyLength < 0 ? null : Arrays.copyOfRange(bytes, from, valueAt),
        Arrays.copyOfRange(bytes, valueAt, to));
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
