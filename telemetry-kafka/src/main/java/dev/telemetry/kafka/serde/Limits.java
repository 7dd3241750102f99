package dev.telemetry.kafka.serde;

import dev.telemetry.topic.Topic;

/**
 * What one record may cost.
 *
 * @param maxBytes of the record with its frame; also the most items that its arrays and maps may
 *     have together, as items that take no bytes are not bounded by the size
 * @param maxDepth of records, arrays and maps in each other
 */
record Limits(int maxBytes, int maxDepth) {
  // Avro needs about 1 KB of the thread's stack for each; 1 MB is full at 900
  private static final int MOST_DEPTH = 256;
  static final Limits DEFAULT = new Limits(1 << 20, 64);

  /** Those of a topic's records, nested as deep as by default. */
  static Limits of(Topic<?> topic) {
    return new Limits(topic.maxRecordBytes(), DEFAULT.maxDepth);
  }

  Limits {
    if (maxBytes < Wire.HEADER_BYTES) {
      throw new IllegalArgumentException(
          "the largest record must be >= " + Wire.HEADER_BYTES + " bytes, was " + maxBytes);
    }
    if (maxDepth < 1 || maxDepth > MOST_DEPTH) {
      throw new IllegalArgumentException(
          "the depth must be 1 to " + MOST_DEPTH + ", was " + maxDepth);
    }
  }
}
