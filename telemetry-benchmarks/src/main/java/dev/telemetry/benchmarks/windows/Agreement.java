package dev.telemetry.benchmarks.windows;

import dev.telemetry.benchmarks.BenchmarkException;
import dev.telemetry.benchmarks.job.BenchCluster;
import dev.telemetry.benchmarks.job.Feed;
import dev.telemetry.benchmarks.job.FeedCursor;
import dev.telemetry.benchmarks.job.Fill;
import dev.telemetry.benchmarks.job.ReadingFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Whether contestants compute the same: each is held against a plain recomputation. */
final class Agreement {
  private static final int KEYS = 10;
  private static final int MORE_TICKS = 40;

  private final WindowCase one;
  private final Feed feed;
  private final long endMark;
  private final Map<WindowResult.Window, Expected> expected = new HashMap<>();

  Agreement(WindowCase of) {
    one = of.keys(KEYS);
    int ticks = (int) (one.largestSlideMillis() / Feed.TICK_MILLIS) + MORE_TICKS;
    feed = one.feed(Fill.NONE, 2).measured(ticks);
    endMark = feed.endMark(one.parallelism());
    recompute();
  }

  private void recompute() {
    String[] ids = ReadingFormat.sensorIds(KEYS);
    FeedCursor.Out out =
        new FeedCursor.Out() {
          @Override
          public void reading(int key, long timeMillis, double value, long sequence) {
            add(ids[key], timeMillis, value);
          }

          @Override
          public void watermark(long timeMillis) {}
        };
    for (int subtask = 0; subtask < one.parallelism(); subtask++) {
      new FeedCursor(feed, subtask, one.parallelism()).emit(Integer.MAX_VALUE, out);
    }
  }

  private void add(String key, long timeMillis, double value) {
    for (WindowKind kind : one.kinds()) {
      long last = Math.min(kind.firstEnd(timeMillis) - kind.slide() + kind.size(), endMark + 1);
      for (long end = kind.firstEnd(timeMillis); end <= last; end += kind.slide()) {
        expected
            .computeIfAbsent(
                new WindowResult.Window(key, kind.size(), end), window -> new Expected())
            .add(value, timeMillis);
      }
    }
  }

  /** Runs a job on a small feed and throws where its results are not the expected ones. */
  void check(BenchCluster cluster, WindowJob job) throws Exception {
    compare(
        job.name(),
        cluster.results(BoundJob.of(one, job), feed).stream()
            .map(WindowResult.class::cast)
            .toList(),
        job.tellsFirstAndLast());
  }

  void compare(String name, List<WindowResult> results, boolean firstAndLast) {
    Map<WindowResult.Window, Expected> open = new HashMap<>(expected);
    for (WindowResult result : results) {
      if (result.endMillis() > endMark + 1) {
        continue; // after the end
      }
      Expected wanted = open.remove(result.window());
      if (wanted == null || !wanted.agreesWith(result, firstAndLast, one.quantiles())) {
        throw new BenchmarkException(
            "%s computes something else: %s, expected %s".formatted(name, result, wanted));
      }
    }
    if (!open.isEmpty()) {
      throw new BenchmarkException(
          "%s leaves out %d of %d results, for example %s"
              .formatted(name, open.size(), expected.size(), open.keySet().iterator().next()));
    }
  }

  /** What is run. */
  Feed feed() {
    return feed;
  }

  /** Its case. */
  WindowCase one() {
    return one;
  }

  int size() {
    return expected.size();
  }
}
