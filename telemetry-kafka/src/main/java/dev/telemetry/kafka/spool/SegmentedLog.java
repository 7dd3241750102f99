package dev.telemetry.kafka.spool;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentNavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * The segments of a spool. One thread changes them, any may read what is published. Nothing is ever
 * written into a segment of an earlier opening: what a crash tore stays behind as it is, and what
 * is appended goes into a new segment.
 */
final class SegmentedLog {
  // a file takes whole blocks, and its folder some
  private static final int SLACK_BYTES = 1 << 16;

  private final SpoolFiles files;
  private final Start start;
  private final long segmentBytes;
  private final ConcurrentNavigableMap<Long, Segment> segments = new ConcurrentSkipListMap<>();
  private volatile @Nullable Segment active;
  private @Nullable SpoolFile file;
  private long written;
  private long end;
  private boolean dirty;
  private volatile long publishedEnd;
  private final AtomicLong bytes = new AtomicLong();

  SegmentedLog(SpoolFiles files, Start start, long segmentBytes) {
    this.files = files;
    this.start = start;
    this.segmentBytes = segmentBytes;
    this.end = start.end();
    this.publishedEnd = end;
    for (Segment segment : start.segments()) {
      segments.put(segment.base(), segment);
      bytes.addAndGet(segment.bytes());
    }
  }

  /**
   * Gives records their sequences and writes them, all into one segment. They are neither safe from
   * a power cut nor read by anybody yet. After a failure call {@link #cutBack}.
   *
   * @param frames from 0 to the limit; its position moves
   */
  void append(ByteBuffer frames) throws IOException {
    if (active != null && written > 0 && written + frames.limit() > segmentBytes) {
      seal();
    }
    SpoolFile to = file == null ? begin() : file;
    int count = Frame.seal(frames, start.epoch(), end);
    dirty = true;
    to.write(frames, written);
    written += frames.limit();
    end += count;
  }

  private SpoolFile begin() throws IOException {
    Segment segment = new Segment(end, start.epoch());
    SpoolFile created = files.create(segment.name());
    file = created;
    written = 0;
    active = segment;
    segments.put(segment.base(), segment);
    files.forceDirectory();
    return created;
  }

  /** Makes all that was appended survive a power cut. */
  void force() throws IOException {
    if (dirty && file != null) {
      file.force();
      dirty = false;
    }
  }

  boolean isDirty() {
    return dirty;
  }

  /** Lets readers see what was appended. */
  void publish() {
    Segment to = active;
    if (to != null) {
      bytes.addAndGet(written - to.bytes());
      to.publish(written);
      publishedEnd = end;
    }
  }

  /**
   * Takes back what is not published, and goes on in a new segment: after a failed force the system
   * may believe that what it could not write is clean, so that the next force would lie (Rebello et
   * al., Can Applications Recover from fsync Failures?, 2020).
   */
  void cutBack() throws IOException {
    Segment failed = active;
    SpoolFile to = file;
    end = publishedEnd;
    dirty = false;
    file = null;
    active = null;
    if (failed != null && to != null) {
      remove(failed, to);
    }
  }

  private void remove(Segment failed, SpoolFile of) throws IOException {
    try (of) {
      if (failed.bytes() > 0) {
        of.truncate(failed.bytes());
        of.force();
      } else {
        segments.remove(failed.base());
        files.delete(failed.name());
      }
    }
  }

  /** Whether the disk, not the limit of the spool, is what has no room for so many bytes. */
  boolean isDiskFull(int bytes) throws IOException {
    return files.usableBytes() < bytes + SLACK_BYTES;
  }

  /** Ends the segment that is written to. */
  void seal() throws IOException {
    force();
    SpoolFile old = file;
    file = null;
    active = null;
    if (old != null) {
      old.close();
    }
  }

  /** Records how far the spool is settled, then deletes the segments that nobody needs any more. */
  void release(long position) throws IOException {
    new Checkpoint(start.topic(), start.epoch(), position, Checkpoint.OPEN).write(files);
    deleteBefore(position);
    Checkpoint.keepReserve(files);
  }

  private void deleteBefore(long position) throws IOException {
    for (Segment segment : segments.values()) {
      if (segment == active || endOf(segment) > position) {
        return;
      }
      files.delete(segment.name());
      segments.remove(segment.base());
      bytes.addAndGet(-segment.bytes());
    }
  }

  /** Whether {@link #release} would delete something. */
  boolean hasSettled(long position) {
    Map.Entry<Long, Segment> first = segments.firstEntry();
    return first != null && first.getValue() != active && endOf(first.getValue()) <= position;
  }

  /** Ends well: what comes next continues the sequence in the same epoch. */
  void close(long position) throws IOException {
    force();
    seal();
    release(position);
    new Checkpoint(start.topic(), start.epoch(), position, end).write(files);
  }

  /** Leaves everything as it is, as a crash would. */
  void abandon() throws IOException {
    if (file != null) {
      file.close();
    }
  }

  /** Whether a segment will not grow any more. */
  boolean isSealed(Segment segment) {
    return segment != active;
  }

  /** The sequence that the next segment begins with, of a sealed one. */
  long endOf(Segment segment) {
    // asked in this order: the next segment may begin at any moment
    long endNow = publishedEnd;
    Long next = segments.higherKey(segment.base());
    return next == null ? endNow : next;
  }

  /** The segment that holds a sequence or, where none does, the next; null at the end. */
  @Nullable Segment segmentAt(long sequence) {
    Map.Entry<Long, Segment> floor = segments.floorEntry(sequence);
    if (floor != null && (floor.getValue() == active || endOf(floor.getValue()) > sequence)) {
      return floor.getValue();
    }
    Map.Entry<Long, Segment> next = segments.ceilingEntry(sequence);
    return next == null ? null : next.getValue();
  }

  @Nullable Segment oldest() {
    Map.Entry<Long, Segment> first = segments.firstEntry();
    return first == null ? null : first.getValue();
  }

  /** The first sequence that is not published. */
  long end() {
    return publishedEnd;
  }

  long bytes() {
    return bytes.get();
  }

  Start start() {
    return start;
  }
}
