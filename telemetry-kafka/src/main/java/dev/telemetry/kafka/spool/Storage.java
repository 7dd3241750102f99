package dev.telemetry.kafka.spool;

import dev.telemetry.kafka.spool.SpoolSettings.Force;
import dev.telemetry.kafka.spool.SpoolSettings.WhenFull;
import java.io.IOException;
import org.apache.kafka.clients.producer.Callback;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.record.RecordBatch;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** All that changes the disk, done by one thread, turn by turn. */
final class Storage {
  private static final Logger LOG = LoggerFactory.getLogger(Storage.class);
  private static final long IDLE_NANOS = Intake.millis(50);
  private static final long CHECKPOINT_NANOS = Intake.millis(1_000);
  private static final long RETRY_NANOS = Intake.millis(100);

  private final SpoolSettings settings;
  private final Intake intake;
  private final SegmentedLog log;
  private final Progress progress;
  private final RecordMetadata onDisk;
  private long dueNanos;
  private long releasedNanos = System.nanoTime();
  private long releasedPosition;

  Storage(SpoolSettings settings, Intake intake, SegmentedLog log, Progress progress) {
    this.settings = settings;
    this.intake = intake;
    this.log = log;
    this.progress = progress;
    this.releasedPosition = progress.position();
    this.onDisk =
        new RecordMetadata(
            new TopicPartition(log.start().topic(), RecordMetadata.UNKNOWN_PARTITION),
            -1,
            -1,
            RecordBatch.NO_TIMESTAMP,
            -1,
            -1);
  }

  /** Stores what has come, and does what is due. */
  void turn() {
    turn(IDLE_NANOS);
  }

  /** Waits no longer than said for something to come. */
  void turn(long idleNanos) {
    Batch batch = intake.take(waitNanos(idleNanos));
    try {
      if (!batch.isEmpty()) {
        acknowledge(batch, stored(batch));
      }
      forceIfDue();
      releaseIfDue();
    } finally {
      intake.done();
    }
  }

  private long waitNanos(long idleNanos) {
    return settings.force() == Force.INTERVAL && log.isDirty()
        ? Math.min(idleNanos, dueNanos - System.nanoTime())
        : idleNanos;
  }

  private @Nullable SpoolException stored(Batch batch) {
    long end = System.nanoTime() + settings.patience().toNanos();
    while (true) {
      try {
        store(batch);
        return null;
      } catch (IOException e) {
        LOG.error("cannot write to the spool", e);
        cutBack();
        boolean full = isDiskFull(batch.bytes());
        if (!isWorthAnotherTry(full, end)) {
          return failure(full, e);
        }
      }
    }
  }

  /** The policy for a full spool is also that for a disk that takes nothing. */
  private boolean isWorthAnotherTry(boolean full, long endNanos) {
    return switch (settings.whenFull()) {
      case REJECT -> false;
      // what is dropped makes room on a full disk, but mends no broken one
      case DROP_OLDEST -> full && droppedOldest();
      case BLOCK -> System.nanoTime() < endNanos && pausedAndReleased();
    };
  }

  private boolean pausedAndReleased() {
    boolean goesOn = intake.pause(RETRY_NANOS);
    releaseIfDue();
    return goesOn;
  }

  private boolean droppedOldest() {
    try {
      return dropOldest();
    } catch (IOException e) {
      LOG.error("cannot drop the oldest records", e);
      return false;
    }
  }

  private boolean isDiskFull(int bytes) {
    try {
      return log.isDiskFull(bytes);
    } catch (IOException e) {
      return false;
    }
  }

  private static SpoolException failure(boolean full, IOException cause) {
    String message =
        "a record was not stored, see that the spool's disk has room and works: "
            + cause.getMessage();
    return full ? new SpoolFullException(message, cause) : new SpoolException(message, cause);
  }

  private void store(Batch batch) throws IOException {
    if (settings.whenFull() == WhenFull.DROP_OLDEST) {
      makeRoom(batch.bytes());
    }
    if (!log.isDirty()) {
      dueNanos = System.nanoTime() + settings.intervalNanos();
    }
    log.append(batch.frames());
    if (settings.force() == Force.ALWAYS) {
      log.force();
    }
    log.publish();
  }

  private void makeRoom(int bytes) throws IOException {
    boolean dropped = true;
    while (dropped && log.bytes() + bytes > settings.logBytes()) {
      dropped = dropOldest();
    }
  }

  private boolean dropOldest() throws IOException {
    Segment oldest = log.oldest();
    if (oldest == null) {
      return false;
    }
    if (!log.isSealed(oldest)) {
      log.seal();
    }
    progress.dropTo(log.endOf(oldest));
    release();
    return true;
  }

  private static void acknowledge(
      Callback callback, RecordMetadata metadata, @Nullable Exception failure) {
    try {
      callback.onCompletion(metadata, failure);
    } catch (RuntimeException e) {
      LOG.error("a callback failed", e);
    }
  }

  private void acknowledge(Batch batch, @Nullable SpoolException failure) {
    for (Callback callback : batch.callbacks()) {
      acknowledge(callback, onDisk, failure);
    }
  }

  private void forceIfDue() {
    if (settings.force() != Force.INTERVAL || !log.isDirty() || System.nanoTime() < dueNanos) {
      return;
    }
    try {
      log.force();
    } catch (IOException e) {
      LOG.error("cannot force the spool to its disk: a power cut now may lose records", e);
      cutBack();
    }
  }

  private void cutBack() {
    try {
      log.cutBack();
    } catch (IOException e) {
      LOG.error("cannot take back what was not stored: it may be delivered all the same", e);
    }
  }

  private void releaseIfDue() {
    long position = progress.position();
    boolean due =
        position != releasedPosition && System.nanoTime() - releasedNanos >= CHECKPOINT_NANOS;
    if (!due && !log.hasSettled(position)) {
      return;
    }
    try {
      release();
    } catch (IOException e) {
      LOG.error("cannot record what is delivered: a crash now would send it again", e);
    }
  }

  private void release() throws IOException {
    // before it is tried: a disk that fails is not asked again at each turn
    releasedNanos = System.nanoTime();
    releasedPosition = progress.position();
    log.release(releasedPosition);
  }
}
