package dev.telemetry.flink.window;

import dev.telemetry.flink.type.Measure;
import java.util.HashMap;
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
 * <p>Where windows may close every ten seconds or sooner, readings ahead of the watermark stay here
 * until it has passed the step that they are in. So behind the shuffle each key is touched for what
 * is due only, and what another source is ahead by waits where it costs least.
 *
 * <p>Watermarks that let no window close are held back, as readings that they promise are still
 * here, and one in the midst of a step goes on as the end of the step before. What is behind a
 * watermark that has gone on goes on at once and whole, as it may be late. So does everything once
 * this subtask was idle: the others' watermarks have gone on without it, and how far is not known
 * here.
 *
 * <p>All goes on before a checkpoint. State: how far watermarks have gone on, 8 bytes a subtask.
 * Memory: 24 bytes for each reading that is held, four million at most, about 100 for each key, and
 * 0.4 MB at least.
 */
class BundleOperator<K, T> extends AbstractStreamOperator<Bundle<K, T>>
    implements OneInputStreamOperator<T, Bundle<K, T>> {
  private static final long serialVersionUID = 1;
  private static final int MOST_HELD = 1 << 22;
  private static final int MOST_OF_BUNDLE = 1 << 12;

  /** Keys without readings; with more of them, all begin anew. */
  private static final int KEYS_TO_REMEMBER = 1024;

  /** Of event time; watermarks go on after it even if no window closes. */
  private static final long LONGEST_HOLD_MILLIS = 10_000;

  private final KeySelector<T, K> keySelector;
  private final Measure<T> measure;
  private final Windows windows;

  private transient Heads<K> heads;
  private transient ReadingLogs waiting;

  /** How many without a finite value came, by the number of their head. */
  private transient Map<Integer, Integer> ignored;

  private transient Readings taken;
  private transient ListState<Long> savedFront;

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
    heads = new Heads<>();
    waiting = new ReadingLogs(waitsForSteps(windows) ? windows.stepMillis() : 0);
    ignored = new HashMap<>();
    taken = new Readings();
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

  /**
   * Whether readings wait for the end of their step. Not for the course of a key, which goes on
   * from window to window as long as readings of the key have come.
   */
  private static boolean waitsForSteps(Windows windows) {
    return windows.stepMillis() <= LONGEST_HOLD_MILLIS && windows.details().course() == null;
  }

  /** How much of a watermark goes on: no more than what lets a window close, where that is near. */
  static long goesOnAs(long watermark, Windows windows) {
    return watermark == Long.MAX_VALUE || !waitsForSteps(windows)
        ? watermark
        : windows.stepBefore(watermark);
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
    int number =
        heads.numberOf(
            keySelector.getKey(record),
            measure.metric().apply(record),
            measure.unit().apply(record));
    if (!Double.isFinite(value)) {
      ignored.merge(number, 1, Integer::sum);
    } else if (wasIdle || element.getTimestamp() <= front) {
      passWhole(heads.get(number), record, element.getTimestamp(), value);
    } else {
      waiting.add(number, element.getTimestamp(), value);
      if (waiting.size() >= MOST_HELD) {
        passAll();
      }
    }
  }

  private void passWhole(Bundle.Head<K> head, T record, long timeMillis, double value) {
    Bundle<K, T> whole = new Bundle<>(head);
    whole.readings.add(timeMillis, value);
    whole.record = record;
    send(whole, timeMillis);
  }

  /** The output writes it into bytes at once, as it leads into a shuffle: it may be reused. */
  void send(Bundle<K, T> bundle, long timeMillis) {
    output.collect(new StreamRecord<>(bundle, timeMillis));
  }

  private void passAll() {
    waiting.takeAll(heads.size());
    int used = passTaken();
    if (isWorthClearing(used)) {
      heads.clear();
    }
  }

  private void passBefore(long end) {
    waiting.takeBefore(end, heads.size());
    int used = passTaken();
    if (isWorthClearing(used)) {
      passAll();
    }
  }

  private boolean isWorthClearing(int used) {
    return heads.size() > 2 * used + KEYS_TO_REMEMBER;
  }

  /** Key by key, always in the same order; returns how many keys that were. */
  private int passTaken() {
    int used = 0;
    int start = 0;
    for (int number = 0; number < heads.size(); number++) {
      int end = waiting.endOf(number);
      int without = ignored.isEmpty() ? 0 : ignored.getOrDefault(number, 0);
      if (end > start || without > 0) {
        pass(heads.get(number), start, end, without);
        used++;
      }
      start = end;
    }
    waiting.forgetTaken();
    ignored.clear();
    return used;
  }

  private void pass(Bundle.Head<K> head, int start, int end, int without) {
    int from = start;
    do {
      int to = Math.min(end, from + MOST_OF_BUNDLE);
      taken.clear();
      waiting.copy(from, to, taken);
      Bundle<K, T> bundle = new Bundle<>(head, taken);
      bundle.ignored = from == start ? without : 0;
      // the earliest time: batch execution sorts by it
      send(bundle, taken.earliest());
      from = to;
    } while (from < end);
  }

  @Override
  public void processWatermark(Watermark mark) throws Exception {
    long time = goesOnAs(mark.getTimestamp(), windows);
    if (passed != Long.MIN_VALUE
        && time - passed < LONGEST_HOLD_MILLIS
        && !windows.mayClose(passed, time)) {
      return;
    }
    if (time == Long.MAX_VALUE) {
      passAll();
    } else {
      passBefore(time + 1);
      // the end of the input says nothing of times: a drained savepoint may be gone on from
      front = Math.max(front, time);
    }
    passed = time;
    super.processWatermark(new Watermark(time));
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
