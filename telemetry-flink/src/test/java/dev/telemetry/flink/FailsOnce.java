package dev.telemetry.flink;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.state.CheckpointListener;

/** Hands records on and fails once, after some records and a checkpoint. */
public final class FailsOnce<T> implements MapFunction<T, T>, CheckpointListener {
  private static final Map<String, AtomicInteger> FAILURES = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private final int afterRecords;
  private int records;
  private boolean checkpointed;

  public FailsOnce(int afterRecords) {
    this.afterRecords = afterRecords;
    FAILURES.put(id, new AtomicInteger());
  }

  public int failures() {
    return FAILURES.get(id).get();
  }

  @Override
  public T map(T value) {
    records++;
    if (records > afterRecords && checkpointed && FAILURES.get(id).compareAndSet(0, 1)) {
      throw new IllegalStateException("injected");
    }
    return value;
  }

  @Override
  public void notifyCheckpointComplete(long checkpointId) {
    checkpointed = true;
  }
}
