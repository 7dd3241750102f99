package dev.telemetry.flink.upgrade;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledFuture;
import org.apache.flink.runtime.metrics.groups.TaskIOMetricGroup;
import org.apache.flink.runtime.state.KeyGroupRange;
import org.apache.flink.runtime.state.KeyGroupStatePartitionStreamProvider;
import org.apache.flink.runtime.state.PriorityQueueSetFactory;
import org.apache.flink.streaming.api.operators.InternalTimeServiceManager;
import org.apache.flink.streaming.api.operators.InternalTimeServiceManagerImpl;
import org.apache.flink.streaming.api.operators.KeyContext;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;
import org.apache.flink.streaming.runtime.tasks.StreamTaskCancellationContext;
import org.apache.flink.util.clock.Clock;
import org.apache.flink.util.concurrent.NeverCompleteFuture;

/** Timers of processing time that never fire, though those of an old savepoint are overdue. */
final class StoppedClock implements ProcessingTimeService {
  private final Clock clock;

  private StoppedClock(Clock clock) {
    this.clock = clock;
  }

  /** Restores an operator's timers as Flink does, and leaves them there. */
  static <K> InternalTimeServiceManager<K> restoreTimers(
      TaskIOMetricGroup metrics,
      PriorityQueueSetFactory queues,
      KeyGroupRange keyGroups,
      ClassLoader classes,
      KeyContext keys,
      ProcessingTimeService time,
      Iterable<KeyGroupStatePartitionStreamProvider> saved,
      StreamTaskCancellationContext cancellation)
      throws Exception {
    return InternalTimeServiceManagerImpl.create(
        metrics,
        queues,
        keyGroups,
        classes,
        keys,
        new StoppedClock(time.getClock()),
        saved,
        cancellation);
  }

  @Override
  public Clock getClock() {
    return clock;
  }

  @Override
  public ScheduledFuture<?> registerTimer(long millis, ProcessingTimeCallback unused) {
    return new NeverCompleteFuture(Long.MAX_VALUE);
  }

  @Override
  public ScheduledFuture<?> scheduleAtFixedRate(
      ProcessingTimeCallback unused, long delayMillis, long periodMillis) {
    return new NeverCompleteFuture(Long.MAX_VALUE);
  }

  @Override
  public ScheduledFuture<?> scheduleWithFixedDelay(
      ProcessingTimeCallback unused, long delayMillis, long periodMillis) {
    return new NeverCompleteFuture(Long.MAX_VALUE);
  }

  @Override
  public CompletableFuture<Void> quiesce() {
    return CompletableFuture.completedFuture(null);
  }
}
