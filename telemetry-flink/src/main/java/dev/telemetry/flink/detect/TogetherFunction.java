package dev.telemetry.flink.detect;

import dev.telemetry.detect.Dimension;
import dev.telemetry.detect.VectorDetector;
import dev.telemetry.detect.Verdict;
import dev.telemetry.flink.detect.Edge.Speaker;
import dev.telemetry.flink.detect.Edge.Subject;
import dev.telemetry.flink.type.DetectorStateSerializer;
import dev.telemetry.flink.type.Measure;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.GridPoint;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.StateTtlConfig;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/** Puts the points of one time together, in order of event time, and asks the detector. */
final class TogetherFunction<K, S> extends KeyedProcessFunction<K, GridPoint, Anomaly>
    implements CheckpointedFunction, ResultTypeQueryable<Anomaly> {
  private static final long serialVersionUID = 1;
  private static final String NO_METRIC = "";
  private static final String NO_UNIT = "";

  private final VectorDetector<S> detector;
  private final Measure<GridPoint> measure;
  private final String operator;
  private final Duration forgetAfter;

  @SuppressWarnings("NullAway.Init") // initializeState() comes before open()
  private transient EventOrder<GridPoint> order;

  private transient List<String> sensors;
  private transient double[] vector;
  private transient ValueState<S> states;
  private transient Counter vectors;
  private transient Counter incomplete;
  private transient Counter opened;
  private transient Counter changed;
  private transient Counter closed;

  @SuppressWarnings("NullAway.Init") // open() fills the transient fields
  TogetherFunction(
      VectorDetector<S> detector,
      Measure<GridPoint> measure,
      String operator,
      Duration forgetAfter) {
    this.detector = detector;
    this.measure = measure;
    this.operator = operator;
    this.forgetAfter = forgetAfter;
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    order = EventOrder.restore(context, getRuntimeContext(), measure);
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    order.save();
  }

  @Override
  public void open(OpenContext context) {
    MetricGroup metrics = getRuntimeContext().getMetricGroup();
    vectors = metrics.counter("vectors");
    incomplete = metrics.counter("incomplete");
    opened = metrics.counter("opened");
    changed = metrics.counter("changed");
    closed = metrics.counter("closed");
    sensors = detector.dimensions().stream().map(Dimension::name).toList();
    vector = new double[sensors.size()];
    order.open();
    var descriptor =
        new ValueStateDescriptor<S>(
            "detector-" + detector.name(), DetectorStateSerializer.of(detector.stateFormat()));
    descriptor.enableTimeToLive(
        StateTtlConfig.newBuilder(forgetAfter).cleanupIncrementally(1, false).build());
    states = getRuntimeContext().getState(descriptor);
  }

  @Override
  public void processElement(GridPoint point, Context context, Collector<Anomaly> out)
      throws Exception {
    if (!order.take(point, point.getEventTime().toEpochMilli(), context.timerService())) {
      context.output(DetectTogether.LATE, point);
    }
  }

  @Override
  public void onTimer(long timeMillis, OnTimerContext context, Collector<Anomaly> out)
      throws Exception {
    String key = String.valueOf(context.getCurrentKey());
    order.fire(context.timerService(), (points, due) -> judgeFirst(points, due, key, out));
  }

  private void judgeFirst(PendingValues points, int count, String key, Collector<Anomaly> out)
      throws Exception {
    S state = states.value();
    if (state == null) {
      state = detector.newState();
    }
    int next = 0;
    while (next < count) {
      long time = points.timeMillis(next);
      next = fillVector(points, next, count);
      judge(state, time, key, out);
    }
    states.update(state);
  }

  /** With the points of one time; returns where those of the next one begin. */
  private int fillVector(PendingValues points, int from, int count) {
    Arrays.fill(vector, Double.NaN);
    int next = from;
    while (next < count && points.timeMillis(next) == points.timeMillis(from)) {
      // in order of value: the greatest stays
      vector[sensors.indexOf(points.metric(next))] = points.value(next);
      next++;
    }
    return next;
  }

  private void judge(S state, long timeMillis, String key, Collector<Anomaly> out) {
    vectors.inc();
    Verdict verdict = detector.observe(state, vector, timeMillis);
    switch (verdict.phase()) {
      case IGNORED -> incomplete.inc();
      case OPENED -> emit(opened, verdict, state, key, out);
      case CHANGED -> emit(changed, verdict, state, key, out);
      case CLOSED -> emit(closed, verdict, state, key, out);
      default -> {}
    }
  }

  private void emit(Counter counter, Verdict verdict, S state, String key, Collector<Anomaly> out) {
    counter.inc();
    Subject subject = new Subject(operator, key, NO_METRIC, NO_UNIT);
    Speaker speaker = new Speaker(detector.name(), detector.ruleVersion(), detector.severity());
    String episode =
        Edge.episode(
            subject, speaker.name() + ".v" + speaker.ruleVersion(), verdict.openedMillis());
    out.collect(Edge.of(verdict, speaker, detector.explain(state, verdict), episode, subject));
  }

  @Override
  public TypeInformation<Anomaly> getProducedType() {
    return RecordTypeInfo.ofRecord(Anomaly.class);
  }
}
