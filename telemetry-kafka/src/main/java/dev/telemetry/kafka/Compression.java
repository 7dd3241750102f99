package dev.telemetry.kafka;

import java.util.Locale;

/** How a producer compresses its batches. */
public enum Compression {
  /** Not at all. */
  NONE,
  /** Fast, about half the size. */
  LZ4,
  /** Smaller, for more CPU time. */
  ZSTD;

  String kafkaName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
