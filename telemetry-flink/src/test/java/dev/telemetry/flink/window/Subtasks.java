package dev.telemetry.flink.window;

import dev.telemetry.flink.type.Measure;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.core.execution.SavepointFormatType;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.SavepointType;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.runtime.state.StateBackend;
import org.apache.flink.runtime.state.hashmap.HashMapStateBackend;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.runtime.watermarkstatus.WatermarkStatus;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.jspecify.annotations.Nullable;

/**
 * Both operators in several subtasks with a shuffle between them, in Flink's harness. Each restart
 * is from a savepoint in the canonical format and may change the parallelism, the backend and the
 * windows.
 */
@SuppressWarnings("try") // Flink's close() may be interrupted
final class Subtasks implements AutoCloseable {
  private static final int MOST = 8;

  private final List<
          OneInputStreamOperatorTestHarness<SensorReading, Bundle<String, SensorReading>>>
      before = new ArrayList<>();
  private final List<
          KeyedOneInputStreamOperatorTestHarness<
              String, Bundle<String, SensorReading>, WindowStatistics>>
      behind = new ArrayList<>();

  /** How far the watermark of each channel has come; all subtasks behind see the same. */
  private long[] channels = {};

  private boolean[] idle = {};
  private final List<WindowStatistics> results = new ArrayList<>();
  private final List<SensorReading> late = new ArrayList<>();
  private @Nullable OperatorSubtaskState stateBefore;
  private @Nullable OperatorSubtaskState stateBehind;
  private int lastParallelism;
  private long savepoints;

  static BundleSerializer<String, SensorReading> bundles() {
    return new BundleSerializer<>(
        StringSerializer.INSTANCE, WindowRun.READINGS.createSerializer(new SerializerConfigImpl()));
  }

  Subtasks start(Windows windows, int parallelism, StateBackend backend) throws Exception {
    for (int i = 0; i < parallelism; i++) {
      before.add(startBefore(windows, parallelism, i));
      behind.add(startBehind(windows, parallelism, i, backend));
    }
    lastParallelism = parallelism;
    channels = new long[parallelism];
    java.util.Arrays.fill(channels, Long.MIN_VALUE);
    idle = new boolean[parallelism];
    return this;
  }

  Subtasks start(Windows windows, int parallelism) throws Exception {
    return start(windows, parallelism, new HashMapStateBackend());
  }

  private OneInputStreamOperatorTestHarness<SensorReading, Bundle<String, SensorReading>>
      startBefore(Windows windows, int parallelism, int index) throws Exception {
    var harness =
        new OneInputStreamOperatorTestHarness<SensorReading, Bundle<String, SensorReading>>(
            new BundleOperator<>(SensorReading::getSensorId, Measure.OF_READING, windows),
            MOST,
            parallelism,
            index);
    harness.setup(bundles());
    harness.initializeState(ofSubtask(stateBefore, parallelism, index));
    harness.open();
    return harness;
  }

  private KeyedOneInputStreamOperatorTestHarness<
          String, Bundle<String, SensorReading>, WindowStatistics>
      startBehind(Windows windows, int parallelism, int index, StateBackend backend)
          throws Exception {
    var harness =
        new KeyedOneInputStreamOperatorTestHarness<>(
            new WindowOperator<String, SensorReading>(windows, "statistics", WindowRun.LATE, null),
            Bundle::key,
            Types.STRING,
            MOST,
            parallelism,
            index);
    harness.setStateBackend(backend);
    harness.setup(
        dev.telemetry.flink.type.RecordTypeInfo.ofRecord(WindowStatistics.class)
            .createSerializer(new SerializerConfigImpl()));
    harness.initializeState(ofSubtask(stateBehind, parallelism, index));
    harness.open();
    return harness;
  }

  private @Nullable OperatorSubtaskState ofSubtask(
      @Nullable OperatorSubtaskState state, int parallelism, int index) {
    return state == null
        ? null
        : AbstractStreamOperatorTestHarness.repartitionOperatorState(
            state, MOST, lastParallelism, parallelism, index);
  }

  int parallelism() {
    return before.size();
  }

  Subtasks read(int channel, SensorReading reading) throws Exception {
    before.get(channel).processElement(reading, reading.getEventTime().toEpochMilli());
    return shuffle();
  }

