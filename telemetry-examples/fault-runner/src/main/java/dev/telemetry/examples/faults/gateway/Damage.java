package dev.telemetry.examples.faults.gateway;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/**
 * What a disk may do to a file.
 *
 * @param what in words, with the place
 * @param file that it is done to
 * @param most records that it can make unreadable
 * @param deed does it
 */
record Damage(String what, String file, long most, Deed deed) {
  private static final int FLIP = 0x41;

  interface Deed {
    void to(Path file) throws IOException;
  }

  static Damage flipped(String file, long at) {
    return new Damage("byte %d flipped".formatted(at), file, 1, path -> flip(path, at));
  }

  private static void flip(Path path, long at) throws IOException {
    try (FileChannel channel =
        FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
      ByteBuffer one = ByteBuffer.allocate(1);
      channel.read(one, at);
      channel.write(one.put(0, (byte) (one.get(0) ^ FLIP)).rewind(), at);
    }
  }

  static Damage truncated(String file, long to) {
    return new Damage(
        "truncated to %d".formatted(to),
        file,
        Long.MAX_VALUE,
        path -> {
          try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.truncate(to);
          }
        });
  }

  static Damage overwritten(String file, long at, int bytes, Random random) {
    byte[] noise = new byte[bytes];
    random.nextBytes(noise);
    return new Damage(
        "%d bytes of noise at %d".formatted(bytes, at),
        file,
        Long.MAX_VALUE,
        path -> {
          try (FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
            channel.write(ByteBuffer.wrap(noise), at);
          }
        });
  }

  static Damage missing(String file) {
    return new Damage("missing", file, Long.MAX_VALUE, Files::delete);
  }

  void to(Path folder) throws IOException {
    deed.to(folder.resolve(file));
  }

  /** Whether so many records can be unreadable by it; the checkpoint holds none. */
  boolean explains(long damaged) {
    return damaged <= (file.equals(SpoolFolder.CHECKPOINT) ? 0 : most);
  }

  @Override
  public String toString() {
    return file + " " + what;
  }
}
