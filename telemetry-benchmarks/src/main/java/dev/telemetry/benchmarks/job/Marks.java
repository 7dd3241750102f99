package dev.telemetry.benchmarks.job;

import dev.telemetry.benchmarks.Machine;
import dev.telemetry.benchmarks.Measurement;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * Where a run's measurement begins and ends: when the last sink has seen the watermark that the
 * source sent between two readings. So everything before it has been worked on and everything after
 * it has not, whatever waits in buffers; the start of the job and the fill are not in it.
 */
public final class Marks implements AutoCloseable {
  private static final Map<String, Marks> RUNS = new ConcurrentHashMap<>();

  private final String run = UUID.randomUUID().toString();
  private final long beginMark;
  private final long endMark;
  private final long events;
  private final CountDownLatch toBegin;
  private final CountDownLatch toEnd;
  private final boolean checking;
  private final Queue<Object> checked = new ConcurrentLinkedQueue<>();
  private final LongAdder results = new LongAdder();
  private final AtomicLong checkpoints = new AtomicLong();
  private volatile Snapshot begin = Snapshot.NONE;
  private volatile Snapshot end = Snapshot.NONE;

  private record Snapshot(long nanos, long cpuNanos, long results, long checkpoints) {
    static final Snapshot NONE = new Snapshot(0, 0, 0, 0);
  }

  private Marks(Feed feed, int parallelism, boolean checking) {
    this.checking = checking;
    this.beginMark = feed.beginMark(parallelism);
    this.endMark = feed.endMark(parallelism);
    this.events = feed.measuredEvents();
    this.toBegin = new CountDownLatch(parallelism);
    this.toEnd = new CountDownLatch(parallelism);
  }

  /**
   * Marks for one run; close them.
   *
   * @param feed that is run
   * @param parallelism of source and sink
   * @return the marks
   */
  static Marks open(Feed feed, int parallelism) {
    return open(new Marks(feed, parallelism, false));
  }

  /**
   * Marks for a run whose results are kept; close them.
   *
   * @param feed that is run
   * @param parallelism of source and sink
   * @return the marks
   */
  static Marks checking(Feed feed, int parallelism) {
    return open(new Marks(feed, parallelism, true));
  }

  private static Marks open(Marks marks) {
    RUNS.put(marks.run, marks);
    return marks;
  }

  boolean checking() {
    return checking;
  }

  void check(Object result) {
    checked.add(result);
  }

  /**
   * The results of a run whose results are kept.
   *
   * @return in no order
   */
  List<Object> checked() {
    return List.copyOf(checked);
  }

  static Marks of(String run) {
    return Objects.requireNonNull(RUNS.get(run), run);
  }

  String run() {
    return run;
  }

  long beginMark() {
    return beginMark;
  }

  long endMark() {
    return endMark;
  }

  void checkpointed() {
    checkpoints.incrementAndGet();
  }

  synchronized void began(long moreResults) {
    results.add(moreResults);
    toBegin.countDown();
    if (toBegin.getCount() == 0) {
      begin = snapshot();
    }
  }

  synchronized void ended(long moreResults) {
    results.add(moreResults);
    toEnd.countDown();
    if (toEnd.getCount() == 0) {
      end = snapshot();
    }
  }

  private Snapshot snapshot() {
    return new Snapshot(System.nanoTime(), Machine.cpuNanos(), results.sum(), checkpoints.get());
  }

  boolean hasBegun() {
    return toBegin.getCount() == 0;
  }

  boolean awaitEnd(long millis) throws InterruptedException {
    return toEnd.await(millis, TimeUnit.MILLISECONDS);
  }

  /**
   * What was measured, once the run has ended.
   *
   * @return between begin and end
   */
  synchronized Measurement measurement() {
    return new Measurement(
        events,
        end.nanos - begin.nanos,
        end.cpuNanos - begin.cpuNanos,
        end.results - begin.results,
        end.checkpoints - begin.checkpoints);
  }

  @Override
  public void close() {
    RUNS.remove(run);
  }
}
