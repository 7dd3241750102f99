package dev.telemetry.testkit;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.JobID;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.Metric;
import org.apache.flink.runtime.clusterframework.types.ResourceID;
import org.apache.flink.runtime.executiongraph.ExecutionGraphTestUtils;
import org.apache.flink.runtime.metrics.groups.TaskManagerMetricGroup;
import org.apache.flink.runtime.metrics.groups.TaskMetricGroup;
import org.apache.flink.runtime.metrics.util.TestingMetricRegistry;

/** The counters that an operator under test registers, over all of its attempts. */
final class HarnessCounters {
  private final Map<String, List<Counter>> counters = new TreeMap<>();

  TaskMetricGroup newTask() {
    TestingMetricRegistry registry =
        TestingMetricRegistry.builder()
            .setRegisterConsumer((metric, name, group) -> add(metric, name))
            .build();
    return TaskManagerMetricGroup.createTaskManagerMetricGroup(
            registry, "localhost", ResourceID.generate())
        .addJob(new JobID(), "operator test")
        .addTask(ExecutionGraphTestUtils.createExecutionAttemptId(), "operator test");
  }

  private void add(Metric metric, String name) {
    if (metric instanceof Counter counter) {
      counters.computeIfAbsent(name, unknown -> new ArrayList<>()).add(counter);
    }
  }

  long sum(String name) {
    List<Counter> named = counters.get(name);
    if (named == null) {
      throw new IllegalArgumentException(
          "the operator has no counter \"%s\", only %s".formatted(name, counters.keySet()));
    }
    return named.stream().mapToLong(Counter::getCount).sum();
  }
}
