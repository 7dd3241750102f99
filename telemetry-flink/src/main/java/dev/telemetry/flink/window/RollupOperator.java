package dev.telemetry.flink.window;

import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.jspecify.annotations.Nullable;

/**
 * One level of rollups: the same windows as below, over the slices that come from there. A slice is
 * complete when the watermark passes the end of a window that holds it, as those below hand it on
 * before they pass that watermark on.
 *
 * <p>Late values come by themselves and say which watermark they were behind. They are added when
 * event time has come as far here, so that they reach, correct and miss the same windows as below.
 */
final class RollupOperator extends KeyedWindowOperator<String, SlicePart> {
  private static final long serialVersionUID = 1;

  private transient Counter slices;

  /**
   * A level.
   *
   * @param rollup where its own slices go, null at the top
   */
  @SuppressWarnings("NullAway.Init") // open() fills the transient field
  RollupOperator(Windows windows, String name, @Nullable Rollup rollup) {
    super(windows, name, rollup, WrittenStore.BUDGET_BYTES);
  }

  @Override
  public void open() throws Exception {
    slices = getMetricGroup().counter("slices");
    super.open();
  }

  @Override
  String pathOf(String name) {
    return RollupKey.pathOf(name);
  }

  @Override
  public void processElement(StreamRecord<SlicePart> element) throws Exception {
    SlicePart part = element.getValue();
    slices.inc();
    Held<String> key = new Held<>(store, part.key());
    KeyState state = store.get(key);
    if (state == null) {
      state = newRollup(key);
    }
    passTo(part.firstMillis(), state);
    add(part, state);
    keep(key, state);
  }

  private KeyState newRollup(Held<String> key) {
    KeyState state = newState(key);
    state.parts = new SliceParts();
    state.metric = RollupKey.metricOf(key.key);
    state.unit = RollupKey.unitOf(key.key);
    return state;
  }

  private void add(SlicePart part, KeyState state) {
    long reached = front.reached(watermark);
    boolean waits =
        part.isInTime()
            ? windows.firstEnd(part.firstMillis()) - 1 > reached
            : part.behind() > reached;
    if (!waits) {
      addLate(part, reached, state);
      return;
    }
    if (part.isInTime()) {
      aggregated.inc(part.values().count());
    }
    partsOf(state).add(part);
  }

  private static SliceParts partsOf(KeyState state) {
    if (state.parts == null) {
      throw new IllegalStateException("this is not the state of a rollup");
    }
    return state.parts;
  }

  private void addLate(SlicePart part, long reached, KeyState state) {
    long count = part.values().count();
    switch (state.addLate(part.values(), reached, windows, results)) {
      case LATE -> late.inc(count);
      case PARTIALLY_LATE -> {
        latePartially.inc(count);
        aggregated.inc(count);
      }
      case IN_TIME -> aggregated.inc(count);
    }
  }

  @Override
  void advance(KeyState state, long until) {
    SliceParts parts = partsOf(state);
    for (long moment = parts.nextLate();
        moment <= until && moment < KeyState.NEVER;
        moment = parts.nextLate()) {
      super.advance(state, moment);
      for (SlicePart part : parts.takeLate(moment)) {
        addLate(part, moment - 1, state);
      }
    }
    super.advance(state, until);
  }
}
