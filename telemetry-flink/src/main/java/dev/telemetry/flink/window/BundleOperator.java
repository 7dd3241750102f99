package dev.telemetry.flink.window;

import dev.telemetry.flink.type.Measure;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.runtime.state.StateInitializationContext;
import org.apache.flink.runtime.state.StateSnapshotContext;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;

/**
 * Collects the readings of each key before the shuffle, until a watermark lets a window close. It
 * decides nothing: readings go on with their times and values, and are counted behind the shuffle.
 * So it is always right, and takes no time from a result, which waits for that watermark anyway.
 *
 * <p>Watermarks that let no window close are held back, as readings that they promise are still
 * here. What is behind a watermark that has gone on goes on at once and whole, as it may be late.
 * So does everything once this subtask was idle: the others' watermarks have gone on without it,
 * and how far is not known here.
 *
 * <p>All goes on before a checkpoint. State: how far watermarks have gone on, 8 bytes a subtask.
 * Memory: 16 bytes for each reading that is held, a quarter of a million at most.
 */
class BundleOperator<K, T> extends AbstractStreamOperator<Bundle<K, T>>
    implements OneInputStreamOperator<T, Bundle<K, T>> {
  private static final long serialVersionUID = 1;
  private static final int MOST_HELD = 1 << 18;
  private static final int MOST_HELD_OF_KEY = 1 << 12;

  /** Keys without readings; with more of them, all begin anew. */
  private static final int KEYS_TO_REMEMBER = 1024;

  /** Of event time; watermarks go on after it even if no window closes. */
  private static final long LONGEST_HOLD_MILLIS = 10_000;

  private final KeySelector<T, K> keySelector;
  private final Measure<T> measure;
  private final Windows windows;

  private transient Map<K, Bundle<K, T>> bundles;
  private transient List<Bundle<K, T>> filled;
  private transient ListState<Long> savedFront;
  private transient int held;

  /** The latest watermark that has gone on, over restarts too. */
  private transient long front;

  /** The latest watermark that has gone on since the start. */
  private transient long passed;

  private transient boolean wasIdle;

  @SuppressWarnings("NullAway.Init") // initializeState() fills the transient fields
  BundleOperator(KeySelector<T, K> keySelector, Measure<T> measure, Windows windows) {
    this.keySelector = keySelector;
    this.measure = measure;
    this.windows = windows;
  }

  @Override
  public void initializeState(StateInitializationContext context) throws Exception {
    bundles = new HashMap<>();
    filled = new ArrayList<>();
    passed = Long.MIN_VALUE;
    front = Long.MIN_VALUE;
    savedFront =
        context
            .getOperatorStateStore()
            .getUnionListState(new ListStateDescriptor<>("front", LongSerializer.INSTANCE));
    for (long saved : savedFront.get()) {
      front = Math.max(front, saved);
    }
  }

  @Override
  public void snapshotState(StateSnapshotContext context) throws Exception {
    savedFront.clear();
    savedFront.add(front);
  }

  @Override
  public void processElement(StreamRecord<T> element) throws Exception {
    if (!element.hasTimestamp()) {
      throw new IllegalStateException(
          "windows need event time: assign timestamps and watermarks before keyBy");
    }
    T record = element.getValue();
    double value = measure.value().applyAsDouble(record);
    Bundle<K, T> bundle = bundleOf(keySelector.getKey(record), record);
    if (!Double.isFinite(value)) {
      markFilled(bundle);
      bundle.ignored++;
    } else if (wasIdle || element.getTimestamp() <= front) {
      passWhole(bundle, record, element.getTimestamp(), value);
    } else {
      markFilled(bundle);
      bundle.readings.add(element.getTimestamp(), value);
      passFullOnes(bundle);
    }
  }

  private Bundle<K, T> bundleOf(K key, T record) {
    String metric = measure.metric().apply(record);
    String unit = measure.unit().apply(record);
    Bundle<K, T> bundle = bundles.get(key);
    if (bundle != null && bundle.isLabelled(metric, unit)) {
      return bundle;
    }
    if (bundle != null && !bundle.isEmpty()) {
      passAll();
    }
    Bundle<K, T> fresh = new Bundle<>(new Bundle.Head<>(key, metric, unit));
    bundles.put(key, fresh);
    return fresh;
  }

  private void markFilled(Bundle<K, T> bundle) {
    if (bundle.isEmpty()) {
      filled.add(bundle);
    }
  }

  private void passWhole(Bundle<K, T> like, T record, long timeMillis, double value) {
    Bundle<K, T> whole = new Bundle<>(like.head);
    whole.readings.add(timeMillis, value);
    whole.record = record;
    send(whole, timeMillis);
  }

  /** The output writes it into bytes at once, as it leads into a shuffle: it may be reused. */
  void send(Bundle<K, T> bundle, long timeMillis) {
    output.collect(new StreamRecord<>(bundle, timeMillis));
  }

  private void passFullOnes(Bundle<K, T> bundle) {
    held++;
    if (held >= MOST_HELD) {
      passAll();
    } else if (bundle.readings.size() == MOST_HELD_OF_KEY) {
      held -= MOST_HELD_OF_KEY;
      filled.remove(bundle);
      pass(bundle);
    }
  }

  private void pass(Bundle<K, T> bundle) {
    if (!bundle.isEmpty()) {
      // the earliest time: batch execution sorts by it
      send(bundle, bundle.readings.earliest());
      bundle.clear();
      bundle.readings.trim();
    }
  }

  private void passAll() {
    filled.forEach(this::pass);
    if (bundles.size() > 2 * filled.size() + KEYS_TO_REMEMBER) {
      bundles.clear();
    }
    filled.clear();
    held = 0;
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    long time = mark.getTimestamp();
    if (passed == Long.MIN_VALUE
        || time - passed >= LONGEST_HOLD_MILLIS
        || held >= MOST_HELD / 2
        || windows.mayClose(passed, time)) {
      passAll();
      passed = time;
      if (time < Long.MAX_VALUE) {
        // the end of the input says nothing of times: a drained savepoint may be gone on from
        front = Math.max(front, time);
      }
      super.processWatermark(mark);
    }
  }

  @Override
  public void processWatermarkStatus(WatermarkStatus status) throws Exception {
    passAll();
    wasIdle |= status.isIdle();
    super.processWatermarkStatus(status);
  }

  @Override
  public void prepareSnapshotPreBarrier(long checkpointId) {
    passAll();
  }

  @Override
  public void finish() throws Exception {
    passAll();
    super.finish();
  }
}
