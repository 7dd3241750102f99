package dev.telemetry.kafka.spool;

import java.io.Closeable;
import java.io.IOException;
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
}
