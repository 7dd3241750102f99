package dev.telemetry.flink.upgrade;

import java.util.Collections;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.CheckpointingOptions;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestartStrategyOptions;
import org.apache.flink.configuration.RestartStrategyOptions.RestartStrategyType;
import org.apache.flink.runtime.jobgraph.JobGraph;
import org.apache.flink.runtime.jobgraph.SavepointRestoreSettings;
import org.apache.flink.streaming.api.environment.CheckpointConfig;
import org.apache.flink.streaming.api.functions.source.legacy.SourceFunction;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamGraphGenerator;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.operators.SimpleOperatorFactory;
import org.apache.flink.streaming.api.operators.StreamMap;
import org.apache.flink.streaming.api.operators.StreamSource;

/** A job of one operator in one subtask, behind inputs that stay silent. */
final class SoloJob {
  private static final int OPERATOR = 1;
  private static final String SLOT = StreamGraphGenerator.DEFAULT_SLOT_SHARING_GROUP;

  private final StreamNode original;
  private final StreamGraph solo;

  private SoloJob(StreamGraph graph, StreamNode original, SavepointRestoreSettings past) {
    this.original = original;
    this.solo =
        new StreamGraph(
            settings(graph.getJobConfiguration()),
            graph.getExecutionConfig(),
            new CheckpointConfig(),
            past);
    solo.setJobName("rehearsal");
    solo.setStateBackend(graph.getStateBackend());
    solo.setTimerServiceProvider(StoppedClock::restoreTimers);
    solo.setGlobalStreamExchangeMode(graph.getGlobalStreamExchangeMode());
  }

  /** Those of the job, but it fails at once and leaves nothing where checkpoints are kept. */
  private static Configuration settings(Configuration ofJob) {
    Configuration settings = new Configuration(ofJob);
    settings.set(PipelineOptions.OPERATOR_CHAINING, false);
    settings.set(
        RestartStrategyOptions.RESTART_STRATEGY,
        RestartStrategyType.NO_RESTART_STRATEGY.getMainValue());
    settings.set(CheckpointingOptions.CHECKPOINT_STORAGE, "jobmanager");
    settings.removeConfig(CheckpointingOptions.CHECKPOINTS_DIRECTORY);
    settings.removeConfig(CheckpointingOptions.CHECKPOINTING_INTERVAL);
    return settings;
  }

  static JobGraph of(
      StreamGraph graph, JobOperator operator, int maxParallelism, SavepointRestoreSettings past) {
    SoloJob job = new SoloJob(graph, operator.node(), past);
    job.addOperator(operator.id().toHexString());
    for (int input = 0; input < job.inputs(); input++) {
      job.addSilence(input);
    }
    for (StreamNode node : job.solo.getStreamNodes()) {
      node.setParallelism(1);
      node.setMaxParallelism(maxParallelism);
    }
    return job.solo.getJobGraph();
  }

  private void addOperator(String id) {
    addPlaceholder(original.getOperatorName());
    StreamNode node = solo.getStreamNode(OPERATOR);
    node.setOperatorFactory(original.getOperatorFactory());
    node.setSerializersIn(original.getTypeSerializersIn());
    node.setSerializerOut(original.getTypeSerializerOut());
    if (original.getStateKeySerializer() != null) {
      node.setStatePartitioners(original.getStatePartitioners());
      node.setStateKeySerializer(original.getStateKeySerializer());
    }
    node.setManagedMemoryUseCaseWeights(
        original.getManagedMemoryOperatorScopeUseCaseWeights(),
        original.getManagedMemorySlotScopeUseCases());
    original.getInputRequirements().forEach(node::addInputRequirement);
    node.setUserHash(id);
  }

  /** Has as many inputs; what it is and the types are set afterwards, as the original has them. */
  private void addPlaceholder(String name) {
    TypeInformation<Integer> any = Types.INT;
    var map = SimpleOperatorFactory.of(new StreamMap<Integer, Integer>(value -> value));
    switch (inputs()) {
      case 1 -> solo.addOperator(OPERATOR, SLOT, null, map, any, any, name);
      case 2 -> solo.addCoOperator(OPERATOR, SLOT, null, map, any, any, any, name);
      default ->
          solo.addMultipleInputOperator(
              OPERATOR, SLOT, null, map, Collections.nCopies(inputs(), any), any, name);
    }
  }

  private int inputs() {
    return original.getTypeSerializersIn().length;
  }

  @SuppressWarnings("deprecation") // Flink's new sources cannot be silent without a coordinator
  private void addSilence(int input) {
    int source = OPERATOR + 1 + input;
    var silence = SimpleOperatorFactory.of(new StreamSource<>(new Silence()));
    solo.addLegacySource(source, SLOT, null, silence, null, null, "silence");
    solo.getStreamNode(source).setSerializerOut(original.getTypeSerializersIn()[input]);
    solo.addEdge(source, OPERATOR, inputs() == 1 ? 0 : input + 1);
  }

  /** Says nothing, not even that it has ended, so that no timer fires. */
  @SuppressWarnings("deprecation") // as above
  private static final class Silence implements SourceFunction<Object> {
    private static final long serialVersionUID = 1;

    private boolean cancelled;

    @Override
    public synchronized void run(SourceContext<Object> unused) throws InterruptedException {
      while (!cancelled) {
        wait();
      }
    }

    @Override
    public synchronized void cancel() {
      cancelled = true;
      notifyAll();
    }
  }
}
