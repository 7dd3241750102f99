package dev.telemetry.flink;

import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** Keeps all records that it was ever given, by all subtasks and attempts, in this JVM. */
public final class Collected<T> implements Sink<T> {
  private static final Map<String, Queue<Object>> BY_ID = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();

  public Collected() {
    BY_ID.put(id, new ConcurrentLinkedQueue<>());
  }

  @SuppressWarnings("unchecked") // only the writers below add
  public List<T> records() {
    return (List<T>) List.copyOf(BY_ID.get(id));
  }

  @Override
  public SinkWriter<T> createWriter(WriterInitContext context) {
    Queue<Object> records = BY_ID.get(id);
    return new SinkWriter<>() {
      @Override
      public void write(T element, Context unused) {
        records.add(element);
      }

      @Override
      public void flush(boolean endOfInput) {}

      @Override
      public void close() {}
    };
  }
}
