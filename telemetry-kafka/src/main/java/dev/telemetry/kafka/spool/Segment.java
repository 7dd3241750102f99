package dev.telemetry.kafka.spool;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A file of records; its name says the first one's sequence and the epoch of all. */
final class Segment {
  private static final Pattern NAME = Pattern.compile("(\\d{18})-([0-9a-f]{16})\\.segment");

  private final long base;
  private final long epoch;
  private volatile long bytes;

  Segment(long base, long epoch) {
    this.base = base;
    this.epoch = epoch;
  }

  /** The segment of a file's name; null where the file is something else. */
  static @Nullable Segment named(String name) {
    Matcher matcher = NAME.matcher(name);
    return matcher.matches()
        ? new Segment(
            Long.parseLong(matcher.group(1)), Long.parseUnsignedLong(matcher.group(2), 16))
        : null;
  }

  String name() {
    return "%018d-%016x.segment".formatted(base, epoch);
  }

  long base() {
    return base;
  }

  long epoch() {
    return epoch;
  }

  /** How much of the file is whole records that may be read. */
  long bytes() {
    return bytes;
  }

  void publish(long newBytes) {
    bytes = newBytes;
  }
}
