package dev.telemetry.kafka.spool;

import dev.telemetry.kafka.spool.SpoolSettings.WhenFull;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.jspecify.annotations.Nullable;

/** Where senders leave records for the disk's thread: one batch fills while the other is stored. */
final class Intake {
  private static final int BATCH_BYTES = 4 << 20;

  private final SpoolSettings settings;
  private final LongSupplier diskBytes;
  private final long largest;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition work = lock.newCondition();
  private final Condition room = lock.newCondition();
  private Batch filling;
  private Batch storing;
  private int storingBytes;
  private long added;
  private long stored;
  private boolean closed;

  Intake(SpoolSettings settings, LongSupplier diskBytes) {
    this.settings = settings;
    this.diskBytes = diskBytes;
    int batchBytes = (int) Math.min(BATCH_BYTES, settings.segmentBytes());
    // so that a full spool always has a whole segment to give back
    largest = Math.min(Frame.MAX_BYTES, settings.logBytes() / 4);
    filling = new Batch(batchBytes);
    storing = new Batch(batchBytes);
  }

  /**
   * Takes a record.
   *
   * @throws SpoolFullException where there is no room for it
   */
  void add(byte @Nullable [] key, byte[] value, boolean numbered, Callback callback) {
    int bytes = Frame.bytes(key, value);
    if (bytes > largest) {
      throw new RecordTooLargeException(
          "a record of %d bytes is too large for a spool that takes %d: raise maxBytes(...)"
              .formatted(bytes, largest));
    }
    lock.lock();
    try {
      awaitRoom(bytes);
      if (filling.isEmpty()) {
        work.signal();
      }
      filling.add(key, value, numbered, callback);
      added++;
    } finally {
      lock.unlock();
    }
  }

  private void awaitRoom(int bytes) {
    long end = System.nanoTime() + settings.patience().toNanos();
    try {
      while (!closed && !hasRoom(bytes)) {
        long remaining = end - System.nanoTime();
        if (remaining <= 0 || (settings.whenFull() == WhenFull.REJECT && isFull(bytes))) {
          throw new SpoolFullException(full(), null);
        }
        long unused = room.awaitNanos(remaining);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpoolException("interrupted while it waited for room in the spool", e);
    }
    if (closed) {
      throw new IllegalStateException("the spool is closed");
    }
  }

  private String full() {
    return "the spool has no room: it holds %d bytes of %d; send slower, raise maxBytes(...), or see why Kafka does not take them"
        .formatted(diskBytes.getAsLong(), settings.logBytes());
  }

  private boolean hasRoom(int bytes) {
    return filling.hasRoom(bytes) && !isFull(bytes);
  }

  private boolean isFull(int bytes) {
    return settings.whenFull() != WhenFull.DROP_OLDEST
        && diskBytes.getAsLong() + storingBytes + filling.bytes() + bytes > settings.logBytes();
  }

  /** For the disk's thread: what has come, or an empty batch where nothing came in time. */
  Batch take(long nanos) {
    lock.lock();
    try {
      long end = System.nanoTime() + nanos;
      while (filling.isEmpty() && !closed && System.nanoTime() < end) {
        long unused = work.awaitNanos(end - System.nanoTime());
      }
      Batch taken = filling;
      filling = storing;
      storing = taken;
      storingBytes = taken.bytes();
      return taken;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the disk's thread", e);
    } finally {
      lock.unlock();
    }
  }

  /**
   * For the disk's thread: waits before it tries again.
   *
   * @return false where the spool is closed
   */
  boolean pause(long nanos) {
    lock.lock();
    try {
      long end = System.nanoTime() + nanos;
      while (!closed && System.nanoTime() < end) {
        long unused = room.awaitNanos(end - System.nanoTime());
      }
      return !closed;
    } catch (InterruptedException e) {
      throw new IllegalStateException("nobody interrupts the disk's thread", e);
    } finally {
      lock.unlock();
    }
  }

  /** The batch that was taken is stored or failed, or room was made. */
  void done() {
    lock.lock();
    try {
      stored += storing.callbacks().size();
      storing.clear();
      storingBytes = 0;
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Waits until what was added before is stored or failed. */
  void flush() {
    lock.lock();
    try {
      long all = added;
      while (stored < all) {
        room.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SpoolException("interrupted while it waited for the disk", e);
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing more. */
  void close() {
    lock.lock();
    try {
      closed = true;
      work.signalAll();
      room.signalAll();
    } finally {
      lock.unlock();
    }
  }

  boolean isDone() {
    lock.lock();
    try {
      return closed && filling.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Milliseconds as nanoseconds. */
  static long millis(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
