package dev.telemetry.benchmarks.job;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.core.io.InputStatus;
import org.jspecify.annotations.Nullable;

/** Emits its part of the feed as fast as it is taken, then waits until the job is cancelled. */
final class FeedReader<T> implements SourceReader<T, FeedSplit> {
  private static final int BATCH = 200;

  private final Feed feed;
  private final ReadingFormat.Maker<T> maker;
  private final int parallelism;
  private final Marks marks;
  private final CompletableFuture<Void> assigned = new CompletableFuture<>();
  private final CompletableFuture<Void> never = new CompletableFuture<>();
  private @Nullable FeedCursor cursor;
  private @Nullable Emitter<T> emitter;
  private boolean more = true;
  private int subtask;

  FeedReader(Feed feed, ReadingFormat.Maker<T> maker, int parallelism, Marks marks) {
    this.feed = feed;
    this.maker = maker;
    this.parallelism = parallelism;
    this.marks = marks;
  }

  private record Emitter<T>(ReadingFormat.Maker<T> maker, ReaderOutput<T> output)
      implements FeedCursor.Out {
    @Override
    public void reading(int key, long timeMillis, double value, long sequence) {
      output.collect(maker.make(key, timeMillis, value, sequence), timeMillis);
    }

    @Override
    public void watermark(long timeMillis) {
      output.emitWatermark(new Watermark(timeMillis));
    }
  }

  @Override
  public void start() {}

  @Override
  public InputStatus pollNext(ReaderOutput<T> output) {
    if (cursor == null) {
      return InputStatus.NOTHING_AVAILABLE;
    }
    if (emitter == null) {
      emitter = new Emitter<>(maker, output);
    }
    return cursor.emit(BATCH, emitter) ? InputStatus.MORE_AVAILABLE : InputStatus.NOTHING_AVAILABLE;
  }

  @Override
  public CompletableFuture<Void> isAvailable() {
    return more ? assigned : never;
  }

  @Override
  public void addSplits(List<FeedSplit> splits) {
    subtask = splits.get(0).subtask();
    cursor = new FeedCursor(feed, subtask, parallelism);
    assigned.complete(null);
  }

  @Override
  public List<FeedSplit> snapshotState(long checkpointId) {
    return cursor == null ? List.of() : List.of(new FeedSplit(subtask, cursor.position()));
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    if (subtask == 0) {
      marks.checkpointed();
    }
  }

  @Override
  public void notifyNoMoreSplits() {}

  @Override
  public void close() {}
}
