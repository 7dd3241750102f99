package dev.telemetry.benchmarks.job;

import java.util.List;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.jspecify.annotations.Nullable;

/** Hands each subtask its own part. */
final class FeedEnumerator implements SplitEnumerator<FeedSplit, Integer> {
  private final SplitEnumeratorContext<FeedSplit> context;

  FeedEnumerator(SplitEnumeratorContext<FeedSplit> context) {
    this.context = context;
  }

  @Override
  public void start() {}

  @Override
  public void handleSplitRequest(int subtask, @Nullable String host) {}

  @Override
  public void addSplitsBack(List<FeedSplit> splits, int subtask) {
    throw new IllegalStateException("a measured job does not restart");
  }

  @Override
  public void addReader(int subtask) {
    context.assignSplit(new FeedSplit(subtask, 0), subtask);
  }

  @Override
  public Integer snapshotState(long checkpointId) {
    return 0;
  }

  @Override
  public void close() {}
}
