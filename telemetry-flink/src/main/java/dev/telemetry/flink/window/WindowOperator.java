package dev.telemetry.flink.window;

import java.util.ArrayList;
import java.util.List;
import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Windows over readings: gives them to their key's state, bundle by bundle. */
final class WindowOperator<K, T> extends KeyedWindowOperator<K, Bundle<K, T>> {
  private static final long serialVersionUID = 1;

  private final OutputTag<T> lateTag;
  private transient Counter ignored;

  /** A few bundles, so that their states can be looked at together. */
  private transient List<Bundle<K, T>> waiting;

  WindowOperator(Windows windows, String name, OutputTag<T> lateTag, @Nullable Rollup rollup) {
    this(windows, name, lateTag, rollup, WrittenStore.BUDGET_BYTES);
  }

  @SuppressWarnings("NullAway.Init") // open() fills the transient fields
  WindowOperator(
      Windows windows,
      String name,
      OutputTag<T> lateTag,
      @Nullable Rollup rollup,
      long budgetBytes) {
    super(windows, name, rollup, budgetBytes);
    this.lateTag = lateTag;
  }

  @Override
  public void open() throws Exception {
    ignored = getMetricGroup().counter("ignored");
    waiting = new ArrayList<>(AHEAD);
    super.open();
  }

  @Override
  String pathOf(K key) {
    return String.valueOf(key);
  }

  @Override
  public void processElement(StreamRecord<Bundle<K, T>> element) throws Exception {
    Bundle<K, T> bundle = element.getValue();
    ignored.inc(bundle.ignored);
    if (bundle.readings.size() == 0) {
      return;
    }
    waiting.add(bundle);
    if (waiting.size() == AHEAD || bundle.record != null || isBatch()) {
      addWaiting();
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    addWaiting();
    super.processWatermark(mark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    addWaiting();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    addWaiting();
    super.snapshotState(context);
  }

  private void addWaiting() throws Exception {
    for (int step = 0; step < KeyState.STEPS_TO_PENDING; step++) {
      for (Bundle<K, T> bundle : waiting) {
        lookAtPending(heldOf(bundle.head), step);
      }
    }
    for (Bundle<K, T> bundle : waiting) {
      add(bundle);
    }
    waiting.clear();
  }

  private void add(Bundle<K, T> bundle) throws Exception {
    current = heldOf(bundle.head);
    KeyState state = store.get(current);
    if (state == null) {
      state = new KeyState(windows);
    }
    state.label(bundle.head.metric, bundle.head.unit, bundle.readings);
    passTo(bundle.readings.earliest(), state);
    if (bundle.record == null) {
      aggregated.inc(bundle.readings.size());
      state.pending.addAll(bundle.readings);
      state.relieve(watermark, windows, results);
      keepAdded(state, bundle.readings.earliest());
    } else {
      addWhole(state, bundle.record, bundle.readings.time(0), bundle.readings.value(0));
      keep(state);
    }
  }

  private Held<K> heldOf(Bundle.Head<K> head) {
    Held<K> held = head.held;
    if (held == null || held.store != store) {
      held = new Held<>(store, head.key);
      head.held = held;
    }
    return held;
  }

  /**
   * A key may have come from a subtask that was ahead, as those of unaligned checkpoints may be.
   */
  private long reachedBy(KeyState state) {
    long reached = front.reached(watermark);
    return state.closedUntil > reached ? state.closedUntil - 1 : reached;
  }

  private void addWhole(KeyState state, T record, long timeMillis, double value) {
    long reached = reachedBy(state);
    KeyState.Fate fate = KeyState.Fate.IN_TIME;
    if (timeMillis > reached) {
      state.pending.add(timeMillis, value);
    } else {
      fate = state.addLate(timeMillis, value, reached, windows, results);
    }
    switch (fate) {
      case LATE -> {
        late.inc();
        output.collect(lateTag, new StreamRecord<>(record, timeMillis));
      }
      case PARTIALLY_LATE -> {
        latePartially.inc();
        aggregated.inc();
      }
      case IN_TIME -> aggregated.inc();
    }
  }
}
