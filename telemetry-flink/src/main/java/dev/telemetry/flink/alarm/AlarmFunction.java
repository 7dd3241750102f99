package dev.telemetry.flink.alarm;

import dev.telemetry.alarm.AlarmLifecycle;
import dev.telemetry.alarm.AlarmMemory;
import dev.telemetry.alarm.AlarmTransition;
import dev.telemetry.flink.alarm.SourceStates.Fetched;
import dev.telemetry.flink.time.EventTimeFront;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.AlarmRefusal;
import dev.telemetry.model.Anomaly;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;

/** The Flink shell of the life cycle: brings edges, commands and time into one order. */
final class AlarmFunction extends KeyedCoProcessFunction<String, Anomaly, AlarmCommand, Alarm>
    implements CheckpointedFunction, ResultTypeQueryable<Alarm> {
  private static final long serialVersionUID = 1;
  static final int MOST_WAITING = 100;

  private final AlarmLifecycle lifecycle;
  private final boolean onArrival;

  @SuppressWarnings("NullAway.Init") // initializeState() comes before open()
  private transient EventTimeFront front;

  private transient SourceStates states;
  private transient Counter edges;
  private transient Counter ignored;
  private transient Counter commands;
  private transient Counter refused;
  private transient Counter late;
  private transient Counter raised;
  private transient Counter told;

  @SuppressWarnings("NullAway.Init") // open() fills the transient fields
  AlarmFunction(AlarmLifecycle lifecycle, boolean onArrival) {
    this.lifecycle = lifecycle;
    this.onArrival = onArrival;
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
    edges = metrics.counter("edges");
    ignored = metrics.counter("ignored");
    commands = metrics.counter("commands");
    refused = metrics.counter("refused");
    late = metrics.counter("late");
    raised = metrics.counter("raised");
    told = metrics.counter("told");
    states = new SourceStates(getRuntimeContext());
  }

  @Override
  public void processElement1(Anomaly edge, Context context, Collector<Alarm> out)
      throws Exception {
    Fetched source = states.fetch(context.getCurrentKey());
    long time = edge.getEventTime().toEpochMilli();
    catchUp(source, time, time - 1, context, out);
    AlarmTransition transition = lifecycle.observe(source.memory(), edge);
    (transition.ignored() ? ignored : edges).inc();
    tell(transition, context, out);
    store(source, context, out);
  }

  @Override
  public void processElement2(AlarmCommand command, Context context, Collector<Alarm> out)
      throws Exception {
    Fetched source = states.fetch(context.getCurrentKey());
    long passed =
        Math.max(front.reached(context.timerService()), source.memory().times().clockMillis());
    long at = command.getAt().toEpochMilli();
    if (onArrival) {
      obey(source, command, passed == Long.MIN_VALUE ? at : Math.min(at, passed), context, out);
    } else if (at <= passed) {
      late.inc();
      obey(source, command, at, context, out);
    } else if (source.waiting().size() == MOST_WAITING) {
      refuse(source.memory(), command, at, context, out);
    } else {
      source.waiting().add(command);
      source.waiting().sort(SourceStates.ORDER);
    }
    store(source, context, out);
  }

  /**
   * Does all that event time has reached. At the end of the input that is all there is, so that no
   * timer follows: in batch execution, Flink drops timers that a timer sets.
   */
  @Override
  public void onTimer(long timeMillis, OnTimerContext context, Collector<Alarm> out)
      throws Exception {
    Fetched source = states.fetch(context.getCurrentKey());
    source.source().timerMillis = SourceTimes.NEVER;
    store(source, context, out);
  }

  /** What a late edge or command has begun may have ended before the event time reached. */
  private void store(Fetched source, Context context, Collector<Alarm> out) throws Exception {
    long reached = front.reached(context.timerService());
    catchUp(source, reached, reached, context, out);
    states.store(source, lifecycle.wakeAt(source.memory()), context.timerService());
  }

  /** Lets time pass and obeys the commands that waited for it, in order of time. */
  private void catchUp(
      Fetched source, long untilMillis, long commandsUntil, Context context, Collector<Alarm> out) {
    while (true) {
      long wake = lifecycle.wakeAt(source.memory());
      long first = source.firstCommandMillis();
      if (wake <= untilMillis && wake <= first && wake != SourceTimes.NEVER) {
        tell(lifecycle.advance(source.memory(), wake), context, out);
      } else if (first <= commandsUntil && !source.waiting().isEmpty()) {
        obey(source, source.waiting().remove(0), first, context, out);
      } else {
        return;
      }
    }
  }

  private void obey(
      Fetched source, AlarmCommand command, long time, Context context, Collector<Alarm> out) {
    AlarmTransition transition = lifecycle.obey(source.memory(), command, time);
    (transition.rejection() == null ? commands : refused).inc();
    tell(transition, context, out);
  }

  private void refuse(
      AlarmMemory memory, AlarmCommand command, long time, Context context, Collector<Alarm> out) {
    refused.inc();
    tell(lifecycle.refuse(memory, command, AlarmRefusal.TOO_MANY_WAITING, time), context, out);
  }

  private void tell(AlarmTransition transition, Context context, Collector<Alarm> out) {
    Alarm alarm = transition.alarm();
    if (alarm != null) {
      told.inc();
      raised.inc(AlarmGroups.isRaise(alarm) ? 1 : 0);
      out.collect(alarm);
    }
    if (transition.rejection() != null) {
      context.output(Alarms.REJECTED, transition.rejection());
    }
  }

  @Override
  public TypeInformation<Alarm> getProducedType() {
    return RecordTypeInfo.ofRecord(Alarm.class);
  }
}
