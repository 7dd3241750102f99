package dev.telemetry.flink.detect;

import static dev.telemetry.flink.detect.SilenceMembers.SPEAKS;
import static dev.telemetry.flink.detect.SilenceMembers.TOLD;
import static dev.telemetry.flink.detect.SilenceMembers.UNKNOWN;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Withholds the silence of sensors until it is known whether their machine is silent as a whole.
 * The first input has the sensors' edges, the second one sensors that were heard; both are keyed by
 * the machine.
 */
final class MachineSilenceFunction
    extends KeyedCoProcessFunction<String, Anomaly, String, Anomaly> {
  private static final long serialVersionUID = 1;
  private static final TypeInformation<Anomaly> EDGES = RecordTypeInfo.ofRecord(Anomaly.class);
  private static final int LEAST = 2;

  static final OutputTag<Anomaly> MACHINES = new OutputTag<>("silent-machines", EDGES);

  private final SilenceRule rule;
  private final SilenceEdges edges;
  private final double share;
  private final long withinMillis;

  private transient long begunMillis;
  private transient SilenceMembers members;
  private transient MapState<String, Anomaly> withheld;
  private transient ValueState<Anomaly> silentMachine;
  private transient Counter passedCount;
  private transient Counter withheldCount;
  private transient Counter openedCount;
  private transient Counter closedCount;

  @SuppressWarnings("NullAway.Init") // open() fills the transient fields
  MachineSilenceFunction(SilenceRule rule, String operator, double share, long withinMillis) {
    this.rule = rule;
    this.edges = new SilenceEdges(rule, operator);
    this.share = share;
    this.withinMillis = withinMillis;
  }

  @Override
  public void open(OpenContext context) {
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    passedCount = metrics.counter("passed");
    withheldCount = metrics.counter("withheld");
    openedCount = metrics.counter("opened");
    closedCount = metrics.counter("closed");
    members = new SilenceMembers(getRuntimeContext());
    withheld =
        getRuntimeContext().getMapState(new MapStateDescriptor<>("withheld", Types.STRING, EDGES));
    silentMachine =
        getRuntimeContext().getState(new ValueStateDescriptor<>("silent-machine", EDGES));
  }

  void begin(long nowMillis) {
    begunMillis = nowMillis;
  }

  @Override
  public void processElement2(String sensor, Context context, Collector<Anomaly> out)
      throws Exception {
    if (members.of(sensor) == UNKNOWN) {
      members.set(sensor, SPEAKS);
    }
  }

  @Override
  public void processElement1(Anomaly edge, Context context, Collector<Anomaly> out)
      throws Exception {
    if (edge.getPhase() == EpisodePhase.OPENED) {
      withhold(edge, context.timerService());
    } else {
      comeBack(edge, context, out);
    }
  }

  private void withhold(Anomaly edge, TimerService timers) throws Exception {
    withheld.put(edge.getKey(), edge);
    waitFromNow(edge.getKey(), timers);
    Anomaly machine = silentMachine.value();
    if (machine != null) {
      machine.setPeak(Math.max(machine.getPeak(), members.waiting()));
      silentMachine.update(machine);
    }
  }

  private void waitFromNow(String sensor, TimerService timers) throws Exception {
    long now = timers.currentProcessingTime();
    members.set(sensor, now);
    timers.registerProcessingTimeTimer(dueAt(now));
  }

  /** After a restore others can be silent only when the clocks of the sensors have run again. */
  private long dueAt(long waitsSince) {
    return Math.max(waitsSince, begunMillis + rule.longestMillis()) + withinMillis;
  }

  private void comeBack(Anomaly edge, Context context, Collector<Anomaly> out) throws Exception {
    String sensor = edge.getKey();
    if (SilenceMembers.isWaiting(members.of(sensor))) {
      withheld.remove(sensor);
      withheldCount.inc(2);
    } else {
      pass(edge, out);
    }
    boolean forgotten = edge.getScore() > 0;
    members.set(sensor, forgotten ? UNKNOWN : SPEAKS);
    Anomaly machine = silentMachine.value();
    if (machine != null && members.waiting() <= limit() / 2) {
      close(machine, edge, context);
    }
  }

  private double limit() throws Exception {
    return share * members.alive();
  }

  private void pass(Anomaly edge, Collector<Anomaly> out) {
    passedCount.inc();
    out.collect(edge);
  }

  /** Those that are still silent wait again, now for themselves. */
  private void close(Anomaly machine, Anomaly back, Context context) throws Exception {
    closedCount.inc();
    context.output(
        MACHINES,
        edges.machineClosed(machine, back.getEventTime(), members.waiting(), members.alive()));
    silentMachine.clear();
    for (String sensor : withheld.keys()) {
      waitFromNow(sensor, context.timerService());
    }
  }

  @Override
  public void onTimer(long timeMillis, OnTimerContext context, Collector<Anomaly> out)
      throws Exception {
    if (silentMachine.value() != null) {
      return;
    }
    List<Anomaly> due = due(context.timerService());
    if (!due.isEmpty() && members.waiting() >= LEAST && members.waiting() > limit()) {
      openMachine(context);
    } else {
      for (Anomaly edge : due) {
        withheld.remove(edge.getKey());
        members.set(edge.getKey(), TOLD);
        pass(edge, out);
      }
    }
  }

  private List<Anomaly> due(TimerService timers) throws Exception {
    List<Anomaly> due = new ArrayList<>();
    for (Anomaly edge : withheld.values()) {
      long dueMillis = dueAt(members.of(edge.getKey()));
      if (dueMillis <= timers.currentProcessingTime()) {
        due.add(edge);
      } else {
        // again, for those that have waited since before a restore
        timers.registerProcessingTimeTimer(dueMillis);
      }
    }
    return due;
  }

  private void openMachine(OnTimerContext context) throws Exception {
    openedCount.inc();
    Anomaly last = null;
    for (Anomaly edge : withheld.values()) {
      if (last == null || isLater(edge, last)) {
        last = edge;
      }
    }
    if (last != null) {
      Anomaly opened =
          edges.machineOpened(
              context.getCurrentKey(), last, members.waiting(), members.alive(), limit());
      silentMachine.update(opened);
      context.output(MACHINES, opened);
    }
  }

  /** By name where the time is one, so that the order of the state does not matter. */
  private static boolean isLater(Anomaly edge, Anomaly other) {
    int byTime = edge.getOpenedAt().compareTo(other.getOpenedAt());
    return byTime != 0 ? byTime > 0 : edge.getKey().compareTo(other.getKey()) > 0;
  }
}
