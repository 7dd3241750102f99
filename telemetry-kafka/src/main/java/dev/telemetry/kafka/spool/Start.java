package dev.telemetry.kafka.spool;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What an opening found.
 *
 * <p>An epoch is continued only by an opening after {@link SegmentedLog#close} that finds all that
 * was there then. After a crash records may be lost that Kafka already has; their sequences are
 * given again, in a new epoch, or a duplicate filter would take new records for old ones.
 *
 * @param topic where the records go
 * @param epoch of the records to come
 * @param position the first sequence to deliver
 * @param end the first sequence to give
 * @param segments what there is to deliver, oldest first
 */
record Start(String topic, long epoch, long position, long end, List<Segment> segments) {
  private static final Logger LOG = LoggerFactory.getLogger(Start.class);

  /** Takes up a spool, or begins one, and says so on the disk. */
  static Start of(SpoolFiles files, String topic, LongSupplier epochs) throws IOException {
    Checkpoint before = Checkpoint.read(files);
    if (before != null && !before.topic().equals(topic)) {
      throw new IllegalStateException(
          "the spool %s holds records for %s, not for %s".formatted(files, before.topic(), topic));
    }
    Start start = found(files, topic, before, epochs);
    new Checkpoint(topic, start.epoch, start.position, Checkpoint.OPEN).write(files);
    Checkpoint.keepReserve(files);
    return start;
  }

  private static Start found(
      SpoolFiles files, String topic, @Nullable Checkpoint before, LongSupplier epochs)
      throws IOException {
    List<Segment> segments = segments(files);
    long first = segments.isEmpty() ? 0 : segments.get(0).base();
    long position = before == null ? first : before.position();
    long last = segments.isEmpty() ? position : endOf(files, segments.get(segments.size() - 1));
    long end = Math.max(Math.max(last, position), before == null ? 0 : before.end());
    if (before == null && !segments.isEmpty()) {
      LOG.warn("{} has no readable checkpoint: all it holds is sent, again or not", files);
    }
    boolean clean = before != null && before.end() == Math.max(last, position);
    long epoch = before != null && clean ? before.epoch() : epochs.getAsLong();
    return new Start(topic, epoch, position, end, List.copyOf(segments));
  }

  private static List<Segment> segments(SpoolFiles files) throws IOException {
    List<Segment> segments = new ArrayList<>();
    for (String name : files.names()) {
      Segment segment = Segment.named(name);
      if (segment != null && measured(files, segment)) {
        segments.add(segment);
      }
    }
    segments.sort(Comparator.comparingLong(Segment::base));
    return segments;
  }

  /** An empty one would stand in the way of the next that begins there. */
  private static boolean measured(SpoolFiles files, Segment segment) throws IOException {
    try (SpoolFile file = files.open(segment.name())) {
      segment.publish(file.size());
    }
    if (segment.bytes() == 0) {
      files.delete(segment.name());
    }
    return segment.bytes() > 0;
  }

  /** Reads the last segment; one that holds bytes has taken up a sequence at least. */
  private static long endOf(SpoolFiles files, Segment last) throws IOException {
    long end = last.base() + 1;
    try (FrameScanner scanner =
        new FrameScanner(files.open(last.name()), last.epoch(), last.base(), true)) {
      while (scanner.next(last.bytes(), Long.MAX_VALUE)) {
        end = scanner.sequence() + 1;
      }
      if (scanner.position() < last.bytes()) {
        LOG.warn(
            "{} of {} ends in {} torn bytes, which were never acknowledged unless the disk lies",
            last.name(),
            files,
            last.bytes() - scanner.position());
      }
    }
    return end;
  }
}
