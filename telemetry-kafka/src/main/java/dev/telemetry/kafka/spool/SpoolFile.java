package dev.telemetry.kafka.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;

/** A file of a spool. Its readers and its one writer open it each for themselves. */
interface SpoolFile extends Closeable {
  long size() throws IOException;

  /** Reads as much as there is and fits; 0 at the end of the file. */
  int read(ByteBuffer into, long at) throws IOException;

  /** Writes all that remains in the buffer. */
  void write(ByteBuffer from, long at) throws IOException;

  void truncate(long size) throws IOException;

  /** Makes what was written survive a power cut. */
  void force() throws IOException;
}
