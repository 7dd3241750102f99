package dev.telemetry.flink.detect;

import dev.telemetry.flink.type.Measure;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Anomaly;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Watches each key by the wall clock. A key that has state has one timer, which no reading moves:
 * when it fires, it is set anew by what was heard meanwhile.
 */
final class SilenceFunction<T> extends KeyedProcessFunction<String, T, Anomaly>
    implements ResultTypeQueryable<Anomaly> {
  private static final long serialVersionUID = 1;

  /** Keys that were heard for the first time, or for the first time since a restart. */
  static final OutputTag<String> HEARD = new OutputTag<>("heard", Types.STRING);

  private final SilenceRule rule;
  private final Measure<T> measure;
  private final SilenceEdges edges;

  private transient boolean begun;
  private transient long begunMillis;
  private transient ValueState<SilenceState> states;
  private transient Counter readings;
  private transient Counter opened;
  private transient Counter closed;
  private transient Counter forgotten;

  @SuppressWarnings("NullAway.Init") // open() fills the transient fields
  SilenceFunction(SilenceRule rule, Measure<T> measure, String operator) {
    this.rule = rule;
    this.measure = measure;
    this.edges = new SilenceEdges(rule, operator);
  }

  @Override
  public void open(OpenContext context) {
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    readings = metrics.counter("readings");
    opened = metrics.counter("opened");
    closed = metrics.counter("closed");
    forgotten = metrics.counter("forgotten");
    states =
        getRuntimeContext()
            .getState(new ValueStateDescriptor<>("silence", new SilenceStateSerializer()));
  }

  /** The clocks of all keys start over here: while the job was down nobody could be heard. */
  void begin(TimerService timers) {
    if (!begun) {
      begunMillis = timers.currentProcessingTime();
      begun = true;
    }
  }

  /** Watches the current key from now on, unless it is watched already. */
  void expect(TimerService timers) throws Exception {
    if (states.value() == null) {
      SilenceState state = SilenceState.since(timers.currentProcessingTime());
      wakeAt(state.heardMillis + rule.longestMillis(), state, timers);
      states.update(state);
    }
  }

  @Override
  public void processElement(T element, Context context, Collector<Anomaly> out) throws Exception {
    Long time = context.timestamp();
    if (time == null) {
      throw new IllegalStateException(
          "silence tells the last reading's event time: assign timestamps before keyBy");
    }
    TimerService timers = context.timerService();
    begin(timers);
    readings.inc();
    SilenceState state = states.value();
    if (state == null) {
      state = SilenceState.since(timers.currentProcessingTime());
    }
    if (!state.spoke) {
      context.output(HEARD, context.getCurrentKey());
    }
    hear(element, time, state, context, out);
    states.update(state);
  }

  private void hear(
      T element, long time, SilenceState state, Context context, Collector<Anomaly> out) {
    TimerService timers = context.timerService();
    double value = measure.value().applyAsDouble(element);
    String unit = measure.unit().apply(element);
    if (state.silent) {
      closed.inc();
      out.collect(edges.closed(context.getCurrentKey(), state, time, value, unit));
      timers.deleteProcessingTimeTimer(state.timerMillis);
      state.timerMillis = SilenceState.NONE;
    }
    state.hear(timers.currentProcessingTime(), time, value, unit);
    if (state.timerMillis == SilenceState.NONE) {
      wakeAt(state.heardMillis + rule.longestMillis(), state, timers);
    }
  }

  private static void wakeAt(long millis, SilenceState state, TimerService timers) {
    state.timerMillis = millis;
    timers.registerProcessingTimeTimer(millis);
  }

  @Override
  public void onTimer(long timeMillis, OnTimerContext context, Collector<Anomaly> out)
      throws Exception {
    begin(context.timerService());
    SilenceState state = states.value();
    if (state == null || state.timerMillis != timeMillis) {
      return;
    }
    long since = Math.max(state.heardMillis, begunMillis);
    if (context.timerService().currentProcessingTime() - since < limitOf(state)) {
      tellAfterRestart(timeMillis, context);
    } else if (state.silent) {
      forget(state, since, context, out);
      return;
    } else {
      raise(state, since, context, out);
    }
    wakeAt(since + limitOf(state), state, context.timerService());
    states.update(state);
  }

  private long limitOf(SilenceState state) {
    return state.silent ? rule.forgetMillis() : rule.longestMillis();
  }

  /** So that machines learn of their sensors too when they are watched from a savepoint on. */
  private void tellAfterRestart(long timeMillis, OnTimerContext context) {
    if (timeMillis <= begunMillis + rule.longestMillis()) {
      context.output(HEARD, context.getCurrentKey());
    }
  }

  private void raise(
      SilenceState state, long since, OnTimerContext context, Collector<Anomaly> out) {
    opened.inc();
    state.silent = true;
    long silentMillis = context.timerService().currentProcessingTime() - since;
    out.collect(edges.opened(context.getCurrentKey(), state, silentMillis));
  }

  /** One that is expected stays: its silence is not over because it lasts. */
  private void forget(
      SilenceState state, long since, OnTimerContext context, Collector<Anomaly> out)
      throws Exception {
    long now = context.timerService().currentProcessingTime();
    if (rule.expected().contains(context.getCurrentKey())) {
      wakeAt(now + rule.forgetMillis(), state, context.timerService());
      states.update(state);
      return;
    }
    forgotten.inc();
    closed.inc();
    out.collect(edges.forgotten(context.getCurrentKey(), state, now - since));
    states.clear();
  }

  @Override
  public TypeInformation<Anomaly> getProducedType() {
    return RecordTypeInfo.ofRecord(Anomaly.class);
  }
}
