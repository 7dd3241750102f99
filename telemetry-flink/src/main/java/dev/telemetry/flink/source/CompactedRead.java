package dev.telemetry.flink.source;

import dev.telemetry.flink.source.CompactedSource.Removal;
import dev.telemetry.kafka.KafkaConnection;
import dev.telemetry.model.Quarantined;
import dev.telemetry.model.Rejected;
import dev.telemetry.topic.Topic;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.types.Either;
import org.jspecify.annotations.Nullable;

/** The whole topic as one split, which remembers the keys that it has handed on. */
final class CompactedRead<T extends SpecificRecord>
    implements Source<Either<T, Either<Quarantined, Rejected>>, KnownKeys, Boolean> {
  private static final long serialVersionUID = 1;

  private final Topic<T> topic;
  private final Removal<T> removal;
  private final KafkaConnection connection;
  private final long waitAtMostMillis;

  CompactedRead(
      Topic<T> topic, Removal<T> removal, KafkaConnection connection, long waitAtMostMillis) {
    this.topic = topic;
    this.removal = removal;
    this.connection = connection;
    this.waitAtMostMillis = waitAtMostMillis;
  }

  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SourceReader<Either<T, Either<Quarantined, Rejected>>, KnownKeys> createReader(
      SourceReaderContext context) {
    return new CompactedReader<>(
        () -> new CompactedFetcher<>(topic, connection, waitAtMostMillis), removal, context);
  }

  @Override
  public SplitEnumerator<KnownKeys, Boolean> createEnumerator(
      SplitEnumeratorContext<KnownKeys> context) {
    return new Enumerator(context, new KnownKeys());
  }

  @Override
  public SplitEnumerator<KnownKeys, Boolean> restoreEnumerator(
      SplitEnumeratorContext<KnownKeys> context, Boolean assigned) {
    return new Enumerator(context, assigned ? null : new KnownKeys());
  }

  /** Gives the split to whoever comes first. */
  private static final class Enumerator implements SplitEnumerator<KnownKeys, Boolean> {
    private final SplitEnumeratorContext<KnownKeys> context;
    private @Nullable KnownKeys unassigned;

    Enumerator(SplitEnumeratorContext<KnownKeys> context, @Nullable KnownKeys unassigned) {
      this.context = context;
      this.unassigned = unassigned;
    }

    @Override
    public void start() {}

    @Override
    public void addReader(int subtask) {
      if (unassigned != null) {
        context.assignSplit(unassigned, subtask);
        unassigned = null;
      }
    }

    @Override
    public void addSplitsBack(List<KnownKeys> splits, int subtask) {
      unassigned = splits.isEmpty() ? unassigned : splits.get(0);
      if (context.registeredReaders().containsKey(subtask)) {
        addReader(subtask);
      }
    }

    @Override
    public void handleSplitRequest(int subtask, @Nullable String host) {}

    @Override
    public Boolean snapshotState(long checkpointId) {
      return unassigned == null;
    }

    @Override
    public void close() {}
  }

  @Override
  public SimpleVersionedSerializer<KnownKeys> getSplitSerializer() {
    return new KnownKeys.Serializer();
  }

  @Override
  public SimpleVersionedSerializer<Boolean> getEnumeratorCheckpointSerializer() {
    return new WhetherAssigned();
  }

  private static final class WhetherAssigned implements SimpleVersionedSerializer<Boolean> {
    @Override
    public int getVersion() {
      return 1;
    }

    @Override
    public byte[] serialize(Boolean assigned) {
      return new byte[] {(byte) (assigned ? 1 : 0)};
    }

    @Override
    public Boolean deserialize(int version, byte[] bytes) {
      return bytes[0] == 1;
    }
  }
}
