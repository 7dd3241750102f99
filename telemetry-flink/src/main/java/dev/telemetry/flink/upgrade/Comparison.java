package dev.telemetry.flink.upgrade;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.toMap;

import dev.telemetry.flink.upgrade.UpgradeFinding.Kind;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.jspecify.annotations.Nullable;

/** A job's operators beside those of a savepoint. */
final class Comparison {
  private final Map<OperatorID, JobOperator> ofJob;
  private final Map<OperatorID, SavedOperator> saved;
  private final List<UpgradeFinding> findings = new ArrayList<>();
  private final Map<JobOperator, SavedOperator> restorable = new LinkedHashMap<>();

  Comparison(StreamGraph job, List<SavedOperator> operators) {
    saved = operators.stream().collect(toMap(SavedOperator::id, identity()));
    ofJob =
        JobOperator.allOf(job, saved.keySet()).stream().collect(toMap(JobOperator::id, identity()));
    saved.values().forEach(this::lookForOperatorOf);
    ofJob.values().forEach(this::lookForStateOf);
  }

  List<UpgradeFinding> findings() {
    return findings;
  }

  /** Operators with state to which nothing of the metadata is opposed. */
  Map<JobOperator, SavedOperator> restorable() {
    return restorable;
  }

  private void lookForOperatorOf(SavedOperator state) {
    JobOperator operator = ofJob.get(state.id());
    if (operator != null) {
      compare(operator, state);
    } else if (state.hasState()) {
      findings.add(new UpgradeFinding(Kind.LOST, state.label(), wordsForLost(state)));
    }
  }

  private static String wordsForLost(SavedOperator state) {
    return "no operator of the job has its uid: %s would be lost, and Flink does not start "
            .formatted(state.describe())
        + "without --allowNonRestoredState";
  }

  private void compare(JobOperator operator, SavedOperator state) {
    String refusal = refusalOf(operator, state);
    if (refusal != null) {
      findings.add(new UpgradeFinding(Kind.INCOMPATIBLE, operator.label(), refusal));
    } else if (state.hasState()) {
      restorable.put(operator, state);
    }
  }

  private static @Nullable String refusalOf(JobOperator operator, SavedOperator state) {
    int most = state.maxParallelism();
    int mostOfJob = operator.node().getMaxParallelism();
    int parallelism = operator.node().getParallelism();
    if (mostOfJob > 0 && mostOfJob != most) {
      return "its max parallelism is %d in the savepoint and %d in the job"
          .formatted(most, mostOfJob);
    }
    if (parallelism > most) {
      return "its parallelism %d is above the savepoint's max parallelism %d"
          .formatted(parallelism, most);
    }
    return state.unreadable();
  }

  private void lookForStateOf(JobOperator operator) {
    if (!saved.containsKey(operator.id())) {
      findings.add(
          new UpgradeFinding(
              Kind.FRESH, operator.label(), "is not in the savepoint and starts empty"));
    }
    if (!operator.isNamed()) {
      findings.add(
          new UpgradeFinding(
              Kind.UNNAMED,
              operator.label(),
              "has no uid: a later change of the job's shape may lose its state"));
    }
  }
}
