package dev.telemetry.kafka.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How far a spool is delivered, in a file of a few lines of text.
 *
 * @param topic where the records go
 * @param epoch of the records that are appended now
 * @param position the first sequence that is not settled
 * @param end the first sequence that is not used, of a spool that was closed; -1 while it is open
 */
record Checkpoint(String topic, long epoch, long position, long end) {
  static final String NAME = "checkpoint";
  static final long OPEN = -1;

  /** A little of the disk, kept for a checkpoint when it is full. */
  static final String RESERVE = "reserve";

  private static final Logger LOG = LoggerFactory.getLogger(Checkpoint.class);
  private static final int RESERVE_BYTES = 1 << 14;
  private static final int MAX_BYTES = 4096;
  private static final Pattern TEXT =
      Pattern.compile(
          "(spool 1\ntopic (.+)\nepoch ([0-9a-f]{16})\nposition (\\d{1,18})\nend (-1|\\d{1,18})\n)"
              + "crc32c ([0-9a-f]{8})\n");

  /** Reads the checkpoint; null where it is missing or damaged. */
  static @Nullable Checkpoint read(SpoolFiles files) throws IOException {
    return parsed(new String(files.read(NAME, MAX_BYTES), UTF_8));
  }

  private static @Nullable Checkpoint parsed(String text) {
    Matcher matcher = TEXT.matcher(text);
    if (!matcher.matches() || !matcher.group(6).equals(checksum(matcher.group(1)))) {
      return null;
    }
    return new Checkpoint(
        matcher.group(2),
        Long.parseUnsignedLong(matcher.group(3), 16),
        Long.parseLong(matcher.group(4)),
        Long.parseLong(matcher.group(5)));
  }

  /**
   * Replaces the old one: after a power cut there is either of them, whole. Goes on where the disk
   * is full, for only then what is delivered may be deleted.
   */
  void write(SpoolFiles files) throws IOException {
    String text =
        "spool 1\ntopic %s\nepoch %016x\nposition %d\nend %d\n"
            .formatted(topic, epoch, position, end);
    byte[] bytes = (text + "crc32c " + checksum(text) + "\n").getBytes(UTF_8);
    try {
      files.replace(NAME, bytes);
    } catch (IOException full) {
      files.delete(RESERVE);
      files.replace(NAME, bytes);
    }
  }

  /** To be called whenever there may be room. */
  static void keepReserve(SpoolFiles files) throws IOException {
    if (files.read(RESERVE, 1).length > 0) {
      return;
    }
    try (SpoolFile file = files.create(RESERVE)) {
      // not zeros, which some file systems do not store
      file.write(ByteBuffer.wrap("reserve\n".repeat(RESERVE_BYTES / 8).getBytes(UTF_8)), 0);
      file.force();
    } catch (IOException e) {
      LOG.warn("the spool's disk has no room for its reserve", e);
      files.delete(RESERVE);
    }
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(UTF_8));
    return "%08x".formatted(crc.getValue());
  }
}
