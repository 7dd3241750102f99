package dev.telemetry.flink.detect;

import dev.telemetry.detect.Detector;
import dev.telemetry.flink.detect.KeyedDetector.Subject;
import dev.telemetry.flink.time.EventTimeFront;
import dev.telemetry.flink.time.EventTimeOrder;
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

/** The Flink shell of the detectors: orders, asks each one, counts, emits. */
final class DetectFunction<K, T> extends KeyedProcessFunction<K, T, Anomaly>
    implements CheckpointedFunction, ResultTypeQueryable<Anomaly> {
  private static final long serialVersionUID = 1;
  static final String LATE_ID = "late-for-detection";

  private final TypeInformation<T> type;
  private final Measure<T> measure;
  private final ArrayList<AssignedDetector> assigned;
  private final String operator;
  private final Duration forgetAfter;
  private final OutputTag<T> lateTag;

  @SuppressWarnings("NullAway.Init") // initializeState() comes before open()
  private transient EventTimeFront front;

  private transient EventTimeOrder<T> order;
  private transient List<KeyedDetector<?>> detectors;
  private transient Counter judged;
  private transient Counter late;
  private transient Counter ignored;
  private transient Counter opened;
  private transient Counter closed;

  @SuppressWarnings("NullAway.Init") // open() fills the transient fields
  DetectFunction(
      TypeInformation<T> type,
      Measure<T> measure,
      List<AssignedDetector> assigned,
      String operator,
      Duration forgetAfter) {
    this.type = type;
    this.measure = measure;
    this.assigned = new ArrayList<>(assigned);
    this.operator = operator;
    this.forgetAfter = forgetAfter;
    this.lateTag = new OutputTag<>(LATE_ID, type);
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
    judged = metrics.counter("judged");
    late = metrics.counter("late");
    ignored = metrics.counter("ignored");
    opened = metrics.counter("opened");
    closed = metrics.counter("closed");
    order = EventTimeOrder.open(getRuntimeContext(), type, measure.ofEqualTime(), front);
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
    Long time = context.timestamp();
    if (time == null) {
      throw new IllegalStateException(
          "detection needs event time: assign timestamps and watermarks before keyBy");
    }
    if (!Double.isFinite(measure.value().applyAsDouble(element))) {
      ignored.inc();
    } else if (!order.add(element, time, context.timerService())) {
      late.inc();
      context.output(lateTag, element);
    }
  }

  @Override
  public void onTimer(long timeMillis, OnTimerContext context, Collector<Anomaly> out)
      throws Exception {
    front.reached(context.timerService());
    for (T element : order.take(timeMillis)) {
      judge(element, timeMillis, String.valueOf(context.getCurrentKey()), out);
    }
  }

  private void judge(T element, long timeMillis, String key, Collector<Anomaly> out)
      throws Exception {
    judged.inc();
    double value = measure.value().applyAsDouble(element);
    String metric = measure.metric().apply(element);
    Subject subject = new Subject(operator, key, metric, measure.unit().apply(element));
    for (int i = 0; i < detectors.size(); i++) {
      if (assigned.get(i).watches(metric)) {
        Anomaly anomaly = detectors.get(i).judge(subject, value, timeMillis);
        if (anomaly != null) {
          (anomaly.getClosedAt() == null ? opened : closed).inc();
          out.collect(anomaly);
        }
      }
    }
  }

  @Override
  public TypeInformation<Anomaly> getProducedType() {
    return RecordTypeInfo.ofRecord(Anomaly.class);
  }
}
