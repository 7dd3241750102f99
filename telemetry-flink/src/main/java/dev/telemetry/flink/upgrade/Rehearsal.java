package dev.telemetry.flink.upgrade;

import dev.telemetry.flink.upgrade.UpgradeFinding.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.flink.core.execution.RecoveryClaimMode;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.util.FileUtils;

/**
 * Opens operators one after the other, each in a job of its own behind inputs that stay silent:
 * once with its state of a savepoint, which shows whether its serializers take it, and once
 * without, which shows what states it declares.
 */
final class Rehearsal {
  private final StreamGraph graph;
  private final SavepointRestoreSettings savepoint;
  private final ClassLoader classes;
  private final List<UpgradeFinding> findings = new ArrayList<>();

  Rehearsal(StreamGraph graph, String savepoint, ClassLoader classes) {
    this.graph = graph;
    this.savepoint = SavepointRestoreSettings.forPath(savepoint, true, RecoveryClaimMode.NO_CLAIM);
    this.classes = classes;
  }

  List<UpgradeFinding> findings(Map<JobOperator, SavedOperator> operators) throws IOException {
    try (Stage stage = Stage.like(graph.getJobConfiguration())) {
      for (Map.Entry<JobOperator, SavedOperator> each : operators.entrySet()) {
        if (each.getKey().keepsToItself()) {
          rehearse(each.getKey(), each.getValue(), stage);
        }
      }
      return findings;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while the operators were rehearsed", e);
    } catch (Exception e) {
      throw new IOException("the operators could not be rehearsed: " + RootCause.of(e), e);
    }
  }

  private void rehearse(JobOperator operator, SavedOperator state, Stage stage) throws Exception {
    JobGraph restoring = SoloJob.of(graph, operator, state.maxParallelism(), savepoint);
    String refusal = stage.open(restoring);
    if (refusal != null) {
      String explanation = "its state is refused: " + refusal;
      findings.add(new UpgradeFinding(Kind.INCOMPATIBLE, operator.label(), explanation));
      return;
    }
    stage.cancel(restoring.getJobID());
    Set<String> unread = state.stateNames();
    unread.removeAll(declaredStates(operator, state.maxParallelism(), stage));
    if (!unread.isEmpty()) {
      String explanation = "does not declare %s any more: nobody reads it".formatted(unread);
      findings.add(new UpgradeFinding(Kind.LOST, operator.label(), explanation));
    }
  }

  private Set<String> declaredStates(JobOperator operator, int maxParallelism, Stage stage)
      throws Exception {
    JobGraph fresh = SoloJob.of(graph, operator, maxParallelism, SavepointRestoreSettings.none());
    String failure = stage.open(fresh);
    if (failure != null) {
      throw new IOException(operator.label() + " opens with its state only: " + failure);
    }
    Path folder = Files.createTempDirectory("rehearsal");
    try {
      Set<String> names = new HashSet<>();
      for (SavedOperator each :
          SavedOperator.allOf(stage.save(fresh.getJobID(), folder), classes)) {
        names.addAll(each.stateNames());
      }
      return names;
    } finally {
      FileUtils.deleteDirectory(folder.toFile());
    }
  }
}
