package dev.telemetry.flink.sink;

import dev.failsafe.Failsafe;
import dev.failsafe.FailsafeException;
import dev.failsafe.FailsafeExecutor;
import dev.failsafe.RetryPolicy;
import dev.failsafe.event.ExecutionScheduledEvent;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Collects rows and writes them together. An outage is waited out here, in the task's own thread:
 * sources are held back, no checkpoint passes, and the job does not restart. A batch that a row
 * spoils is halved until that row stands alone, which is then refused; the others go through.
 */
final class UpsertWriter<T> implements SinkWriter<T> {
  private static final Logger LOG = LoggerFactory.getLogger(UpsertWriter.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);
  private static final double JITTER = 0.2;
  private static final int SHOWN = 1_000;

  private final PostgresTable<T> table;
  private final JdbcConnection database;
  private final int batchRows;
  private final long intervalMillis;
  private final ProcessingTimeService timers;
  private final UnaryOperator<T> copy;
  private final UpsertMetrics metrics;
  private final UpsertSession<T> session;
  private final FailsafeExecutor<Object> untilItIsBack;
  private final List<T> pending = new ArrayList<>();
  private boolean timerSet;

  UpsertWriter(
      PostgresTable<T> table,
      JdbcConnection database,
      int batchRows,
      Duration batchInterval,
      WriterInitContext context) {
    this.table = table;
    this.database = database;
    this.batchRows = batchRows;
    intervalMillis = batchInterval.toMillis();
    timers = context.getProcessingTimeService();
    copy = copy(context);
    metrics = new UpsertMetrics(context.metricGroup());
    session = new UpsertSession<>(table, database);
    untilItIsBack = Failsafe.with(patience());
  }

  private static <T> UnaryOperator<T> copy(WriterInitContext context) {
    if (!context.isObjectReuseEnabled()) {
      return UnaryOperator.identity();
    }
    TypeSerializer<T> serializer = context.createInputSerializer();
    return serializer::copy;
  }

  private RetryPolicy<Object> patience() {
    return RetryPolicy.builder()
        .handleIf(
            (Throwable failure) ->
                failure instanceof SQLException sql && SqlFailure.of(sql) == SqlFailure.OUTAGE)
        .withMaxRetries(-1)
        .withBackoff(FIRST_PAUSE, LONGEST_PAUSE)
        .withJitter(JITTER)
        .onRetryScheduled(this::waiting)
        .build();
  }

  private void waiting(ExecutionScheduledEvent<Object> next) {
    metrics.waiting();
    LOG.warn(
        "{} rows wait for the table {} in {}, tried again in {} ms: {}",
        pending.size(),
        table.name(),
        database,
        next.getDelay().toMillis(),
        String.valueOf(next.getLastException()));
  }

  @Override
  public void write(T element, Context context) throws IOException, InterruptedException {
    pending.add(copy.apply(element));
    if (pending.size() >= batchRows) {
      flush(false);
    } else if (!timerSet) {
      timerSet = true;
      var unused =
          timers.registerTimer(timers.getCurrentProcessingTime() + intervalMillis, this::due);
    }
  }

  private void due(long time) throws IOException, InterruptedException {
    timerSet = false;
    flush(false);
  }

  /** Returns when no row is pending: Flink calls it before each checkpoint. */
  @Override
  public void flush(boolean endOfInput) throws IOException, InterruptedException {
    int rows = pending.size();
    while (!pending.isEmpty()) {
      List<T> next = pending.subList(0, Math.min(rows, pending.size()));
      @Nullable SQLException refusal = upsert(next);
      if (refusal == null) {
        metrics.wrote(next.size());
        rows = 2 * next.size();
      } else if (next.size() > 1) {
        rows = next.size() / 2;
        continue;
      } else {
        refuse(next.get(0), refusal);
      }
      next.clear();
    }
  }

  /** Null when the rows are written; otherwise why one of them cannot be. */
  private @Nullable SQLException upsert(List<T> rows) throws IOException, InterruptedException {
    try {
      untilItIsBack.run(() -> session.upsert(rows));
      return null;
    } catch (FailsafeException e) {
      if (e.getCause() instanceof InterruptedException interruption) {
        throw interruption;
      }
      if (e.getCause() instanceof SQLException sql && SqlFailure.of(sql) == SqlFailure.ROW) {
        return sql;
      }
      throw new IOException(
          "the table %s in %s cannot be written: is it there with all its columns, and may the user write it?"
              .formatted(table.name(), database),
          e.getCause());
    } finally {
      metrics.notWaiting();
    }
  }

  /** Says the 1st, 2nd, 4th, 8th, ... row, so that a flood of them does not flood the log. */
  private void refuse(T row, SQLException reason) {
    long refused = metrics.refused();
    if (Long.bitCount(refused) == 1) {
      String shown = row.toString();
      LOG.error(
          "the table {} refuses a row (the {}. since the start, SQLSTATE {}: {}): {}",
          table.name(),
          refused,
          reason.getSQLState(),
          reason.getMessage(),
          shown.substring(0, Math.min(SHOWN, shown.length())));
    }
  }

  @Override
  public void close() {
    session.close();
  }
}
