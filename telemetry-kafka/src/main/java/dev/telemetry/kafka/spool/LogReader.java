package dev.telemetry.kafka.spool;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import org.jspecify.annotations.Nullable;

/**
 * Reads what a log has published, in order, and passes over what is damaged or gone. A disk that
 * cannot read may do so again: it is asked a few times before what it cannot read is taken for
 * damaged.
 */
final class LogReader implements Closeable {
  /** Hears of sequences that cannot be read. */
  interface Gaps {
    void missing(long from, long to);
  }

  private static final int ATTEMPTS = 5;

  private final SpoolFiles files;
  private final SegmentedLog log;
  private final Gaps gaps;
  private @Nullable Segment segment;
  private @Nullable FrameScanner scanner;
  private long expected;
  private long failedBase = -1;
  private int failures;

  LogReader(SpoolFiles files, SegmentedLog log, Gaps gaps) {
    this.files = files;
    this.log = log;
    this.gaps = gaps;
  }

  void seek(long sequence) throws IOException {
    close();
    expected = sequence;
  }

  /** The next record; null where nothing more is published. */
  @Nullable SpoolRecord next() throws IOException {
    try {
      return read();
    } catch (IOException e) {
      remember(segment);
      throw e;
    }
  }

  private void remember(@Nullable Segment unreadable) {
    if (unreadable != null) {
      failures = unreadable.base() == failedBase ? failures + 1 : 1;
      failedBase = unreadable.base();
    }
  }

  private @Nullable SpoolRecord read() throws IOException {
    while (scanner != null || enter()) {
      Segment from = segment;
      FrameScanner records = scanner;
      if (from == null || records == null) {
        return null;
      }
      // asked in this order: a segment may be sealed, and the next begun, at any moment
      long end = log.end();
      boolean sealed = log.isSealed(from);
      long below = sealed ? log.endOf(from) : end;
      if (found(from, records, below)) {
        return records.record();
      }
      skipTo(below);
      if (!sealed) {
        return null;
      }
      close();
    }
    return null;
  }

  private boolean found(Segment from, FrameScanner records, long below) throws IOException {
    while (records.next(from.bytes(), below)) {
      if (records.sequence() >= expected) {
        skipTo(records.sequence());
        expected++;
        return true;
      }
    }
    return false;
  }

  private boolean enter() throws IOException {
    Segment next = log.segmentAt(expected);
    while (next != null) {
      skipTo(next.base());
      try {
        scanner =
            new FrameScanner(
                files.open(next.name()), next.epoch(), next.base(), isUnreadable(next));
        segment = next;
        return true;
      } catch (NoSuchFileException dropped) {
        skipTo(log.isSealed(next) ? log.endOf(next) : log.end());
        next = log.segmentAt(expected);
      }
    }
    skipTo(log.start().end());
    return false;
  }

  private boolean isUnreadable(Segment next) {
    return next.base() == failedBase && failures >= ATTEMPTS;
  }

  private void skipTo(long sequence) {
    if (sequence > expected) {
      gaps.missing(expected, sequence);
      expected = sequence;
    }
  }

  @Override
  public void close() throws IOException {
    FrameScanner old = scanner;
    scanner = null;
    segment = null;
    if (old != null) {
      old.close();
    }
  }
}
