package dev.telemetry.flink.window;

import dev.telemetry.flink.time.EventTimeFront;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.stats.Histogram;
import dev.telemetry.stats.Moments;
import dev.telemetry.stats.TimeCourse;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeutils.base.IntSerializer;
import org.apache.flink.api.common.typeutils.base.array.BytePrimitiveArraySerializer;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.MetricGroup;
import org.apache.flink.runtime.state.KeyedStateBackend;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.runtime.state.heap.HeapKeyedStateBackend;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.api.operators.sorted.state.BatchExecutionKeyedStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * Flink's shell around {@link KeyState}: keeps the states of the keys, and tells each one when the
 * watermark has passed the end of one of its windows.
 *
 * @param <K> the key
 * @param <I> what it reads
 */
abstract class KeyedWindowOperator<K, I> extends AbstractStreamOperator<WindowStatistics>
    implements OneInputStreamOperator<I, WindowStatistics>, Triggerable<K, VoidNamespace> {
  private static final long serialVersionUID = 1;

  /** So many keys are looked at, one after the other, before they are worked on. */
  static final int AHEAD = 8;

  final Windows windows;
  private final String name;
  private final @Nullable Rollup rollup;
  private final long budgetBytes;

  transient EventTimeFront front;
  transient KeyStore<K> store;
  private transient Agenda<Held<K>> agenda;
  transient KeyState.Scratchpad scratchpad;
  private transient QuantileReader quantiles;
  private transient LastInstant starts;
  private transient LastInstant ends;

  /** In batch execution only, where the end of a key comes as a timer. */
  private transient @Nullable InternalTimerService<VoidNamespace> timers;

  transient KeyState.Results results;

  /** Lest the compiler leave out what is only read ahead. */
  @SuppressWarnings("UnusedVariable")
  transient long looked;

  transient long watermark;
  transient Counter aggregated;
  transient Counter late;
  transient Counter latePartially;
  private transient Counter issued;
  private transient Counter corrections;

  /**
   * For subclasses.
   *
   * @param rollup where slices go, null where nobody wants them
   * @param budgetBytes of heap for states that a backend holds as bytes
   */
  @SuppressWarnings("NullAway.Init") // initializeState() and open() fill the transient fields
  KeyedWindowOperator(Windows windows, String name, @Nullable Rollup rollup, long budgetBytes) {
    this.windows = windows;
    this.name = name;
    this.rollup = rollup;
    this.budgetBytes = budgetBytes;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    front = EventTimeFront.restore(context, getRuntimeContext().getTaskInfo());
    watermark = Long.MIN_VALUE;
  }

  @Override
  public void open() throws Exception {
    super.open();
    MetricGroup metrics = getMetricGroup();
    aggregated = metrics.counter("aggregated");
    late = metrics.counter("late");
    latePartially = metrics.counter("latePartially");
    issued = metrics.counter("results");
    corrections = metrics.counter("corrections");
    scratchpad = new KeyState.Scratchpad();
    quantiles = new QuantileReader(windows.details().probabilities());
    starts = new LastInstant();
    ends = new LastInstant();
    results = rollup == null ? this::emit : withSlices(rollup);
    openState();
  }

  private KeyState.Results withSlices(Rollup wanted) {
    SliceOutput slices = new SliceOutput(wanted, output, getMetricGroup().counter("withoutParent"));
    return new KeyState.Results() {
      @Override
      public void emit(
          KeyState key, KindState kind, long end, int revision, KeyState.Result result) {
        KeyedWindowOperator.this.emit(key, kind, end, revision, result);
      }

      @Override
      public void part(KeyState key, Moments values, long behind) {
        slices.send(key, pathOf(key.name), values, behind);
      }
    };
  }

  /** What a key belongs to another by. */
  abstract String pathOf(String name);

  private void openState() throws Exception {
    KeyedStateBackend<K> backend = getKeyedStateBackend();
    var descriptor = new ValueStateDescriptor<>("windows", new KeyStateSerializer());
    ValueState<KeyState> states = getPartitionedState(descriptor);
    MapState<Integer, byte[]> panes =
        getPartitionedState(
            new MapStateDescriptor<>(
                "panes", IntSerializer.INSTANCE, BytePrimitiveArraySerializer.INSTANCE));
    PaneBlocks blocks = new PaneBlocks(panes);
    agenda = new Agenda<>();
    if (backend instanceof BatchExecutionKeyedStateBackend) {
      timers = getInternalTimerService("ends", VoidNamespaceSerializer.INSTANCE, this);
      store = new LiveStore<>(backend, descriptor, states, blocks, windows);
      return;
    }
    store =
        backend instanceof HeapKeyedStateBackend
            ? new LiveStore<>(backend, descriptor, states, blocks, windows)
            : new WrittenStore<>(
                backend, descriptor, states, blocks, windows, budgetBytes, this::schedule);
    store.forEach(this::schedule);
  }

  /** The store tells the backend itself, when it asks it: not for each record, but rarely. */
  @Override
  @SuppressWarnings("rawtypes") // as in Flink
  public void setKeyContextElement1(StreamRecord record) throws Exception {
    if (timers != null) {
      super.setKeyContextElement1(record);
    }
  }

  private void schedule(Held<K> key, KeyState state) {
    schedule(key, state, state.due(windows));
  }

  private void schedule(Held<K> key, KeyState state, long due) {
    if (timers == null && due != state.scheduled) {
      agenda.add(due, key);
    }
    state.scheduled = due;
  }

  final KeyState newState(Held<K> key) {
    KeyState state = new KeyState(windows);
    state.name = key.name;
    return state;
  }

  /** In batch execution records come in the order of their times: what ends before may close. */
  final void passTo(long timeMillis, KeyState state) {
    if (timers != null) {
      timers.registerEventTimeTimer(VoidNamespace.INSTANCE, Long.MAX_VALUE - 1);
      state.advance(state.pending, timeMillis, windows, scratchpad, results);
    }
  }

  /** The same where only readings in time were added, the earliest of this time. */
  void keepAdded(Held<K> key, KeyState state, long earliestMillis) throws Exception {
    if (state.scheduled > windows.firstEnd(earliestMillis)) {
      keep(key, state);
    } else {
      store.put(key, state);
    }
  }

  final void keep(Held<K> key, KeyState state) throws Exception {
    long due = state.due(windows);
    if (due == KeyState.NEVER) {
      if (state.isStored) {
        store.remove(key);
      }
      return;
    }
    schedule(key, state, due);
    store.put(key, state);
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    watermark = mark.getTimestamp();
    long until = after(front.reached(watermark));
    if (timers == null) {
      for (Map.Entry<Long, List<Held<K>>> due = agenda.takeUntil(until);
          due != null;
          due = agenda.takeUntil(until)) {
        advance(due.getValue(), due.getKey(), until);
      }
    }
    advanced();
    super.processWatermark(mark);
  }

  /** All that is due at a watermark has been done. */
  void advanced() throws Exception {}

  final boolean isBatch() {
    return timers != null;
  }

  private void advance(List<Held<K>> keys, long due, long until) throws Exception {
    for (int i = 0; i < keys.size(); i++) {
      if (i % AHEAD == 0) {
        lookAt(keys, i, Math.min(keys.size(), i + AHEAD));
      }
      advance(keys.get(i), due, until);
    }
  }

  /**
   * Reads what is needed of a state next. With many keys it is in no cache: when several keys are
   * looked at one after the other, the memory of all comes in nearly the time of one.
   */
  private void lookAt(List<Held<K>> keys, int from, int to) {
    for (int step = 0; step < KeyState.STEPS; step++) {
      for (int i = from; i < to; i++) {
        KeyState state = keys.get(i).seen;
        looked += state == null ? 0 : state.look(step);
      }
    }
  }

  private static long after(long watermark) {
    return watermark == Long.MAX_VALUE ? watermark : watermark + 1;
  }

  private void advance(Held<K> key, long due, long until) throws Exception {
    KeyState state = store.get(key);
    if (state != null && state.scheduled == due) {
      advance(state, until);
      keep(key, state);
    }
  }

  /** Closes all windows that end by then. */
  void advance(KeyState state, long until) {
    state.advance(state.pending, until, windows, scratchpad, results);
  }

  /** The end of a key in batch execution. */
  @Override
  public void onEventTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
    Held<K> key = new Held<>(store, timer.getKey());
    KeyState state = store.get(key);
    if (state != null) {
      advance(state, Long.MAX_VALUE);
      store.remove(key);
    }
  }

  @Override
  public void onProcessingTime(InternalTimer<K, VoidNamespace> timer) {
    throw new IllegalStateException("windows know no processing time");
  }

  private void emit(KeyState key, KindState kind, long end, int revision, KeyState.Result result) {
    (revision == 0 ? issued : corrections).inc();
    // a new one costs less than to write into one that is old, which must wait for other writes
    output.collect(new StreamRecord<>(recordOf(key, kind, end, revision, result), end - 1));
  }

  private WindowStatistics recordOf(
      KeyState key, KindState kind, long end, int revision, KeyState.Result result) {
    Details details = windows.details();
    Moments moments = result.moments();
    Histogram values = result.values();
    TimeCourse course = result.course();
    return new WindowStatistics(
        name,
        key.name,
        key.metric,
        key.unit,
        starts.of(end - kind.kind.size()),
        ends.of(end),
        moments.count(),
        moments.mean(),
        moments.variance(),
        moments.min(),
        moments.max(),
        moments.first(),
        moments.last(),
        moments.sum(),
        revision,
        values == null ? null : quantiles.read(values, moments),
        values == null ? null : details.histogramOf(values),
        course == null ? null : Details.courseOf(course, moments, end - kind.kind.size(), end));
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    super.snapshotState(context);
    store.write();
    front.save();
  }
}
