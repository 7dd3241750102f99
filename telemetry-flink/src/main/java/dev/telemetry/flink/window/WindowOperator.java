package dev.telemetry.flink.window;

import org.apache.flink.metrics.Counter;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Windows over readings: gives them to their key's state, bundle by bundle. */
final class WindowOperator<K, T> extends KeyedWindowOperator<K, Bundle<K, T>> {
  private static final long serialVersionUID = 1;

  /** Bundles whose states are looked at together. */
  private static final int TOGETHER = 32;

  private static final int STEPS_TO_STATE = 3;

  private final OutputTag<T> lateTag;
  private transient Counter ignored;

  private transient Arrivals<K> arrivals;

  /** Readings of one key on their way from there, where none wait in its state. */
  private transient PendingReadings passing;

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
    arrivals = new Arrivals<>();
    passing = new PendingReadings();
    super.open();
  }

  @Override
  String pathOf(String name) {
    return name;
  }

  @Override
  public void processElement(StreamRecord<Bundle<K, T>> element) throws Exception {
    Bundle<K, T> bundle = element.getValue();
    ignored.inc(bundle.ignored);
    if (bundle.readings.size() == 0) {
      return;
    }
    if (bundle.record == null) {
      aggregated.inc(bundle.readings.size());
    }
    if (bundle.record == null && store.isLive() && !isBatch()) {
      arrive(bundle);
    } else {
      link();
      add(bundle);
    }
  }

  private void arrive(Bundle<K, T> bundle) throws Exception {
    if (!arrivals.hasRoomFor(bundle.readings)) {
      settle();
    }
    arrivals.add(bundle.head, bundle.readings);
    if (arrivals.size() - arrivals.linked() == TOGETHER) {
      link();
    }
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    link();
    super.processWatermark(mark);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) throws Exception {
    settle();
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    settle();
    super.snapshotState(context);
  }

  /**
   * Lets the states of their keys know of bundles that have come. Those that the next watermark
   * will hardly let go on are given to the states at once.
   */
  private void link() throws Exception {
    int from = arrivals.linked();
    int to = arrivals.size();
    lookAtStates(from, to);
    long next = watermark + 1 + windows.stepMillis();
    for (int bundle = from; bundle < to; bundle++) {
      Bundle.Head<K> head = arrivals.head(bundle);
      Held<K> key = heldOf(head);
      KeyState state = stateOf(key);
      state.label(head.metric, head.unit, arrivals.latest(bundle));
      arrivals.linkNext(state);
      long earliest = arrivals.earliest(bundle);
      long end = windows.stepEnd(earliest);
      if (end > next || end < state.scheduled) {
        arrivals.take(state, state.pending);
        keepAdded(key, state, earliest);
      }
    }
  }

  /** As {@link #lookAt} does, from key to state in steps. */
  private void lookAtStates(int from, int to) {
    for (int step = 0; step < STEPS_TO_STATE; step++) {
      for (int bundle = from; bundle < to; bundle++) {
        looked += look(arrivals.head(bundle), step);
      }
    }
  }

  private static long look(Bundle.Head<?> head, int step) {
    Held<?> key = head.held;
    if (step == 0 || key == null) {
      return 0;
    }
    KeyState state = key.seen;
    return step == 1 || state == null ? 0 : state.scheduled;
  }

  private KeyState stateOf(Held<K> key) throws Exception {
    KeyState state = store.get(key);
    return state == null ? newState(key) : state;
  }

  private void add(Bundle<K, T> bundle) throws Exception {
    Held<K> key = heldOf(bundle.head);
    KeyState state = stateOf(key);
    Readings readings = bundle.readings;
    state.label(bundle.head.metric, bundle.head.unit, readings.latest());
    passTo(readings.earliest(), state);
    if (bundle.record == null) {
      state.pending.addAll(readings);
      keepAdded(key, state, readings.earliest());
    } else {
      arrivals.take(state, state.pending);
      addWhole(state, bundle.record, readings.time(0), readings.value(0));
      keep(key, state);
    }
  }

  @Override
  void keepAdded(Held<K> key, KeyState state, long earliestMillis) throws Exception {
    state.relieve(watermark, windows, results);
    super.keepAdded(key, state, earliestMillis);
  }

  @Override
  void advance(KeyState state, long until) {
    PendingReadings readings = state.pending.size() == 0 ? passing : state.pending;
    arrivals.take(state, readings);
    state.advance(readings, until, windows, scratchpad, results);
    if (passing.size() > 0) {
      state.pending.takeAll(passing);
    }
  }

  @Override
  void advanced() throws Exception {
    settle();
  }

  /** Gives what has arrived, and has not gone on, to the states of the keys. */
  private void settle() throws Exception {
    link();
    for (int bundle = 0; bundle < arrivals.size(); bundle++) {
      if (!arrivals.hasGone(bundle)) {
        settle(heldOf(arrivals.head(bundle)));
      }
    }
    arrivals.clear();
  }

  private void settle(Held<K> key) throws Exception {
    KeyState state = store.get(key);
    if (state == null) {
      throw new IllegalStateException(
          "readings of " + key.name + " wait for a state that has gone");
    }
    arrivals.take(state, state.pending);
    keepAdded(key, state, state.pending.earliest());
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
