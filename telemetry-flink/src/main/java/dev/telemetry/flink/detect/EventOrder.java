package dev.telemetry.flink.detect;

import dev.telemetry.flink.time.EventTimeFront;
import dev.telemetry.flink.type.Measure;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.streaming.api.TimerService;
import org.jspecify.annotations.Nullable;

/**
 * Holds the values of each key back until the watermark has passed them, and hands them out in
 * order of event time. One state of pending values and one timer per key, whatever its rate.
 */
final class EventOrder<T> {
  private final RuntimeContext runtime;
  private final Measure<T> measure;
  private final EventTimeFront front;
  private final Counter judged;
  private final Counter late;
  private final Counter ignored;

  private ValueState<PendingValues> pendings;

  @SuppressWarnings("NullAway.Init") // open() fills in the keyed state
  private EventOrder(RuntimeContext runtime, Measure<T> measure, EventTimeFront front) {
    this.runtime = runtime;
    this.measure = measure;
    this.front = front;
    judged = runtime.getMetricGroup().counter("judged");
    late = runtime.getMetricGroup().counter("late");
    ignored = runtime.getMetricGroup().counter("ignored");
  }

  /** To be called from {@code initializeState}. */
  static <T> EventOrder<T> restore(
      FunctionInitializationContext context, RuntimeContext runtime, Measure<T> measure)
      throws Exception {
    return new EventOrder<>(
        runtime, measure, EventTimeFront.restore(context, runtime.getTaskInfo()));
  }

  /** To be called from {@code snapshotState}. */
  void save() throws Exception {
    front.save();
  }

  /** To be called from {@code open}. */
  void open() {
    pendings =
        runtime.getState(
            new ValueStateDescriptor<>("pending-values", new PendingValuesSerializer()));
  }

  /** The values of a key whose turn has come: the first so many. */
  interface Turn {
    void judge(PendingValues pending, int due) throws Exception;
  }

  /** Keeps a record's value for its turn; false where it is late. */
  boolean take(T element, @Nullable Long time, TimerService timers) throws Exception {
    if (time == null) {
      throw new IllegalStateException(
          "detection needs event time: assign timestamps and watermarks before keyBy");
    }
    double value = measure.value().applyAsDouble(element);
    if (!Double.isFinite(value)) {
      ignored.inc();
    } else if (time <= front.reached(timers)) {
      late.inc();
      return false;
    } else {
      keep(element, value, time, timers);
    }
    return true;
  }

  private void keep(T element, double value, long time, TimerService timers) throws Exception {
    PendingValues pending = pendings.value();
    if (pending == null) {
      pending = new PendingValues();
    }
    pending.add(time, value, measure.metric().apply(element), measure.unit().apply(element));
    wakeAtFirst(pending, timers);
    pendings.update(pending);
  }

  private static void wakeAtFirst(PendingValues pending, TimerService timers) {
    long first = pending.timeMillis(0);
    if (first < pending.timerMillis) {
      if (pending.timerMillis != PendingValues.NEVER) {
        timers.deleteEventTimeTimer(pending.timerMillis);
      }
      timers.registerEventTimeTimer(first);
      pending.timerMillis = first;
    }
  }

  /**
   * Hands out all that event time has reached. At the end of the input that is all there is, so
   * that no timer follows: in batch execution, Flink drops timers that a timer sets.
   */
  void fire(TimerService timers, Turn turn) throws Exception {
    long reached = front.reached(timers);
    PendingValues pending = pendings.value();
    if (pending == null) {
      return;
    }
    int due = pending.until(reached);
    turn.judge(pending, due);
    judged.inc(due);
    pending.removeFirst(due);
    if (pending.isEmpty()) {
      pendings.clear();
    } else {
      pending.timerMillis = PendingValues.NEVER;
      wakeAtFirst(pending, timers);
      pendings.update(pending);
    }
  }
}
