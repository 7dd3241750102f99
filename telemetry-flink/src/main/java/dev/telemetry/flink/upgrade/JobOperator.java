package dev.telemetry.flink.upgrade;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.runtime.jobgraph.OperatorID;
import org.apache.flink.streaming.api.connector.sink2.StandardSinkTopologies;
import org.apache.flink.streaming.api.graph.StreamGraph;
import org.apache.flink.streaming.api.graph.StreamGraphHasherV2;
import org.apache.flink.streaming.api.graph.StreamNode;
import org.apache.flink.streaming.api.operators.StreamSink;
import org.apache.flink.streaming.runtime.operators.sink.SinkWriterOperatorFactory;
import org.apache.flink.util.StringUtils;

/**
 * An operator as a job describes it.
 *
 * @param node of the job's graph
 * @param id by which it finds its state: made of its uid or, without one, of the graph's shape
 */
record JobOperator(StreamNode node, OperatorID id) {
  private static final Set<String> SINKS =
      Set.of(
          SinkWriterOperatorFactory.class.getPackageName(),
          StandardSinkTopologies.class.getPackageName());

  static List<JobOperator> allOf(StreamGraph graph, Set<OperatorID> saved) {
    Map<Integer, byte[]> hashes =
        new StreamGraphHasherV2().traverseStreamGraphAndGenerateHashes(graph);
    return graph.getStreamNodes().stream()
        .map(node -> new JobOperator(node, idOf(node, hashes, saved)))
        .toList();
  }

  /** A hash that was set by hand goes before, where the savepoint knows it. */
  private static OperatorID idOf(
      StreamNode node, Map<Integer, byte[]> hashes, Set<OperatorID> saved) {
    return Optional.ofNullable(node.getUserHash())
        .map(hash -> new OperatorID(StringUtils.hexStringToByte(hash)))
        .filter(saved::contains)
        .orElseGet(() -> new OperatorID(hashes.get(node.getId())));
  }

  boolean isNamed() {
    return node.getTransformationUID() != null || node.getUserHash() != null;
  }

  String label() {
    return node.getTransformationUID() == null
        ? node.getOperatorName()
        : node.getTransformationUID();
  }

  /** Sources and sinks would go to what is outside as soon as they are opened. */
  boolean keepsToItself() {
    Class<?> type =
        node.getOperatorFactory()
            .getStreamOperatorClass(Thread.currentThread().getContextClassLoader());
    return !node.getInEdges().isEmpty()
        && !SINKS.contains(type.getPackageName())
        && !StreamSink.class.isAssignableFrom(type);
  }
}
