package dev.telemetry.flink.window;

import org.apache.flink.metrics.Counter;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/** Windows over readings: gives them to their key's state, bundle by bundle. */
final class WindowOperator<K, T> extends KeyedWindowOperator<K, Bundle<K, T>> {
  private static final long serialVersionUID = 1;

  private final OutputTag<T> lateTag;
  private transient Counter ignored;

  @SuppressWarnings("NullAway.Init") // open() fills the transient field
  WindowOperator(Windows windows, String name, OutputTag<T> lateTag, @Nullable Rollup rollup) {
    super(windows, name, rollup);
    this.lateTag = lateTag;
  }

  @Override
  public void open() throws Exception {
    ignored = getMetricGroup().counter("ignored");
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
    currentKey = bundle.key;
    KeyState state = store.get(currentKey);
    if (state == null) {
      state = new KeyState(windows);
    }
    state.label(bundle.metric, bundle.unit, bundle.readings);
    passTo(bundle.readings.earliest(), state);
    if (bundle.record == null) {
      aggregated.inc(bundle.readings.size());
      state.pending.addAll(bundle.readings);
      state.relieve(watermark, windows, scratchpad.readings, results);
    } else {
      addWhole(state, bundle.record, bundle.readings.time(0), bundle.readings.value(0));
    }
    keep(state);
  }

  private void addWhole(KeyState state, T record, long timeMillis, double value) {
    long reached = front.reached(watermark);
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
