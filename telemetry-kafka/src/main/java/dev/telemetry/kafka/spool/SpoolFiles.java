package dev.telemetry.kafka.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.NoSuchFileException;
import java.util.Arrays;
import java.util.List;

/** The folder of a spool, as small as it can be: tests put one in its place that loses power. */
interface SpoolFiles extends Closeable {
  List<String> names() throws IOException;

  /**
   * Opens a file for reading.
   *
   * @throws java.nio.file.NoSuchFileException where it is missing
   */
  SpoolFile open(String name) throws IOException;

  /** Opens an empty file for writing, in place of one that may be there. */
  SpoolFile create(String name) throws IOException;

  /** Replaces {@code to} at once. */
  void rename(String from, String to) throws IOException;

  void delete(String name) throws IOException;

  /** Makes what was created, renamed and deleted survive a power cut. */
  void forceDirectory() throws IOException;

  /** How much more the disk takes, about. */
  long usableBytes() throws IOException;

  /** What a small file holds, or its beginning; nothing where it is missing. */
  default byte[] read(String name, int most) throws IOException {
    try (SpoolFile file = open(name)) {
      ByteBuffer bytes = ByteBuffer.allocate((int) Math.min(most, file.size()));
      file.read(bytes, 0);
      return Arrays.copyOf(bytes.array(), bytes.position());
    } catch (NoSuchFileException missing) {
      return new byte[0];
    }
  }

  /** Replaces a small file: after a power cut there is either the old one or the new one, whole. */
  default void replace(String name, byte[] content) throws IOException {
    String aside = name + ".new";
    try (SpoolFile file = create(aside)) {
      file.write(ByteBuffer.wrap(content), 0);
      file.force();
    }
    rename(aside, name);
    forceDirectory();
  }
}
