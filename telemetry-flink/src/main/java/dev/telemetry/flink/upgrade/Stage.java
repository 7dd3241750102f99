package dev.telemetry.flink.upgrade;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.apache.flink.api.common.JobID;
import org.apache.flink.api.common.JobStatus;
import org.apache.flink.api.common.time.Deadline;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.ReadableConfig;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.util.concurrent.FutureUtils;
import org.apache.flink.util.concurrent.ScheduledExecutorServiceAdapter;
import org.jspecify.annotations.Nullable;

/** A small Flink in this JVM, for one job after the other. */
final class Stage implements AutoCloseable {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration AT_MOST = Duration.ofHours(1);

  private final MiniCluster cluster;
  private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();

  private Stage(MiniCluster cluster) {
    this.cluster = cluster;
  }

  /** Takes nothing of a job's cluster but its room: no high availability, no reporters. */
  static Stage like(ReadableConfig job) throws Exception {
    Configuration settings = new Configuration();
    settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    settings.set(RestOptions.BIND_PORT, "0");
    job.getOptional(CoreOptions.TMP_DIRS)
        .ifPresent(dirs -> settings.set(CoreOptions.TMP_DIRS, dirs));
    job.getOptional(TaskManagerOptions.MANAGED_MEMORY_SIZE)
        .ifPresent(size -> settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, size));
    Stage stage =
        new Stage(
            new MiniCluster(
                new MiniClusterConfiguration.Builder().setConfiguration(settings).build()));
    stage.cluster.start();
    return stage;
  }

  /** Starts a job and waits until all of it is open; null then, else why it failed. */
  @Nullable String open(JobGraph job) throws ExecutionException, InterruptedException {
    cluster.submitJob(job).get();
    AccessExecutionGraph reached =
        FutureUtils.<AccessExecutionGraph>retrySuccessfulWithDelay(
                () -> cluster.getExecutionGraph(job.getJobID()).thenApply(state -> state),
                POLL,
                Deadline.fromNow(AT_MOST),
                state -> state.getState().isGloballyTerminalState() || isOpen(state),
                new ScheduledExecutorServiceAdapter(clock))
            .get();
    ErrorInfo failure = reached.getFailureInfo();
    return failure == null ? null : RootCause.of(failure.getException());
  }

  private static boolean isOpen(AccessExecutionGraph job) {
    if (job.getState() != JobStatus.RUNNING) {
      return false;
    }
    for (var task : job.getAllExecutionVertices()) {
      if (task.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }

  void cancel(JobID job) throws ExecutionException, InterruptedException {
    cluster.cancelJob(job).get();
    cluster.requestJobResult(job).get();
  }

  /** Cancels the job with a savepoint, and says where that is. */
  String save(JobID job, Path folder) throws ExecutionException, InterruptedException {
    String savepoint =
        cluster
            .triggerSavepoint(job, folder.toUri().toString(), true, SavepointFormatType.CANONICAL)
            .get();
    cluster.requestJobResult(job).get();
    return savepoint;
  }

  @Override
  public void close() {
    clock.shutdownNow();
    cluster.closeAsync().join();
  }
}
