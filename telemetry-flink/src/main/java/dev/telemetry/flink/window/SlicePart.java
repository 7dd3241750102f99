package dev.telemetry.flink.window;

import dev.telemetry.stats.Moments;

/**
 * What a key hands to the key above it: all its values of one slice, or values of one slice that
 * came behind the watermark.
 *
 * @param key of the rollup that takes it
 * @param child the key that it comes from, as its results tell it
 * @param behind the watermark that late values were taken behind, {@link #IN_TIME} for others
 * @param values at least one; not to be changed
 */
record SlicePart(String key, String child, long behind, Moments values) {
  static final long IN_TIME = Long.MIN_VALUE;

  boolean isInTime() {
    return behind == IN_TIME;
  }

  long firstMillis() {
    return values.firstMillis();
  }
}
