package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The bytes of bins and their counts: each bin as its distance to the one before, and its count
 * only where it is not 1, so that a reading mostly takes one byte.
 */
final class BinFormat {
  private static final int VERSION = 1;

  private final QuantileBins bins;
  private int bin;
  private long count;

  BinFormat(QuantileBins bins) {
    this.bins = bins;
  }

  /** The version, and how many bins there are: without the same ones the rest means nothing. */
  void writeHeader(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    Varints.write(out, bins.maxBin());
  }

  void readHeader(DataInput in) throws IOException {
    int version = in.readByte();
    if (version != VERSION) {
      throw new IOException("version %d was written by a newer release".formatted(version));
    }
    long maxBin = Varints.read(in);
    if (maxBin != bins.maxBin()) {
      throw new IOException(
          "written with another relative accuracy: %d bins on each side of zero, not the %d of %s"
              .formatted(maxBin, bins.maxBin(), bins));
    }
  }

  void write(DataOutput out, int nextBin, long nextCount) throws IOException {
    long distance = Varints.fold((long) nextBin - bin);
    Varints.write(out, (distance << 1) | (nextCount == 1 ? 0 : 1));
    if (nextCount != 1) {
      Varints.write(out, nextCount);
    }
    bin = nextBin;
  }

  /** Reads the next {@link #bin} and {@link #count}. */
  void read(DataInput in) throws IOException {
    long head = Varints.read(in);
    long next = bin + Varints.unfold(head >>> 1);
    count = (head & 1) == 0 ? 1 : Varints.read(in);
    if (Math.abs(next) > bins.maxBin() || count < 1) {
      throw new IOException("there can be no %d values in bin %d".formatted(count, next));
    }
    bin = (int) next;
  }

  int bin() {
    return bin;
  }

  long count() {
    return count;
  }
}
