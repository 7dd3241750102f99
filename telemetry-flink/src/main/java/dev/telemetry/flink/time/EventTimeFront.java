package dev.telemetry.flink.time;

import java.util.List;
import java.util.stream.StreamSupport;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.array.LongPrimitiveArraySerializer;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.streaming.api.TimerService;

/**
 * How far event time has come, over restarts too. Flink's watermark starts over at a restore: what
 * was late before would be in time until the next watermark, and open windows anew that had closed
 * for good.
 *
 * <p>For use in a {@code CheckpointedFunction}: {@link #restore} from {@code initializeState},
 * {@link #save} from {@code snapshotState}. State per subtask: 24 bytes. After a change of the
 * parallelism the subtask that was furthest behind counts.
 */
public final class EventTimeFront {
  private final ListState<long[]> saved;
  private final TaskInfo task;
  private long reachedMillis = Long.MIN_VALUE;

  private EventTimeFront(ListState<long[]> saved, TaskInfo task) {
    this.saved = saved;
    this.task = task;
  }

  /** What a subtask of so many has written. */
  private record Saved(long subtask, long parallelism, long reachedMillis) {
    static Saved of(long[] numbers) {
      return new Saved(numbers[0], numbers[1], numbers[2]);
    }

    long[] numbers() {
      return new long[] {subtask, parallelism, reachedMillis};
    }
  }

  /**
   * Goes on where the checkpoint was.
   *
   * @param context of {@code initializeState}
   * @param task of the function's runtime context
   * @return the front
   * @throws Exception as the state backend says
   */
  public static EventTimeFront restore(FunctionInitializationContext context, TaskInfo task)
      throws Exception {
    var descriptor =
        new ListStateDescriptor<>("event-time-front", LongPrimitiveArraySerializer.INSTANCE);
    var front =
        new EventTimeFront(context.getOperatorStateStore().getUnionListState(descriptor), task);
    front.goOn();
    return front;
  }

  private void goOn() throws Exception {
    List<Saved> all =
        StreamSupport.stream(saved.get().spliterator(), false).map(Saved::of).toList();
    reachedMillis =
        all.stream()
            .filter(this::isOwn)
            .findFirst()
            .or(() -> all.stream().min((a, b) -> Long.compare(a.reachedMillis, b.reachedMillis)))
            .map(Saved::reachedMillis)
            .orElse(Long.MIN_VALUE);
  }

  private boolean isOwn(Saved one) {
    return one.subtask == task.getIndexOfThisSubtask()
        && one.parallelism == task.getNumberOfParallelSubtasks();
  }

  /**
   * How far event time has come; to be asked in each {@code onTimer} too, as it remembers.
   *
   * @param timers of the function's context
   * @return the watermark, or the one before the restore while that is later
   */
  public long reached(TimerService timers) {
    return reached(timers.currentWatermark());
  }

  /**
   * How far event time has come; to be asked at each watermark, as it remembers.
   *
   * @param watermark the latest
   * @return the watermark, or the one before the restore while that is later
   */
  public long reached(long watermark) {
    if (watermark == Long.MAX_VALUE) {
      // the end of the input or, in batch execution, of one key only
      return watermark;
    }
    reachedMillis = Math.max(reachedMillis, watermark);
    return reachedMillis;
  }

  /**
   * Writes it into the checkpoint.
   *
   * @throws Exception as the state backend says
   */
  public void save() throws Exception {
    saved.clear();
    if (reachedMillis > Long.MIN_VALUE) {
      saved.add(
          new Saved(task.getIndexOfThisSubtask(), task.getNumberOfParallelSubtasks(), reachedMillis)
              .numbers());
    }
  }
}
