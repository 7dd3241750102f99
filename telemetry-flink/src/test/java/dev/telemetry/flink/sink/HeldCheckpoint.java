package dev.telemetry.flink.sink;

import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;

/**
 * Hands records on and holds the first checkpoint after some of them, when the sink has already
 * prepared its commit, until the test lets it go.
 */
final class HeldCheckpoint<T> implements MapFunction<T, T>, CheckpointedFunction {
  private static final long serialVersionUID = 1;
  private static final Map<String, CountDownLatch> HELD = new ConcurrentHashMap<>();
  private static final Map<String, CountDownLatch> RELEASED = new ConcurrentHashMap<>();

  private final String id = UUID.randomUUID().toString();
  private final int afterRecords;
  private int records;

  HeldCheckpoint(int afterRecords) {
    this.afterRecords = afterRecords;
    HELD.put(id, new CountDownLatch(1));
    RELEASED.put(id, new CountDownLatch(1));
  }

  void await() throws InterruptedException {
    HELD.get(id).await();
  }

  void release() {
    RELEASED.get(id).countDown();
  }

  @Override
  public T map(T value) {
    records++;
    return value;
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws InterruptedException {
    if (records > afterRecords) {
      HELD.get(id).countDown();
      RELEASED.get(id).await();
    }
  }

  @Override
  public void initializeState(FunctionInitializationContext context) {}
}
