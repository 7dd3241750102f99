package dev.telemetry.flink.upgrade;

import static java.util.Objects.requireNonNull;

import dev.telemetry.flink.upgrade.UpgradeFinding.Kind;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
import org.apache.flink.runtime.execution.ExecutionState;
import org.apache.flink.runtime.executiongraph.AccessExecutionGraph;
import org.apache.flink.runtime.executiongraph.ErrorInfo;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.minicluster.MiniCluster;
import org.apache.flink.runtime.minicluster.MiniClusterConfiguration;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.concurrent.FutureUtils;
import org.apache.flink.util.concurrent.ScheduledExecutor;
import org.apache.flink.util.concurrent.ScheduledExecutorServiceAdapter;
import org.jspecify.annotations.Nullable;

/**
 * Restores operators one after the other, each in a job of its own behind inputs that stay silent,
 * which is cancelled as soon as the operator is open.
 */
final class Rehearsal {
  private static final Duration POLL = Duration.ofMillis(20);
  private static final Duration AT_MOST = Duration.ofHours(1);

  private final StreamGraph graph;
  private final String savepoint;

  Rehearsal(StreamGraph graph, String savepoint) {
    this.graph = graph;
    this.savepoint = savepoint;
  }

  @SuppressWarnings("try") // Flink's close() may be interrupted
  List<UpgradeFinding> findings(Map<JobOperator, SavedOperator> operators) throws IOException {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try (MiniCluster cluster = new MiniCluster(settings())) {
      cluster.start();
      return rehearse(operators, cluster, new ScheduledExecutorServiceAdapter(clock));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the operators were rehearsed", e);
    } catch (Exception e) {
      throw new IOException("the operators could not be rehearsed: " + Causes.of(e), e);
    } finally {
      clock.shutdownNow();
    }
  }

  private List<UpgradeFinding> rehearse(
      Map<JobOperator, SavedOperator> operators, MiniCluster cluster, ScheduledExecutor clock)
      throws ExecutionException, InterruptedException {
    List<UpgradeFinding> findings = new ArrayList<>();
    for (Map.Entry<JobOperator, SavedOperator> each : operators.entrySet()) {
      JobOperator operator = each.getKey();
      if (operator.keepsToItself()) {
        JobGraph solo = SoloJob.of(graph, operator, each.getValue(), savepoint);
        String refusal = refusalOf(solo, cluster, clock);
        if (refusal != null) {
          findings.add(new UpgradeFinding(Kind.INCOMPATIBLE, operator.label(), refusal));
        }
      }
    }
    return findings;
  }

  /** Nothing of the real cluster but its room: neither its high availability nor its reporters. */
  private MiniClusterConfiguration settings() {
    Configuration settings = new Configuration();
    settings.set(RestOptions.BIND_ADDRESS, "127.0.0.1");
    settings.set(RestOptions.BIND_PORT, "0");
    ReadableConfig job = graph.getJobConfiguration();
    job.getOptional(CoreOptions.TMP_DIRS)
        .ifPresent(dirs -> settings.set(CoreOptions.TMP_DIRS, dirs));
    job.getOptional(TaskManagerOptions.MANAGED_MEMORY_SIZE)
        .ifPresent(size -> settings.set(TaskManagerOptions.MANAGED_MEMORY_SIZE, size));
    return new MiniClusterConfiguration.Builder().setConfiguration(settings).build();
  }

  /** What Flink says against the job, null once all of it is open; then it is cancelled. */
  private static @Nullable String refusalOf(
      JobGraph job, MiniCluster cluster, ScheduledExecutor clock)
      throws ExecutionException, InterruptedException {
    cluster.submitJob(job).get();
    AccessExecutionGraph reached = awaitDecision(job.getJobID(), cluster, clock);
    if (reached.getState().isGloballyTerminalState()) {
      ErrorInfo failure = requireNonNull(reached.getFailureInfo(), "it never ends by itself");
      return Causes.of(failure.getException());
    }
    cluster.cancelJob(job.getJobID()).get();
    cluster.requestJobResult(job.getJobID()).get();
    return null;
  }

  private static AccessExecutionGraph awaitDecision(
      JobID job, MiniCluster cluster, ScheduledExecutor clock)
      throws ExecutionException, InterruptedException {
    return FutureUtils.<AccessExecutionGraph>retrySuccessfulWithDelay(
            () -> cluster.getExecutionGraph(job).thenApply(state -> state),
            POLL,
            Deadline.fromNow(AT_MOST),
            Rehearsal::isDecided,
            clock)
        .get();
  }

  private static boolean isDecided(AccessExecutionGraph job) {
    return job.getState().isGloballyTerminalState()
        || (job.getState() == JobStatus.RUNNING && isOpen(job));
  }

  private static boolean isOpen(AccessExecutionGraph job) {
    for (var task : job.getAllExecutionVertices()) {
      if (task.getExecutionState() != ExecutionState.RUNNING) {
        return false;
      }
    }
    return true;
  }
}
