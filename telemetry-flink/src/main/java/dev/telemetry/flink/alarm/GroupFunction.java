package dev.telemetry.flink.alarm;

import dev.telemetry.flink.time.EventTimeFront;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmState;
import dev.telemetry.model.AlarmSummary;
import dev.telemetry.model.Severity;
import java.time.Instant;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.base.BooleanSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Counts the raises of each interval and decides which alarms pass. */
final class GroupFunction extends KeyedProcessFunction<String, Alarm, Alarm>
    implements CheckpointedFunction, ResultTypeQueryable<Alarm> {
  private static final long serialVersionUID = 1;

  private final String operator;
  private final int limit;
  private final long intervalMillis;

  @SuppressWarnings("NullAway.Init") // initializeState() comes before open()
  private transient EventTimeFront front;

  /** By their first moment. */
  private transient MapState<Long, StormCount> intervals;

  /** The ids of those that have passed and are not over. */
  private transient MapState<String, Boolean> shown;

  private transient Counter raised;
  private transient Counter emitted;
  private transient Counter heldBack;
  private transient Counter updates;
  private transient Counter updatesHeldBack;
  private transient Counter summaries;

  @SuppressWarnings("NullAway.Init") // open() fills the transient fields
  GroupFunction(String operator, int limit, long intervalMillis) {
    this.operator = operator;
    this.limit = limit;
    this.intervalMillis = intervalMillis;
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
    raised = metrics.counter("raised");
    emitted = metrics.counter("emitted");
    heldBack = metrics.counter("heldBack");
    updates = metrics.counter("updates");
    updatesHeldBack = metrics.counter("updatesHeldBack");
    summaries = metrics.counter("summaries");
    intervals =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "intervals", LongSerializer.INSTANCE, new StormCountSerializer()));
    shown =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "shown", StringSerializer.INSTANCE, BooleanSerializer.INSTANCE));
  }

  @Override
  public void processElement(Alarm alarm, Context context, Collector<Alarm> out) throws Exception {
    long start = startOf(alarm.getEventTime().toEpochMilli(), context.timerService());
    boolean passes =
        AlarmGroups.isRaise(alarm)
            ? passesRaise(alarm, start, context.timerService())
            : passesUpdate(alarm, start, context.timerService());
    if (passes) {
      out.collect(alarm);
    }
    if (!passes || alarm.getState() == AlarmState.NORMAL) {
      shown.remove(alarm.getId());
    } else {
      shown.put(alarm.getId(), true);
    }
  }

  private boolean passesRaise(Alarm alarm, long start, TimerService timers) throws Exception {
    StormCount count = intervals.get(start);
    boolean full = isStorm(start - intervalMillis) || (count != null && count.raised() >= limit);
    boolean passes = !full || alarm.getSeverity() == Severity.CRITICAL;
    count = count == null ? new StormCount() : count;
    count.add(alarm.getSource(), alarm.getSeverity(), passes);
    store(start, count, timers);
    raised.inc();
    (passes ? emitted : heldBack).inc();
    return passes;
  }

  private boolean passesUpdate(Alarm alarm, long start, TimerService timers) throws Exception {
    updates.inc();
    boolean calm = !isStorm(start) && !isStorm(start - intervalMillis);
    if (calm || alarm.getSeverity() == Severity.CRITICAL || shown.contains(alarm.getId())) {
      return true;
    }
    StormCount count = intervals.get(start);
    count = count == null ? new StormCount() : count;
    count.updatesHeldBack++;
    store(start, count, timers);
    updatesHeldBack.inc();
    return false;
  }

  /** The interval of a moment, or the open one when that is over. */
  private long startOf(long timeMillis, TimerService timers) {
    long reached = front.reached(timers);
    long time = Math.max(timeMillis, reached == Long.MAX_VALUE ? timeMillis : reached + 1);
    return time - Math.floorMod(time, intervalMillis);
  }

  private boolean isStorm(long start) throws Exception {
    return isStorm(intervals.get(start));
  }

  private boolean isStorm(@Nullable StormCount count) {
    return count != null && count.raised() > limit;
  }

  private void store(long start, StormCount count, TimerService timers) throws Exception {
    intervals.put(start, count);
    timers.registerEventTimeTimer(start + intervalMillis - 1);
  }

  /** An interval is over: its successor needs to know a storm until it is over itself. */
  @Override
  public void onTimer(long timeMillis, OnTimerContext context, Collector<Alarm> out)
      throws Exception {
    long start = timeMillis + 1 - intervalMillis;
    intervals.remove(start - intervalMillis);
    StormCount count = intervals.get(start);
    if (count == null) {
      return;
    }
    if (count.heldBack + count.updatesHeldBack > 0) {
      summaries.inc();
      context.output(AlarmGroups.SUMMARIES, summaryOf(context.getCurrentKey(), start, count));
    }
    if (isStorm(count)) {
      context.timerService().registerEventTimeTimer(timeMillis + intervalMillis);
    } else {
      intervals.remove(start);
    }
  }

  private AlarmSummary summaryOf(String group, long start, StormCount count) {
    return new AlarmSummary(
        operator,
        group,
        Instant.ofEpochMilli(start),
        Instant.ofEpochMilli(start + intervalMillis),
        count.raised(),
        count.emitted,
        count.heldBack,
        count.infos,
        count.warnings,
        count.criticals,
        count.updatesHeldBack,
        count.top());
  }

  @Override
  public TypeInformation<Alarm> getProducedType() {
    return RecordTypeInfo.ofRecord(Alarm.class);
  }
}
