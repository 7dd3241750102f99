package dev.telemetry.flink.sink;

import dev.telemetry.kafka.KafkaConnection;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.connector.kafka.sink.KafkaCommittable;
import org.apache.flink.connector.kafka.sink.KafkaSink;
import org.apache.flink.connector.kafka.sink.KafkaWriterState;
import org.apache.flink.connector.kafka.sink.TwoPhaseCommittingStatefulSink;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.streaming.api.connector.sink2.CommittableMessage;
import org.apache.flink.streaming.api.connector.sink2.SupportsPostCommitTopology;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.lineage.LineageVertex;
import org.apache.flink.streaming.api.lineage.LineageVertexProvider;
import org.apache.flink.streaming.api.transformations.SinkTransformation;
import org.apache.kafka.common.KafkaException;

/**
 * Flink's exactly-once Kafka sink with open eyes: it sees the transactions that the committer gives
 * up on, and says what the broker allows when it does not let the writer start. States and
 * committables are Kafka's, so that each reads the other's savepoints.
 */
final class TransactionalSink<T>
    implements TwoPhaseCommittingStatefulSink<T, KafkaWriterState, KafkaCommittable>,
        SupportsPostCommitTopology<KafkaCommittable>,
        LineageVertexProvider {
  private static final long serialVersionUID = 1;

  private final KafkaSink<T> sink;
  private final String prefix;
  private final KafkaConnection connection;
  private final Duration timeout;
  private final boolean failOnLoss;

  TransactionalSink(
      KafkaSink<T> sink,
      String prefix,
      KafkaConnection connection,
      Duration timeout,
      boolean failOnLoss) {
    this.sink = sink;
    this.prefix = prefix;
    this.connection = connection;
    this.timeout = timeout;
    this.failOnLoss = failOnLoss;
  }

  @Override
  public PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> createWriter(
      WriterInitContext context) throws IOException {
    return restoreWriter(context, List.of());
  }

  @Override
  public PrecommittingStatefulSinkWriter<T, KafkaWriterState, KafkaCommittable> restoreWriter(
      WriterInitContext context, Collection<KafkaWriterState> state) {
    try {
      return sink.restoreWriter(context, state);
    } catch (KafkaException e) {
      // the broker's limit may have been lowered since the job was built, and Kafka names no values
      TransactionLimit.check(connection, timeout);
      throw e;
    }
  }

  @Override
  public SimpleVersionedSerializer<KafkaWriterState> getWriterStateSerializer() {
    return sink.getWriterStateSerializer();
  }

  @Override
  public Committer<KafkaCommittable> createCommitter(CommitterInitContext context) {
    return new WatchedCommitter(
        sink.createCommitter(context),
        new EndedTransactions(connection),
        context.metricGroup().counter("lostTransactions"),
        timeout,
        failOnLoss);
  }

  @Override
  public SimpleVersionedSerializer<KafkaCommittable> getCommittableSerializer() {
    return sink.getCommittableSerializer();
  }

  @Override
  public void addPostCommitTopology(DataStream<CommittableMessage<KafkaCommittable>> committed) {
    long ofThisPrefix =
        committed.getExecutionEnvironment().getTransformations().stream()
            .filter(SinkTransformation.class::isInstance)
            .map(each -> ((SinkTransformation<?, ?>) each).getSink())
            .filter(
                each -> each instanceof TransactionalSink<?> other && other.prefix.equals(prefix))
            .count();
    if (ofThisPrefix > 1) {
      throw new IllegalStateException(
          "two sinks have the transactions %s, and would end each other's: name them by exactlyOnce(environment, job, sink)"
              .formatted(prefix));
    }
    sink.addPostCommitTopology(committed);
  }

  @Override
  public LineageVertex getLineageVertex() {
    return sink.getLineageVertex();
  }
}
