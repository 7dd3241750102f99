package dev.telemetry.flink.sink;

import java.time.Duration;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** What a task needs to write a table. It keeps no state: a checkpoint leaves no row behind. */
record UpsertSink<T>(
    PostgresTable<T> table, JdbcConnection database, int batchRows, Duration batchInterval)
    implements Sink<T> {
  private static final long serialVersionUID = 1;

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    return new UpsertWriter<>(table, database, batchRows, batchInterval, context);
  }
}