  Subtasks watermark(int channel, long millis) throws Exception {
    before.get(channel).processWatermark(millis);
    return shuffle();
  }

  Subtasks watermark(long millis) throws Exception {
    for (int channel = 0; channel < parallelism(); channel++) {
      watermark(channel, millis);
    }
    return this;
  }

  Subtasks idle(int channel) throws Exception {
    before.get(channel).processWatermarkStatus(WatermarkStatus.IDLE);
    return shuffle();
  }

  Subtasks active(int channel) throws Exception {
    before.get(channel).processWatermarkStatus(WatermarkStatus.ACTIVE);
    return shuffle();
  }

  private Subtasks shuffle() throws Exception {
    for (int channel = 0; channel < parallelism(); channel++) {
      var output = before.get(channel).getOutput();
      for (Object next = output.poll(); next != null; next = output.poll()) {
        if (next instanceof Watermark mark) {
          channels[channel] = mark.getTimestamp();
        } else if (next instanceof WatermarkStatus status) {
          idle[channel] = status.isIdle();
        } else {
          route((StreamRecord<?>) next);
        }
        advance();
      }
    }
    return this;
  }

  /** Through bytes, as between machines. */
  @SuppressWarnings("unchecked") // nothing else goes on
  private void route(StreamRecord<?> record) throws Exception {
    byte[] bytes =
        dev.telemetry.flink.type.Serialized.bytes(
            bundles(), (Bundle<String, SensorReading>) record.getValue());
    Bundle<String, SensorReading> bundle =
        dev.telemetry.flink.type.Serialized.value(bundles(), bytes);
    int subtask =
        KeyGroupRangeAssignment.assignKeyToParallelOperator(bundle.key(), MOST, behind.size());
    behind.get(subtask).processElement(new StreamRecord<>(bundle, record.getTimestamp()));
  }

  private void advance() throws Exception {
    long least = Long.MAX_VALUE;
    boolean active = false;
    for (int channel = 0; channel < channels.length; channel++) {
      if (!idle[channel]) {
        least = Math.min(least, channels[channel]);
        active = true;
      }
    }
    for (var subtask : behind) {
      if (active && least > subtask.getCurrentWatermark()) {
        subtask.processWatermark(least);
      }
    }
  }

  /** Stops with a savepoint, from which the next start goes on. */
  Subtasks stop() throws Exception {
    savepoints++;
    SavepointType canonical = SavepointType.savepoint(SavepointFormatType.CANONICAL);
    OperatorSubtaskState[] statesBefore = new OperatorSubtaskState[parallelism()];
    OperatorSubtaskState[] statesBehind = new OperatorSubtaskState[parallelism()];
    for (int i = 0; i < parallelism(); i++) {
      before.get(i).prepareSnapshotPreBarrier(savepoints);
    }
    shuffle();
    for (int i = 0; i < parallelism(); i++) {
      statesBefore[i] = before.get(i).snapshot(savepoints, savepoints);
      statesBehind[i] =
          behind
              .get(i)
              .snapshotWithLocalState(savepoints, savepoints, canonical)
              .getJobManagerOwnedState();
    }
    close();
    stateBefore = AbstractStreamOperatorTestHarness.repackageState(statesBefore);
    stateBehind = AbstractStreamOperatorTestHarness.repackageState(statesBehind);
    return this;
  }

  /** The last watermark of a bounded input. */
  Subtasks end() throws Exception {
    watermark(Long.MAX_VALUE);
    collect();
    return this;
  }

  private void collect() {
    for (var subtask : behind) {
      results.addAll(subtask.extractOutputValues());
      subtask.getOutput().clear();
      var records = subtask.getSideOutput(WindowRun.LATE);
      while (records != null && !records.isEmpty()) {
        late.add(records.poll().getValue());
      }
    }
  }

  List<WindowStatistics> results() {
    collect();
    return results;
  }

  List<SensorReading> late() {
    collect();
    return late;
  }

  @Override
  public void close() throws Exception {
    collect();
    for (var subtask : before) {
      subtask.getOutput().clear();
      subtask.close();
    }
    for (var subtask : behind) {
      subtask.close();
    }
    before.clear();
    behind.clear();
  }
}
