package dev.telemetry.testkit;

import org.apache.flink.api.common.ExecutionConfig;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.io.disk.iomanager.IOManager;
import org.apache.flink.runtime.io.disk.iomanager.IOManagerAsync;
import org.apache.flink.runtime.metrics.groups.TaskMetricGroup;
import org.apache.flink.runtime.operators.testutils.MockEnvironment;
import org.apache.flink.runtime.operators.testutils.MockEnvironmentBuilder;
import org.apache.flink.runtime.operators.testutils.MockInputSplitProvider;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/** One life of the operator under test, from its start or a restore to its end. */
final class Attempt<I, O> {
  private static final int MAX_PARALLELISM = 128;
  private static final long MANAGED_MEMORY = 16L << 20;
  private static final int BUFFER_BYTES = 1024;

  /**
   * Has threads and a folder, and is never used by operators: one for all, Flink's hook ends it.
   */
  private static final class Disk {
    static final IOManager SHARED = new IOManagerAsync();
  }

  private final OneInputStreamOperatorTestHarness<I, O> harness;
  private final boolean keyed;
  private final Emissions.Of<O> output;

  private Attempt(
      OneInputStreamOperatorTestHarness<I, O> harness, boolean keyed, Emissions.Of<O> output) {
    this.harness = harness;
    this.keyed = keyed;
    this.output = output;
  }

  static <I, O> Attempt<I, O> open(
      Blueprint<I, O> blueprint,
      TaskMetricGroup metrics,
      Emissions.Of<O> output,
      long clock,
      @Nullable OperatorSubtaskState state)
      throws Exception {
    var harness = blueprint.build(environment(metrics));
    harness.setOutputCreator(serializer -> output);
    harness.setProcessingTime(clock);
    harness.setup();
    harness.initializeState(state);
    harness.open();
    harness.setProcessingTime(clock); // fires what has become due while the operator was away
    return new Attempt<>(harness, blueprint.keyed(), output);
  }

  private static MockEnvironment environment(TaskMetricGroup metrics) {
    Configuration configuration = new Configuration();
    configuration.set(PipelineOptions.GENERIC_TYPES, false);
    return new MockEnvironmentBuilder()
        .setTaskName("operator test")
        .setExecutionConfig(new ExecutionConfig(configuration))
        .setManagedMemorySize(MANAGED_MEMORY)
        .setInputSplitProvider(new MockInputSplitProvider())
        .setBufferSize(BUFFER_BYTES)
        .setMaxParallelism(MAX_PARALLELISM)
        .setParallelism(1)
        .setSubtaskIndex(0)
        .setMetricGroup(metrics)
        .setIOManager(Disk.SHARED)
        .build();
  }

  OneInputStreamOperatorTestHarness<I, O> harness() {
    return harness;
  }

  OperatorSubtaskState snapshot(long checkpoint) throws Exception {
    harness.prepareSnapshotPreBarrier(checkpoint);
    return harness.snapshot(checkpoint, checkpoint);
  }

  void endInput() throws Exception {
    harness.processWatermark(Long.MAX_VALUE);
    harness.endInput();
    harness.getOperator().finish();
  }

  int timers() {
    return keyed ? harness.numEventTimeTimers() + harness.numProcessingTimeTimers() : 0;
  }

  int stateEntries() {
    if (harness.getOperator().getKeyedStateBackend() instanceof HeapKeyedStateBackend<?> heap) {
      return heap.numKeyValueStateEntries();
    }
    throw new UnsupportedOperationException(
        "entries of state can be counted for keyed operators on the heap backend only");
  }

  void close() throws Exception {
    output.mute(); // closing a harness also finishes the operator, which a failed task does not
    harness.close();
  }
}
