package dev.telemetry.benchmarks.pipeline;

import dev.telemetry.benchmarks.Machine;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;

/** How far a run of a job has come: when it read its first record, and how many by now. */
final class Progress implements AutoCloseable {
  private static final Map<String, Progress> RUNS = new ConcurrentHashMap<>();

  private final String run = UUID.randomUUID().toString();
  private volatile long startMillis;
  private volatile long startCpuNanos;
  private volatile long read;
  private volatile long checkpoints;

  private Progress() {}

  static Progress open() {
    Progress progress = new Progress();
    RUNS.put(progress.run, progress);
    return progress;
  }

  long startMillis() {
    return startMillis;
  }

  long startCpuNanos() {
    return startCpuNanos;
  }

  long read() {
    return read;
  }

  long checkpoints() {
    return checkpoints;
  }

  /** To be put behind the source, with parallelism 1. */
  <T> MapFunction<T, T> watching() {
    return new Watching<>(run);
  }

  @Override
  public void close() {
    RUNS.remove(run);
  }

  private static final class Watching<T> implements MapFunction<T, T>, CheckpointListener {
    private static final long serialVersionUID = 1;

    private final String run;
    private transient Progress progress;
    private transient long count;

    @SuppressWarnings("NullAway.Init") // by the first record or checkpoint
    Watching(String run) {
      this.run = run;
    }

    @Override
    public T map(T record) {
      count++;
      if (count == 1) {
        progress().startCpuNanos = Machine.cpuNanos();
        progress().startMillis = System.currentTimeMillis();
      }
      progress.read = count;
      return record;
    }

    @Override
    public void notifyCheckpointComplete(long checkpointId) {
      progress().checkpoints = progress().checkpoints + 1;
    }

    @SuppressWarnings("NullAway") // null until it is asked for
    private Progress progress() {
      if (progress == null) {
        progress = Objects.requireNonNull(RUNS.get(run), run);
      }
      return progress;
    }
  }
}
