package dev.telemetry.flink.window;

import dev.telemetry.flink.time.EventTimeFront;
import dev.telemetry.flink.time.EventTimeOrder;
import dev.telemetry.flink.type.Measure;
import dev.telemetry.flink.type.MomentsSerializer;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.stats.Moments;
import java.time.Instant;
import java.util.List;
import java.util.TreeSet;
import java.util.function.LongConsumer;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.FunctionInitializationContext;
import org.apache.flink.runtime.state.FunctionSnapshotContext;
import org.apache.flink.streaming.api.TimerService;
import org.apache.flink.streaming.api.checkpoint.CheckpointedFunction;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * Adds each value to one slice and merges slices when a window ends. Values are added in order of
 * event time, once the watermark has passed them; those behind it are added at once.
 */
final class WindowFunction<K, T> extends KeyedProcessFunction<K, T, WindowStatistics>
    implements CheckpointedFunction {
  private static final long serialVersionUID = 1;
  private static final String METRIC = "metric";
  private static final String UNIT = "unit";

  private final TypeInformation<T> type;
  private final Measure<T> measure;
  private final Windows windows;
  private final String operator;
  private final OutputTag<T> lateTag;

  @SuppressWarnings("NullAway.Init") // initializeState() comes before open()
  private transient EventTimeFront front;

  private transient EventTimeOrder<T> order;
  private transient MapState<Long, Moments> slices;
  private transient MapState<String, Integer> revisions;
  private transient MapState<String, String> labels;
  private transient Counter aggregated;
  private transient Counter late;
  private transient Counter latePartially;
  private transient Counter ignored;
  private transient Counter results;
  private transient Counter corrections;

  @SuppressWarnings("NullAway.Init") // open() fills the transient fields
  WindowFunction(
      TypeInformation<T> type,
      Measure<T> measure,
      Windows windows,
      String operator,
      OutputTag<T> lateTag) {
    this.type = type;
    this.measure = measure;
    this.windows = windows;
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
    aggregated = metrics.counter("aggregated");
    late = metrics.counter("late");
    latePartially = metrics.counter("latePartially");
    ignored = metrics.counter("ignored");
    results = metrics.counter("results");
    corrections = metrics.counter("corrections");
    order = EventTimeOrder.open(getRuntimeContext(), type, measure.ofEqualTime(), front);
    slices = state("slices", LongSerializer.INSTANCE, new MomentsSerializer());
    revisions = state("revisions", StringSerializer.INSTANCE, IntSerializer.INSTANCE);
    labels = state("labels", StringSerializer.INSTANCE, StringSerializer.INSTANCE);
  }

  private <A, B> MapState<A, B> state(String name, TypeSerializer<A> key, TypeSerializer<B> value) {
    return getRuntimeContext().getMapState(new MapStateDescriptor<>(name, key, value));
  }

  @Override
  public void processElement(T element, Context context, Collector<WindowStatistics> out)
      throws Exception {
    Long time = context.timestamp();
    if (time == null) {
      throw new IllegalStateException(
          "windows need event time: assign timestamps and watermarks before keyBy");
    }
    if (!Double.isFinite(measure.value().applyAsDouble(element))) {
      ignored.inc();
    } else if (order.add(element, time, context.timerService())) {
      aggregated.inc();
    } else {
      addLate(element, time, context, out);
    }
  }

  @Override
  public void onTimer(long timeMillis, OnTimerContext context, Collector<WindowStatistics> out)
      throws Exception {
    TimerService timers = context.timerService();
    if (front.reached(timers) == Long.MAX_VALUE) {
      finish(timeMillis, context.getCurrentKey(), out);
    } else {
      advance(timeMillis, timers::registerEventTimeTimer, context.getCurrentKey(), out);
    }
  }

  /**
   * Goes through all that is left of a key, as no more will come. Needed in batch execution, where
   * Flink drops timers that a timer sets.
   */
  private void finish(long timeMillis, K key, Collector<WindowStatistics> out) throws Exception {
    TreeSet<Long> due = new TreeSet<>(List.of(timeMillis));
    order.times().forEach(due::add);
    for (Long slice : slices.keys()) {
      setTimers(slice, timeMillis - 1, due::add);
    }
    for (Long next = due.pollFirst(); next != null; next = due.pollFirst()) {
      advance(next, due::add, key, out);
    }
  }

  /** The watermark may be far past this moment already: what follows goes by the moment alone. */
  private void advance(long timeMillis, LongConsumer timers, K key, Collector<WindowStatistics> out)
      throws Exception {
    for (T element : order.take(timeMillis)) {
      addToSlice(element, timeMillis, timeMillis, timers);
    }
    long end = timeMillis + 1;
    for (Window window : windows.kinds()) {
      if (window.endsAt(end)) {
        close(window, end, timers, key, out);
      }
    }
    expire(timeMillis);
  }

  private void addToSlice(T element, long timeMillis, long reachedMillis, LongConsumer timers)
      throws Exception {
    long slice = windows.sliceOf(timeMillis);
    Moments moments = slices.get(slice);
    if (moments == null) {
      moments = new Moments();
      setTimers(slice, reachedMillis, timers);
      labels.put(METRIC, measure.metric().apply(element));
      labels.put(UNIT, measure.unit().apply(element));
    }
    moments.add(measure.value().applyAsDouble(element), timeMillis);
    slices.put(slice, moments);
  }

  /**
   * The first end of each kind of window that is still to come; each closing sets the next.
   *
   * @param reachedMillis the moment up to which windows have closed
   */
  private void setTimers(long slice, long reachedMillis, LongConsumer timers) {
    for (Window window : windows.kinds()) {
      long end = window.firstEnd(Math.max(slice, reachedMillis + 1));
      if (end <= window.lastEnd(slice)) {
        timers.accept(end - 1);
      }
    }
    timers.accept(windows.expiryOf(slice));
  }

  private void close(
      Window window, long end, LongConsumer timers, K key, Collector<WindowStatistics> out)
      throws Exception {
    Moments total = merge(window, end);
    if (total.count() == 0) {
      return;
    }
    results.inc();
    out.collect(resultOf(total, window, end, 0, key));
    long nextStart = end + window.slide() - window.size();
    if (nextStart < end && total.lastMillis() >= nextStart) {
      timers.accept(end + window.slide() - 1);
    }
  }

  private Moments merge(Window window, long end) throws Exception {
    Moments total = new Moments();
    for (long slice = end - window.size(); slice < end; slice += windows.sliceMillis()) {
      Moments part = slices.get(slice);
      if (part != null) {
        total.merge(part);
      }
    }
    return total;
  }

  /** Counts in the windows that are still open, corrects those that closed within the lateness. */
  private void addLate(T element, long time, Context context, Collector<WindowStatistics> out)
      throws Exception {
    long watermark = front.reached(context.timerService());
    long missed = windows.closedForGood(time, watermark);
    if (missed == windows.holdingEachTime()) {
      late.inc();
      context.output(lateTag, element);
      return;
    }
    aggregated.inc();
    if (missed > 0) {
      latePartially.inc();
    }
    addToSlice(element, time, watermark, context.timerService()::registerEventTimeTimer);
    correct(time, watermark, context, out);
  }

  private void correct(long time, long watermark, Context context, Collector<WindowStatistics> out)
      throws Exception {
    for (Window window : windows.kinds()) {
      for (long end = window.firstEnd(time); end <= window.lastEnd(time); end += window.slide()) {
        boolean closed = end - 1 <= watermark;
        if (closed && windows.closesForGoodAt(end) > watermark) {
          Moments total = merge(window, end);
          // alone in its window: nothing was issued yet that it could correct
          int revision = total.count() == 1 ? 0 : nextRevision(window, end, context.timerService());
          (revision == 0 ? results : corrections).inc();
          out.collect(resultOf(total, window, end, revision, context.getCurrentKey()));
        }
      }
    }
  }

  private int nextRevision(Window window, long end, TimerService timers) throws Exception {
    String name = revisionName(window, end);
    Integer before = revisions.get(name);
    int revision = before == null ? 1 : before + 1;
    revisions.put(name, revision);
    timers.registerEventTimeTimer(windows.closesForGoodAt(end));
    return revision;
  }

  private static String revisionName(Window window, long end) {
    return window.size() + "/" + window.slide() + "@" + end;
  }

  private void expire(long timeMillis) throws Exception {
    slices.remove(windows.expiringAt(timeMillis));
    if (!revisions.isEmpty()) {
      for (Window window : windows.kinds()) {
        revisions.remove(revisionName(window, windows.endClosingForGoodAt(timeMillis)));
      }
    }
    if (slices.isEmpty()) {
      labels.clear();
    }
  }

  private WindowStatistics resultOf(Moments total, Window window, long end, int revision, K key)
      throws Exception {
    return new WindowStatistics(
        operator,
        String.valueOf(key),
        labels.get(METRIC),
        labels.get(UNIT),
        Instant.ofEpochMilli(end - window.size()),
        Instant.ofEpochMilli(end),
        total.count(),
        total.mean(),
        total.variance(),
        total.min(),
        total.max(),
        total.first(),
        total.last(),
        total.sum(),
        revision,
        null,
        null,
        null);
  }
}
