package dev.telemetry.flink.type;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.telemetry.topic.BytePool;
import java.io.IOException;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Writes and reads texts that come again and again, as keys, metrics and units do. One that was
 * read before is found by its bytes and given again: nothing is allocated, and its hash code is
 * known already. Any text can be written, also one with half a surrogate pair.
 *
 * <p>In bytes: a varint of twice the length in bytes, plus one where the text has characters beyond
 * ISO 8859-1; then the characters, in one byte each, or in two big-endian ones. So a text of up to
 * 63 characters usually takes one byte more than it has characters. What is written does not depend
 * on what was written before.
 *
 * <p>State: at most as many texts as told, each of up to 128 characters, in ISO 8859-1; about 150
 * bytes for one of 31 characters, 350 at most. It begins empty and grows with the texts that are
 * read. Most of those that find no room are made anew each time, as without a pool. Not
 * thread-safe.
 */
public final class TextPool {
  /** What a pool holds unless told: 2.5 MB where it is full of usual texts. */
  public static final int DEFAULT_TEXTS = 1 << 14;

  private static final int LONGEST = 128;

  private final Packed packed = new Packed();
  private final BytePool<String> texts;

  /** A pool of up to {@value #DEFAULT_TEXTS} texts. */
  public TextPool() {
    this(DEFAULT_TEXTS);
  }

  /**
   * A pool.
   *
   * @param maxTexts how many texts it holds at most, 64 to 16,777,216, and a power of two
   */
  public TextPool(int maxTexts) {
    texts =
        new BytePool<>(
            maxTexts,
            LONGEST,
            (bytes, from, length) -> new String(bytes, from, length, ISO_8859_1));
  }

  /**
   * Writes a text.
   *
   * @param text any text
   * @param target where to
   * @throws IOException as the target does
   */
  public void write(String text, DataOutputView target) throws IOException {
    packed.clear();
    packed.putText(text);
    packed.writeTo(target);
  }

  /**
   * Reads a text.
   *
   * @param source stands where a text was written
   * @return the text; the same instance as before where the pool has it
   * @throws IOException as the source does, or where there is no text
   */
  public String read(DataInputView source) throws IOException {
    int header = header(source);
    packed.load(source, header >>> 1);
    return packed.getText(header, this);
  }

  private static int header(DataInputView source) throws IOException {
    int value = 0;
    for (int shift = 0; shift < Integer.SIZE; shift += 7) {
      byte next = source.readByte();
      value |= (next & 0x7f) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new IOException("there is no text here: its length has more than five bytes");
  }

  /** The text of bytes in ISO 8859-1. */
  String latin1(byte[] bytes, int from, int length) {
    return texts.get(bytes, from, length);
  }
}
