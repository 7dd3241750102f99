package dev.telemetry.flink.sink;

import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;

/** How the rows fare, for the task that writes and the thread that reports. */
final class UpsertMetrics {
  private static final long NANOS_PER_SECOND = 1_000_000_000;

  private final Counter sent;
  private final Counter errors;
  private final Counter written;
  private final Counter refused;
  private final Counter retries;
  private volatile boolean waiting;
  private volatile long waitingSinceNanos;

  UpsertMetrics(SinkWriterMetricGroup group) {
    sent = group.getNumRecordsSendCounter();
    errors = group.getNumRecordsSendErrorsCounter();
    written = group.counter("rowsWritten");
    refused = group.counter("rowsRefused");
    retries = group.counter("writeRetries");
    group.gauge("databaseAwaySeconds", this::awaySeconds);
  }

  void wrote(int rows) {
    sent.inc(rows);
    written.inc(rows);
  }

  /** Counts one row, and returns how many that makes. */
  long refused() {
    errors.inc();
    refused.inc();
    return refused.getCount();
  }

  void waiting() {
    retries.inc();
    if (!waiting) {
      waitingSinceNanos = System.nanoTime();
      waiting = true;
    }
  }

  void notWaiting() {
    waiting = false;
  }

  private long awaySeconds() {
    return waiting ? (System.nanoTime() - waitingSinceNanos) / NANOS_PER_SECOND : 0;
  }
}
