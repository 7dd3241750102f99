package dev.telemetry.examples.faults.job;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Committer;
import org.apache.flink.api.connector.sink2.CommitterInitContext;
import org.apache.flink.api.connector.sink2.CommittingSinkWriter;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.StatefulSinkWriter;
import org.apache.flink.api.connector.sink2.SupportsCommitter;
import org.apache.flink.api.connector.sink2.SupportsWriterState;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;

/**
 * The exactly-once sink under test, unchanged, but it passes the points at which a TaskManager may
 * be told to die.
 *
 * @param <T> the records
 * @param <S> the state of the sink's writer
 * @param <C> what the sink commits
 */
class CrashingSink<T, S, C> implements Sink<T>, SupportsWriterState<T, S>, SupportsCommitter<C> {
  private static final long serialVersionUID = 1;

  private final Sink<T> sink;

  CrashingSink(Sink<T> sink) {
    this.sink = sink;
  }

  @Override
  @SuppressWarnings("unchecked") // a sink in two phases has a state
  public SinkWriter<T> createWriter(WriterInitContext context) throws IOException {
    return new Writer((StatefulSinkWriter<T, S>) sink.createWriter(context));
  }

  @Override
  public StatefulSinkWriter<T, S> restoreWriter(WriterInitContext context, Collection<S> states)
      throws IOException {
    return new Writer(withState().restoreWriter(context, states));
  }

  @Override
  public SimpleVersionedSerializer<S> getWriterStateSerializer() {
    return withState().getWriterStateSerializer();
  }

  @Override
  public Committer<C> createCommitter(CommitterInitContext context) throws IOException {
    return new CrashingCommitter<>(committing().createCommitter(context));
  }

  @Override
  public SimpleVersionedSerializer<C> getCommittableSerializer() {
    return committing().getCommittableSerializer();
  }

  @SuppressWarnings("unchecked")
  private SupportsWriterState<T, S> withState() {
    return (SupportsWriterState<T, S>) sink;
  }

  @SuppressWarnings("unchecked") // and a committer
  private SupportsCommitter<C> committing() {
    return (SupportsCommitter<C>) sink;
  }

  @SuppressWarnings("try") // Flink's writers may be interrupted while they close
  private final class Writer implements StatefulSinkWriter<T, S>, CommittingSinkWriter<T, C> {
    private final StatefulSinkWriter<T, S> writer;

    Writer(StatefulSinkWriter<T, S> writer) {
      this.writer = writer;
    }

    @Override
    public void write(T element, Context context) throws IOException, InterruptedException {
      writer.write(element, context);
    }

    @Override
    public void writeWatermark(Watermark watermark) throws IOException, InterruptedException {
      writer.writeWatermark(watermark);
    }

    @Override
    public void flush(boolean endOfInput) throws IOException, InterruptedException {
      writer.flush(endOfInput);
    }

    @Override
    @SuppressWarnings("unchecked") // the writer of a committing sink
    public Collection<C> prepareCommit() throws IOException, InterruptedException {
      Collection<C> transactions = ((CommittingSinkWriter<T, C>) writer).prepareCommit();
      if (!transactions.isEmpty()) {
        CrashPoint.AFTER_PRE_COMMIT.pass();
      }
      return transactions;
    }

    @Override
    public List<S> snapshotState(long checkpoint) throws IOException {
      List<S> state = writer.snapshotState(checkpoint);
      CrashPoint.DURING_SNAPSHOT.pass();
      return state;
    }

    @Override
    public void close() throws Exception {
      writer.close();
    }
  }

  @SuppressWarnings("try")
  private record CrashingCommitter<C>(Committer<C> committer) implements Committer<C> {
    @Override
    public void commit(Collection<CommitRequest<C>> transactions)
        throws IOException, InterruptedException {
      if (!transactions.isEmpty()) {
        CrashPoint.BEFORE_COMMIT.pass();
      }
      committer.commit(transactions);
      if (!transactions.isEmpty()) {
        CrashPoint.AFTER_COMMIT.pass();
      }
    }

    @Override
    public void close() throws Exception {
      committer.close();
    }
  }
}
