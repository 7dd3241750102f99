package dev.telemetry.flink.detect;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.DetectorCatalog;
import dev.telemetry.flink.detect.RuledJudge.Edges;
import dev.telemetry.flink.type.Measure;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.RuleRejection;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.ResultTypeQueryable;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The Flink shell of detection by rules: takes rules into force and lets them judge. */
final class RuledFunction<K, T> extends KeyedBroadcastProcessFunction<K, T, DetectorRule, Anomaly>
    implements CheckpointedFunction, ResultTypeQueryable<Anomaly> {
  private static final long serialVersionUID = 1;
  private static final Logger LOG = LoggerFactory.getLogger(RuledFunction.class);

  /** It is kept with every state. */
  private static final int MAX_ID = 255;

  /** The rules as they came, by id; also the disabled ones, for their versions. */
  static final MapStateDescriptor<String, DetectorRule> RULES =
      new MapStateDescriptor<>(
          "detector-rules", Types.STRING, RecordTypeInfo.ofRecord(DetectorRule.class));

  private final Measure<T> measure;
  private final DetectorCatalog catalog;
  private final ArrayList<Detector<?>> ofJob;
  private final String operator;
  private final Duration forgetAfter;
  private final OutputTag<T> lateTag;

  @SuppressWarnings("NullAway.Init") // initializeState() comes before open()
  private transient EventOrder<T> order;

  @SuppressWarnings("NullAway.Init") // initializeState() comes before open()
  private transient RuleBook book;

  private transient RuledJudge judge;
  private transient Counter rulesTaken;
  private transient Counter rulesUnchanged;
  private transient Counter rulesRejected;

  @SuppressWarnings("NullAway.Init") // open() fills the transient fields
  RuledFunction(
      TypeInformation<T> type,
      Measure<T> measure,
      DetectorCatalog catalog,
      List<Detector<?>> ofJob,
      String operator,
      Duration forgetAfter) {
    this.measure = measure;
    this.catalog = catalog;
    this.ofJob = new ArrayList<>(ofJob);
    this.operator = operator;
    this.forgetAfter = forgetAfter;
    this.lateTag = new OutputTag<>(DetectFunction.LATE_ID, type);
  }

  @Override
  public void initializeState(FunctionInitializationContext context) throws Exception {
    order = EventOrder.restore(context, getRuntimeContext(), measure);
    book = new RuleBook(catalog, ofJob);
    for (Map.Entry<String, DetectorRule> stored :
        context.getOperatorStateStore().getBroadcastState(RULES).entries()) {
      restore(stored.getValue());
    }
  }

  private void restore(DetectorRule rule) {
    try {
      book.take(rule);
    } catch (IllegalArgumentException e) {
      // it comes once more with its topic, and is rejected there
      LOG.error("{}: a rule of the checkpoint is not understood any more", operator, e);
    }
  }

  @Override
  public void snapshotState(FunctionSnapshotContext context) throws Exception {
    order.save();
  }

  @Override
  public void open(OpenContext context) {
    order.open();
    judge = new RuledJudge(book, operator, forgetAfter, getRuntimeContext());
    rulesTaken = getRuntimeContext().getMetricGroup().counter("rulesTaken");
    rulesUnchanged = getRuntimeContext().getMetricGroup().counter("rulesUnchanged");
    rulesRejected = getRuntimeContext().getMetricGroup().counter("rulesRejected");
  }

  @Override
  public void processElement(T element, ReadOnlyContext context, Collector<Anomaly> out)
      throws Exception {
    if (!order.take(element, context.timestamp(), context.timerService())) {
      context.output(lateTag, element);
    }
  }

  @Override
  public void onTimer(long timeMillis, OnTimerContext context, Collector<Anomaly> out)
      throws Exception {
    String key = String.valueOf(context.getCurrentKey());
    Edges edges = edges(edge -> context.output(RuledDetection.SHADOWS, edge), out);
    order.fire(
        context.timerService(), (pending, due) -> judge.judgeFirst(pending, due, key, edges));
  }

  private static Edges edges(Consumer<Anomaly> shadows, Collector<Anomaly> out) {
    return edge -> {
      if (edge.getShadow()) {
        shadows.accept(edge);
      } else {
        out.collect(edge);
      }
    };
  }

  @Override
  public void processBroadcastElement(DetectorRule rule, Context context, Collector<Anomaly> out)
      throws Exception {
    BroadcastState<String, DetectorRule> stored = context.getBroadcastState(RULES);
    DetectorRule before = stored.get(rule.getId());
    if (isInForce(rule, before)) {
      rulesUnchanged.inc();
      return;
    }
    String memory = book.memoryOf(rule.getId());
    String refusal = refusalOf(rule, before);
    if (refusal != null) {
      reject(rule, refusal, before, context);
      return;
    }
    if (RuledDetection.isRemoval(rule)) {
      stored.remove(rule.getId());
    } else {
      stored.put(rule.getId(), rule);
    }
    tell(rule, !memory.isEmpty() && !memory.equals(book.memoryOf(rule.getId())));
    review(context, out);
  }

  private boolean isInForce(DetectorRule rule, @Nullable DetectorRule before) {
    return RuledDetection.isRemoval(rule)
        ? before == null
        : rule.equals(before) && book.follows(rule);
  }

  private void review(Context context, Collector<Anomaly> out) throws Exception {
    Edges edges = edges(edge -> context.output(RuledDetection.SHADOWS, edge), out);
    context.applyToKeyedState(
        RuledJudge.openEpisodes(forgetAfter),
        (key, open) -> judge.review(String.valueOf(key), edges));
  }

  /** What is wrong with a rule, null where it is in force now. */
  private @Nullable String refusalOf(DetectorRule rule, @Nullable DetectorRule before) {
    if (rule.getId().isBlank() || rule.getId().length() > MAX_ID) {
      return "a rule needs an id of at most %d characters".formatted(MAX_ID);
    }
    if (!RuledDetection.isRemoval(rule)) {
      if (rule.getVersion() < 1) {
        return "rule %s: version must be >= 1, was %d".formatted(rule.getId(), rule.getVersion());
      }
      if (before != null && rule.getVersion() <= before.getVersion() && !rule.equals(before)) {
        return "rule %s: version must be above %d, which is in force, was %d"
            .formatted(rule.getId(), before.getVersion(), rule.getVersion());
      }
    }
    try {
      book.take(rule);
      return null;
    } catch (IllegalArgumentException e) {
      return e.getMessage();
    }
  }

  /** Every subtask comes to the same end; one of them tells. */
  private void reject(
      DetectorRule rule, String reason, @Nullable DetectorRule before, Context context) {
    if (isFirstSubtask()) {
      rulesRejected.inc();
      LOG.warn("{}: rejected {}", operator, reason);
      context.output(
          RuledDetection.REJECTED_RULES,
          new RuleRejection(
              rule,
              reason,
              Instant.ofEpochMilli(context.currentProcessingTime()),
              before == null ? null : before.getVersion()));
    }
  }

  private void tell(DetectorRule rule, boolean learnsAnew) {
    if (isFirstSubtask()) {
      rulesTaken.inc();
      LOG.info(
          "{}: took {}{}", operator, rule, learnsAnew ? "; what it has learned is dropped" : "");
    }
  }

  private boolean isFirstSubtask() {
    return getRuntimeContext().getTaskInfo().getIndexOfThisSubtask() == 0;
  }

  @Override
  public TypeInformation<Anomaly> getProducedType() {
    return RecordTypeInfo.ofRecord(Anomaly.class);
  }
}
