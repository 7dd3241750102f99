package dev.telemetry.examples.faults.gateway;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Records whose content follows from their number, so that each one that arrives can be judged.
 *
 * @param seed no other round has it
 */
record Numbered(long seed) {
  private static final int LEAST_BYTES = 20;
  private static final int MOST_BYTES = 120;

  byte[] value(int number) {
    SplittableRandom random = new SplittableRandom(seed + number);
    byte[] value = new byte[random.nextInt(LEAST_BYTES, MOST_BYTES)];
    random.nextBytes(value);
    ByteBuffer.wrap(value).putInt(number);
    return value;
  }

  byte[] key(int number) {
    return new byte[] {(byte) (number % 7)};
  }

  static int numberOf(byte[] value) {
    return value.length < Integer.BYTES ? -1 : ByteBuffer.wrap(value).getInt();
  }

  boolean holds(byte[] key, byte[] value) {
    int number = numberOf(value);
    return Arrays.equals(value, value(number)) && Arrays.equals(key, key(number));
  }
}
