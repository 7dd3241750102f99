package dev.telemetry.benchmarks.job;

import dev.telemetry.benchmarks.BenchmarkException;
import dev.telemetry.benchmarks.Machine;
import dev.telemetry.benchmarks.Measurement;
import dev.telemetry.flink.TelemetryEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.apache.flink.api.common.JobID;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.CheckpointType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobmaster.JobResult;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/** A Flink cluster in this JVM that runs one measured job after the other. */
public final class BenchCluster implements AutoCloseable {
  private static final Duration LIMIT = Duration.ofMinutes(15);
  private static final int POLL_MILLIS = 20;
  private static final int CHECKPOINT_SECONDS = 20;
  private static final CompletableFuture<?> NOT_YET = CompletableFuture.completedFuture(null);

  private final Path folder;
  private final MiniCluster cluster;

  private BenchCluster(Path folder, MiniCluster cluster) {
    this.folder = folder;
    this.cluster = cluster;
  }

  /**
   * Starts the cluster.
   *
   * @param slots the largest parallelism
   * @return the cluster; close it
   * @throws Exception as Flink says
   */
  public static BenchCluster start(int slots) throws Exception {
    Path folder = Files.createTempDirectory("telemetry-benchmark");
    Configuration settings = new Configuration();
    settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, MemorySize.ofMebiBytes(1024));
    settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    settings.set(RestOptions.ADDRESS, "127.0.0.1");
    settings.set(RestOptions.BIND_PORT, "0");
    settings.set(CoreOptions.TMP_DIRS, folder.toString());
    MiniCluster cluster =
        new MiniCluster(
            new MiniClusterConfiguration.Builder()
                .setNumTaskManagers(1)
                .setNumSlotsPerTaskManager(slots)
                .setConfiguration(settings)
                .build());
    cluster.start();
    Runtime.getRuntime().addShutdownHook(new Thread(() -> deleteAtExit(folder)));
    return new BenchCluster(folder, cluster);
  }

  /**
   * An environment as the SDK makes it, equal for all contestants: a checkpoint every 10 s, exactly
   * once; object reuse on.
   *
   * @param parallelism of the job
   * @param rocksDb whether state is in RocksDB and not on the heap
   * @return a new environment; run it by {@link #finish} or {@link #during}
   */
  public StreamExecutionEnvironment environment(int parallelism, boolean rocksDb) {
    Configuration settings = new Configuration();
    settings.set(CoreOptions.DEFAULT_PARALLELISM, parallelism);
    settings.set(PipelineOptions.OBJECT_REUSE, true);
    // Flink SQL names its own
    settings.set(PipelineOptions.AUTO_GENERATE_UIDS, true);
    settings.set(RestartStrategyOptions.RESTART_STRATEGY, "disable");
    settings.set(StateBackendOptions.STATE_BACKEND, rocksDb ? "rocksdb" : "hashmap");
    settings.set(CheckpointingOptions.INCREMENTAL_CHECKPOINTS, rocksDb);
    settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "filesystem");
    settings.set(
        CheckpointingOptions.CHECKPOINTS_DIRECTORY,
        folder.resolve("checkpoints").toUri().toString());
    return new StreamExecutionEnvironment(TelemetryEnvironment.configuration(settings, List.of()));
  }

  /** What is done while a job runs. */
  @FunctionalInterface
  public interface Meanwhile {
    /**
     * Does it; then the job is cancelled.
     *
     * @throws Exception as it says
     */
    void run() throws Exception;
  }

  /**
   * Runs a job of bounded sources to its end, with a checkpoint midway besides those of every 10 s,
   * so that no stretch that is measured is without.
   *
   * @param env in which it was built
   * @param midway whether the job has come that far
   * @throws Exception as the job says
   */
  public void finish(StreamExecutionEnvironment env, BooleanSupplier midway) throws Exception {
    JobID job = submit(env);
    CompletableFuture<JobResult> result = cluster.requestJobResult(job);
    while (!result.isDone() && !midway.getAsBoolean()) {
      Thread.sleep(POLL_MILLIS);
    }
    CompletableFuture<?> checkpoint = cluster.triggerCheckpoint(job, CheckpointType.CONFIGURED);
    result.get(LIMIT.toMillis(), TimeUnit.MILLISECONDS).toJobExecutionResult(loader());
    awaitQuietly(checkpoint);
  }

  /**
   * Runs a job for as long as something else takes, and cancels it.
   *
   * @param env in which it was built
   * @param meanwhile the other
   * @throws Exception as the job or the other says
   */
  public void during(StreamExecutionEnvironment env, Meanwhile meanwhile) throws Exception {
    JobID job = submit(env);
    CompletableFuture<JobResult> result = cluster.requestJobResult(job);
    try {
      meanwhile.run();
      if (result.isDone()) {
        result.get().toJobExecutionResult(loader());
      }
    } finally {
      cancel(job, result);
    }
  }

  private JobID submit(StreamExecutionEnvironment env) throws Exception {
    JobGraph graph = env.getStreamGraph().getJobGraph();
    cluster.submitJob(graph).get();
    return graph.getJobID();
  }

  private static ClassLoader loader() {
    return BenchCluster.class.getClassLoader();
  }

  /**
   * Runs a job from its first reading to its end mark, and cancels it.
   *
   * @param job to run
   * @param feed what comes
   * @return what was measured
   * @throws Exception as the job says
   */
  public Measurement run(MeasuredJob job, Feed feed) throws Exception {
    try (Marks marks = Marks.open(feed, job.parallelism())) {
      run(job, feed, marks);
      return marks.measurement();
    }
  }

  /**
   * Runs a job, and keeps all its results.
   *
   * @param job to run
   * @param feed what comes
   * @return the results, in no order
   * @throws Exception as the job says
   */
  public List<Object> results(MeasuredJob job, Feed feed) throws Exception {
    try (Marks marks = Marks.checking(feed, job.parallelism())) {
      run(job, feed, marks);
      return marks.checked();
    }
  }

  /**
   * Runs a job to its end mark, and looks at the heap while its state is there.
   *
   * @param job to run
   * @param feed what comes
   * @return bytes that live
   * @throws Exception as the job says
   */
  public long liveHeapAtEnd(MeasuredJob job, Feed feed) throws Exception {
    AtomicLong live = new AtomicLong();
    try (Marks marks = Marks.open(feed, job.parallelism())) {
      run(job, feed, marks, () -> live.set(Machine.liveHeap()));
    }
    return live.get();
  }

  private void run(MeasuredJob job, Feed feed, Marks marks) throws Exception {
    run(job, feed, marks, () -> {});
  }

  private void run(MeasuredJob job, Feed feed, Marks marks, Runnable atEnd) throws Exception {
    StreamExecutionEnvironment env = environment(job.parallelism(), job.rocksDb());
    job.build(env, feed, marks);
    JobID submitted = submit(env);
    CompletableFuture<JobResult> result = cluster.requestJobResult(submitted);
    try {
      await(submitted, marks, result);
      atEnd.run();
    } finally {
      cancel(submitted, result);
    }
  }

  private void await(JobID job, Marks marks, CompletableFuture<JobResult> result) throws Exception {
    long deadline = System.nanoTime() + LIMIT.toNanos();
    CompletableFuture<?> checkpoint = NOT_YET;
    while (!marks.awaitEnd(POLL_MILLIS)) {
      if (checkpoint == NOT_YET && marks.hasBegun() && !marks.checking()) {
        // besides those of every 10 s, so that no stretch that is measured is without
        checkpoint = cluster.triggerCheckpoint(job, CheckpointType.CONFIGURED);
      }
      if (result.isDone()) {
        throw new IllegalStateException(
            "the measured job failed", result.get().getSerializedThrowable().orElse(null));
      }
      if (System.nanoTime() - deadline > 0) {
        throw new BenchmarkException("a round took longer than " + LIMIT);
      }
    }
    awaitQuietly(checkpoint);
  }

  /** Whether it succeeds is counted elsewhere. */
  private static void awaitQuietly(CompletableFuture<?> checkpoint) throws InterruptedException {
    try {
      checkpoint.get(CHECKPOINT_SECONDS, TimeUnit.SECONDS);
    } catch (ExecutionException | TimeoutException e) {
      // the job is cancelled next
    }
  }

  private void cancel(JobID job, CompletableFuture<JobResult> result) throws Exception {
    if (!result.isDone()) {
      cluster.cancelJob(job).get();
    }
    result.get();
  }

  @Override
  public void close() throws IOException {
    cluster.closeAsync().join();
    Folders.delete(folder);
  }

  /** After Ctrl-C; Flink may still write, so it may not succeed. */
  private static void deleteAtExit(Path folder) {
    try {
      Folders.delete(folder);
    } catch (IOException e) {
      System.err.println("left behind: " + folder);
    }
  }
}
