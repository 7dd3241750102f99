package dev.telemetry.kafka.spool;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

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

  /** Replaces the old one: after a power cut there is either of them, whole. */
  void write(SpoolFiles files) throws IOException {
    String text =
        "spool 1\ntopic %s\nepoch %016x\nposition %d\nend %d\n"
            .formatted(topic, epoch, position, end);
    files.replace(NAME, (text + "crc32c " + checksum(text) + "\n").getBytes(UTF_8));
  }

  private static String checksum(String text) {
    CRC32C crc = new CRC32C();
    crc.update(text.getBytes(UTF_8));
    return "%08x".formatted(crc.getValue());
  }
}
