package dev.telemetry.flink.detect;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Verdict;
import dev.telemetry.flink.detect.Edge.Subject;
import dev.telemetry.flink.type.Measure;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Anomaly;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * The Flink shell of the detectors: orders, asks each one, counts, emits. One state of pending
 * values and one timer per key, whatever its rate.
 */
final class DetectFunction<K, T> extends KeyedProcessFunction<K, T, Anomaly>
    implements CheckpointedFunction, ResultTypeQueryable<Anomaly> {
  private static final long serialVersionUID = 1;
  static final String LATE_ID = "late-for-detection";

  private final Measure<T> measure;
  private final ArrayList<AssignedDetector> assigned;
  private final String operator;
  private final Duration forgetAfter;
  private final OutputTag<T> lateTag;

  @SuppressWarnings("NullAway.Init") // initializeState() comes before open()
  private transient EventOrder<T> order;

  private transient List<KeyedDetector<?>> detectors;
  private transient Counter opened;
  private transient Counter changed;
  private transient Counter closed;

  @SuppressWarnings("NullAway.Init") // open() fills the transient fields
  DetectFunction(
      TypeInformation<T> type,
      Measure<T> measure,
      List<AssignedDetector> assigned,
      String operator,
      Duration forgetAfter) {
    this.measure = measure;
    this.assigned = new ArrayList<>(assigned);
    this.operator = operator;
    this.forgetAfter = forgetAfter;
    this.lateTag = new OutputTag<>(LATE_ID, type);
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
    opened = metrics.counter("opened");
    changed = metrics.counter("changed");
    closed = metrics.counter("closed");
    order.open();
    detectors = new ArrayList<>();
    Map<String, Integer> sameName = new HashMap<>();
    for (AssignedDetector each : assigned) {
      detectors.add(open(each.detector(), sameName));
    }
  }

  /** States and ids are named after their detector, so that adding another one keeps them. */
  private <S> KeyedDetector<S> open(Detector<S> detector, Map<String, Integer> sameName) {
    int number = sameName.merge(detector.name(), 1, Integer::sum);
    String label = detector.name() + (number == 1 ? "" : "-" + number);
    return KeyedDetector.open(getRuntimeContext(), detector, label, forgetAfter);
  }

  @Override
  public void processElement(T element, Context context, Collector<Anomaly> out) throws Exception {
    if (!order.take(element, context.timestamp(), context.timerService())) {
      context.output(lateTag, element);
    }
  }

  @Override
  public void onTimer(long timeMillis, OnTimerContext context, Collector<Anomaly> out)
      throws Exception {
    String key = String.valueOf(context.getCurrentKey());
    order.fire(context.timerService(), (pending, due) -> judgeFirst(pending, due, key, out));
  }

  private void judgeFirst(PendingValues pending, int count, String key, Collector<Anomaly> out)
      throws Exception {
    for (int i = 0; i < count; i++) {
      judge(pending, i, key, out);
    }
    for (KeyedDetector<?> detector : detectors) {
      detector.store();
    }
  }

  private void judge(PendingValues pending, int index, String key, Collector<Anomaly> out)
      throws Exception {
    String metric = pending.metric(index);
    for (int i = 0; i < detectors.size(); i++) {
      if (assigned.get(i).watches(metric)) {
        KeyedDetector<?> detector = detectors.get(i);
        Verdict verdict = detector.judge(pending.value(index), pending.timeMillis(index));
        Counter edges = edgesOf(verdict.phase());
        if (edges != null) {
          edges.inc();
          Subject subject = new Subject(operator, key, metric, pending.unit(index));
          out.collect(detector.anomalyOf(verdict, subject));
        }
      }
    }
  }

  /** The counter of the edges of this phase, null where it is none. */
  private @Nullable Counter edgesOf(Verdict.Phase phase) {
    return switch (phase) {
      case OPENED -> opened;
      case CHANGED -> changed;
      case CLOSED -> closed;
      default -> null;
    };
  }

  @Override
  public TypeInformation<Anomaly> getProducedType() {
    return RecordTypeInfo.ofRecord(Anomaly.class);
  }
}
