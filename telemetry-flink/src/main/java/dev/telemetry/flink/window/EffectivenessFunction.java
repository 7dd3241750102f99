package dev.telemetry.flink.window;

import static java.util.Objects.requireNonNull;

import dev.telemetry.flink.time.EventTimeFront;
import dev.telemetry.model.Effectiveness;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.stats.Oee;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.java.tuple.Tuple2;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.jspecify.annotations.Nullable;

/** Gathers the parts of a machine's window until the watermark passes its end. */
final class EffectivenessFunction
    extends KeyedProcessFunction<Tuple2<String, Long>, WindowStatistics, Effectiveness>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1;
  private static final double NANOS = 1e9;

  private final EffectivenessRules rules;
  private final String operator;

  @SuppressWarnings("NullAway.Init") // initializeState() comes before open()
  private transient EventTimeFront front;

  /** By the end of the window. */
  private transient MapState<Long, MachineWindow> windows;

  private transient Counter joined;
  private transient Counter repeated;
  private transient Counter late;
  private transient Counter results;
  private transient Counter corrections;
  private transient Counter incomplete;

  @SuppressWarnings("NullAway.Init") // open() fills the transient fields
  EffectivenessFunction(EffectivenessRules rules, String operator) {
    this.rules = rules;
    this.operator = operator;
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
    joined = metrics.counter("joined");
    repeated = metrics.counter("repeated");
    late = metrics.counter("late");
    results = metrics.counter("results");
    corrections = metrics.counter("corrections");
    incomplete = metrics.counter("incomplete");
    windows =
        getRuntimeContext()
            .getMapState(
                new MapStateDescriptor<>(
                    "windows", LongSerializer.INSTANCE, new MachineWindowSerializer()));
  }

  @Override
  public void processElement(WindowStatistics part, Context context, Collector<Effectiveness> out)
      throws Exception {
    TimerService timers = context.timerService();
    long end = part.getWindowEnd().toEpochMilli();
    long reached = front.reached(timers);
    if (closesForGoodAt(end) <= reached) {
      late.inc();
      return;
    }
    MachineWindow window = windows.get(end);
    if (window == null) {
      window = new MachineWindow();
      timers.registerEventTimeTimer(end - 1);
      timers.registerEventTimeTimer(closesForGoodAt(end));
    }
    boolean changes = window.take(rules.partOf(part), part);
    (changes ? joined : repeated).inc();
    if (changes && end - 1 <= reached) {
      issue(window, end, context.getCurrentKey(), out);
    }
    windows.put(end, window);
  }

  @Override
  public void onTimer(long timeMillis, OnTimerContext context, Collector<Effectiveness> out)
      throws Exception {
    front.reached(context.timerService());
    long end = timeMillis + 1;
    MachineWindow window = windows.get(end);
    if (window != null && window.issued == MachineWindow.NONE) {
      issue(window, end, context.getCurrentKey(), out);
      windows.put(end, window);
    }
    windows.remove(end - rules.lateMillis());
  }

  private long closesForGoodAt(long end) {
    return end - 1 + rules.lateMillis();
  }

  private void issue(
      MachineWindow window, long end, Tuple2<String, Long> key, Collector<Effectiveness> out) {
    window.issued++;
    (window.issued == 0 ? results : corrections).inc();
    Effectiveness result = resultOf(window, end, key);
    if (!result.getMissing().isEmpty()) {
      incomplete.inc();
    }
    out.collect(result);
  }

  private Effectiveness resultOf(MachineWindow window, long endMillis, Tuple2<String, Long> key) {
    String machine = key.f0;
    Instant start = Instant.ofEpochMilli(endMillis - key.f1);
    Instant end = Instant.ofEpochMilli(endMillis);
    double planned = seconds(rules.planned().within(machine, start, end));
    double idealCycle = seconds(requireNonNull(rules.idealCycle()).of(machine));
    Oee oee = window.oee(planned, idealCycle);
    return new Effectiveness(
        operator,
        machine,
        start,
        end,
        planned,
        known(oee.runSeconds()),
        known(window.coveredSeconds),
        known(oee.goodCount()),
        known(window.values[MachineWindow.BAD]),
        idealCycle,
        known(oee.availability()),
        known(oee.performance()),
        known(oee.quality()),
        known(oee.effectiveness()),
        missingIn(window),
        window.issued);
  }

  private static double seconds(Duration duration) {
    return duration.getSeconds() + duration.getNano() / NANOS;
  }

  private static @Nullable Double known(double value) {
    return Double.isNaN(value) ? null : value;
  }

  private List<String> missingIn(MachineWindow window) {
    List<String> missing = new ArrayList<>();
    for (int part = 0; part < MachineWindow.PARTS; part++) {
      if (window.isMissing(part)) {
        missing.add(rules.sensors().get(part));
      }
    }
    return missing;
  }
}
