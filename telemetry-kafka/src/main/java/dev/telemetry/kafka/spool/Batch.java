package dev.telemetry.kafka.spool;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.Callback;
import org.jspecify.annotations.Nullable;

/** Records that go to the disk together, and who waits for them. */
final class Batch {
  private final int standardBytes;
  private final List<Callback> callbacks = new ArrayList<>();
  private ByteBuffer frames;

  Batch(int standardBytes) {
    this.standardBytes = standardBytes;
    frames = ByteBuffer.allocate(standardBytes);
  }

  /** A record larger than the standard has a batch of its own. */
  boolean hasRoom(int bytes) {
    return isEmpty() || frames.remaining() >= bytes;
  }

  void add(byte @Nullable [] key, byte[] value, boolean numbered, Callback callback) {
    int needed = Frame.bytes(key, value);
    if (needed > frames.remaining()) {
      frames = ByteBuffer.allocate(needed);
    }
    Frame.put(frames, key, value, numbered);
    callbacks.add(callback);
  }

  boolean isEmpty() {
    return callbacks.isEmpty();
  }

  int bytes() {
    return frames.position();
  }

  /**
   * The frames from 0 to the limit; each time anew, for what could not be written is tried again.
   */
  ByteBuffer frames() {
    return frames.duplicate().flip();
  }

  List<Callback> callbacks() {
    return callbacks;
  }

  void clear() {
    callbacks.clear();
    if (frames.capacity() > standardBytes) {
      frames = ByteBuffer.allocate(standardBytes);
    }
    frames.clear();
  }
}
