package dev.telemetry.flink.window;

import dev.telemetry.flink.time.EventTimeFront;
import dev.telemetry.flink.type.Measure;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.GridPoint;
import dev.telemetry.model.PointOrigin;
import dev.telemetry.stats.Resampling;
import dev.telemetry.stats.Resampling.Origin;
import java.time.Instant;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * The Flink shell of the resampling: one state and one timer per key. The arithmetic brings
 * disorder into order by itself, as it keeps few readings of each step.
 */
final class ResampleFunction<K, T> extends KeyedProcessFunction<K, T, GridPoint>
    implements CheckpointedFunction, ResultTypeQueryable<GridPoint> {
  private static final long serialVersionUID = 1;
  static final String LATE_ID = "late-for-grid";

  private final Resampling resampling;
  private final Measure<T> measure;
  private final String operator;
  private final OutputTag<T> lateTag;

  @SuppressWarnings("NullAway.Init") // initializeState() comes before open()
  private transient EventTimeFront front;

  private transient ValueState<ResampleState> states;
  private transient Counter resampled;
  private transient Counter late;
  private transient Counter ignored;
  private transient Counter points;
  private transient Counter missing;
  private transient Counter expired;

  @SuppressWarnings("NullAway.Init") // open() fills the transient fields
  ResampleFunction(
      Resampling resampling, Measure<T> measure, String operator, OutputTag<T> lateTag) {
    this.resampling = resampling;
    this.measure = measure;
    this.operator = operator;
    this.lateTag = lateTag;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    front = EventTimeFront.restore(context, getRuntimeContext().getTaskInfo());
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    front.save();
  }

  @Override
  public void open(OpenContext context) {
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    resampled = metrics.counter("resampled");
    late = metrics.counter("late");
    ignored = metrics.counter("ignored");
    points = metrics.counter("points");
    missing = metrics.counter("missing");
    expired = metrics.counter("expired");
    states =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("grid", new ResampleStateSerializer()));
  }

  @Override
  public void processElement(T element, Context context, Collector<GridPoint> out)
      throws Exception {
    Long time = context.timestamp();
    if (time == null) {
      throw new IllegalStateException(
          "resampling needs event time: assign timestamps and watermarks before keyBy");
    }
    double value = measure.value().applyAsDouble(element);
    if (!Double.isFinite(value) || !Resampling.covers(time)) {
      ignored.inc();
    } else if (add(element, time, value, context.timerService())) {
      resampled.inc();
    } else {
      late.inc();
      context.output(lateTag, element);
    }
  }

  /** False when the time, or a point at or after it, has passed. */
  private boolean add(T element, long time, double value, TimerService timers) throws Exception {
    long reached = front.reached(timers);
    if (time <= reached) {
      return false;
    }
    ResampleState state = states.value();
    if (state == null) {
      state = new ResampleState();
    }
    String metric = measure.metric().apply(element);
    if (!resampling.add(state.readings, time, value, metric, measure.unit().apply(element))) {
      return false;
    }
    setTimer(state, reached, timers);
    states.update(state);
    return true;
  }

  /** Wakes earlier where need be; too early does no harm. */
  private void setTimer(ResampleState state, long reached, TimerService timers) {
    long wake = resampling.wakeAt(state.readings, reached);
    if (wake < state.timerMillis) {
      if (state.timerMillis != Resampling.NEVER) {
        timers.deleteEventTimeTimer(state.timerMillis);
      }
      timers.registerEventTimeTimer(wake);
      state.timerMillis = wake;
    }
  }

  /**
   * Hands out all that is known. At the end of the input that is all there is, so that no timer
   * follows: in batch execution, Flink drops timers that a timer sets.
   */
  @Override
  public void onTimer(long timeMillis, OnTimerContext context, Collector<GridPoint> out)
      throws Exception {
    TimerService timers = context.timerService();
    long reached = front.reached(timers);
    ResampleState state = states.value();
    if (state == null) {
      return;
    }
    expired.inc(advance(state, reached, String.valueOf(context.getCurrentKey()), out));
    if (state.readings.isEmpty()) {
      states.clear();
    } else {
      state.timerMillis = Resampling.NEVER;
      setTimer(state, reached, timers);
      states.update(state);
    }
  }

  private int advance(ResampleState state, long reached, String key, Collector<GridPoint> out) {
    return resampling.advance(
        state.readings,
        reached,
        (time, value, origin, age, metric, unit) -> {
          points.inc();
          if (origin == Origin.MISSING) {
            missing.inc();
          }
          out.collect(
              new GridPoint(
                  operator,
                  key,
                  metric,
                  unit,
                  Instant.ofEpochMilli(time),
                  orNull(value),
                  recorded(origin),
                  age));
        });
  }

  private static @Nullable Double orNull(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private static PointOrigin recorded(Origin origin) {
    return switch (origin) {
      case MEASURED -> PointOrigin.MEASURED;
      case HELD -> PointOrigin.HELD;
      case INTERPOLATED -> PointOrigin.INTERPOLATED;
      case MISSING -> PointOrigin.MISSING;
    };
  }

  @Override
  public TypeInformation<GridPoint> getProducedType() {
    return RecordTypeInfo.ofRecord(GridPoint.class);
  }
}
