package dev.telemetry.stats;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import java.util.Random;

/** What the tests of quantiles share: kinds of data, and bytes. */
final class Samples {
  private Samples() {}

  /** Kinds of data that sensors make, and kinds that break sketches. */
  enum Kind {
    AROUND_TWENTY,
    MIXED_SIGN,
    NEGATIVE,
    MOSTLY_ZERO,
    LARGE_OFFSET,
    HEAVY_TAIL,
    CONSTANT,
    FEW_LEVELS,
    ALL_MAGNITUDES;

    double next(Random random) {
      return switch (this) {
        case AROUND_TWENTY -> 20 + random.nextGaussian();
        case MIXED_SIGN -> random.nextGaussian();
        case NEGATIVE -> -40 - 5 * random.nextDouble();
        case MOSTLY_ZERO -> random.nextInt(3) == 0 ? random.nextGaussian() : 0;
        case LARGE_OFFSET -> 1e9 + random.nextGaussian();
        case HEAVY_TAIL -> Math.pow(1 - random.nextDouble(), -2);
        case CONSTANT -> 42.5;
        case FEW_LEVELS -> random.nextInt(4) - 1;
        case ALL_MAGNITUDES -> (0.5 - random.nextInt(2)) * Math.pow(10, random.nextInt(600) - 300);
      };
    }
  }

  static List<String> bins(Histogram histogram) {
    List<String> bins = new ArrayList<>();
    histogram.forEach((bin, count) -> bins.add(bin + ":" + count));
    return bins;
  }

  interface Writer {
    void writeTo(DataOutput out) throws IOException;
  }

  interface Reader {
    void readFrom(DataInput in) throws IOException;
  }

  static byte[] write(Writer writer) throws IOException {
    var bytes = new ByteArrayOutputStream();
    writer.writeTo(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }

  static void read(byte[] bytes, Reader reader) throws IOException {
    var in = new DataInputStream(new ByteArrayInputStream(bytes));
    reader.readFrom(in);
    if (in.read() != -1) {
      throw new IOException("did not read all");
    }
  }

  /** What release 0.1.0 wrote. */
  static byte[] golden(String name) throws IOException {
    Properties golden = new Properties();
    try (InputStream in = Samples.class.getResourceAsStream("/states/0.1.0.properties")) {
      golden.load(in);
    }
    return HexFormat.of().parseHex(golden.getProperty(name, ""));
  }
}
