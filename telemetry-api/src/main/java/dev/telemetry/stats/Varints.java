package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Whole numbers in as many bytes as they need, seven bits in each, the lowest first. */
final class Varints {
  private static final int LAST_SHIFT = 63;

  private Varints() {}

  static void write(DataOutput out, long number) throws IOException {
    long rest = number;
    while ((rest & ~0x7FL) != 0) {
      out.writeByte((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.writeByte((int) rest);
  }

  static long read(DataInput in) throws IOException {
    long number = 0;
    for (int shift = 0; shift <= LAST_SHIFT; shift += 7) {
      byte part = in.readByte();
      number |= (part & 0x7FL) << shift;
      if (part >= 0) {
        return number;
      }
    }
    throw new IOException("a number has more than ten bytes");
  }

  static void writeSigned(DataOutput out, long number) throws IOException {
    write(out, fold(number));
  }

  static long readSigned(DataInput in) throws IOException {
    return unfold(read(in));
  }

  /** 0, -1, 1, -2, 2 become 0, 1, 2, 3, 4, so that small numbers of either sign take few bytes. */
  static long fold(long number) {
    return (number << 1) ^ (number >> LAST_SHIFT);
  }

  static long unfold(long folded) {
    return (folded >>> 1) ^ -(folded & 1);
  }

  static int readSize(DataInput in) throws IOException {
    long size = read(in);
    if (size < 0 || size > Integer.MAX_VALUE) {
      throw new IOException("a size must be from 0 to 2^31 - 1, was " + size);
    }
    return (int) size;
  }
}
