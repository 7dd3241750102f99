package dev.telemetry.flink.alarm;

import static java.util.stream.Collectors.toList;

import dev.telemetry.alarm.AlarmLifecycle;
import dev.telemetry.alarm.AlarmPolicy;
import dev.telemetry.alarm.AlarmSource;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.AlarmCommandRejection;
import dev.telemetry.model.Anomaly;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializerConfigImpl;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.state.KeyGroupRangeAssignment;
import org.apache.flink.streaming.api.operators.co.KeyedCoProcessOperator;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.util.AbstractStreamOperatorTestHarness;
import org.apache.flink.streaming.util.KeyedTwoInputStreamOperatorTestHarness;

/** The alarm operator on any number of subtasks, over restarts and rescales. */
@SuppressWarnings("try") // Flink's close() may be interrupted
final class AlarmRig implements AutoCloseable {
  private static final int MOST_SUBTASKS = 8;

  final List<Alarm> alarms = new ArrayList<>();
  final List<AlarmCommandRejection> rejected = new ArrayList<>();
  private final AlarmPolicy policy;
  private final boolean onArrival;
  private final List<KeyedTwoInputStreamOperatorTestHarness<String, Anomaly, AlarmCommand, Alarm>>
      subtasks = new ArrayList<>();
  private long checkpoint;

  AlarmRig(AlarmPolicy policy) throws Exception {
    this(policy, false);
  }

  AlarmRig(AlarmPolicy policy, boolean onArrival) throws Exception {
    this.policy = policy;
    this.onArrival = onArrival;
    start(1, 0, null);
  }

  private void start(int parallelism, int before, OperatorSubtaskState state) throws Exception {
    for (int i = 0; i < parallelism; i++) {
      var function = new AlarmFunction(AlarmLifecycle.of("alarms", policy), onArrival);
      var subtask =
          new KeyedTwoInputStreamOperatorTestHarness<String, Anomaly, AlarmCommand, Alarm>(
              new KeyedCoProcessOperator<>(function),
              AlarmSource::of,
              AlarmSource::of,
              Types.STRING,
              MOST_SUBTASKS,
              parallelism,
              i);
      subtask.setup(
          RecordTypeInfo.ofRecord(Alarm.class).createSerializer(new SerializerConfigImpl()));
      subtask.initializeState(
          state == null
              ? null
              : AbstractStreamOperatorTestHarness.repartitionOperatorState(
                  state, MOST_SUBTASKS, before, parallelism, i));
      subtask.open();
      subtasks.add(subtask);
    }
  }

  private KeyedTwoInputStreamOperatorTestHarness<String, Anomaly, AlarmCommand, Alarm> of(
      String source) {
    return subtasks.get(
        KeyGroupRangeAssignment.assignKeyToParallelOperator(
            source, MOST_SUBTASKS, subtasks.size()));
  }

  AlarmRig sees(Anomaly... edges) throws Exception {
    for (Anomaly edge : edges) {
      of(AlarmSource.of(edge)).processElement1(edge, edge.getEventTime().toEpochMilli());
    }
    return this;
  }

  AlarmRig hears(AlarmCommand... commands) throws Exception {
    for (AlarmCommand command : commands) {
      of(AlarmSource.of(command)).processElement2(command, command.getAt().toEpochMilli());
    }
    return this;
  }

  AlarmRig reaches(long seconds) throws Exception {
    for (var subtask : subtasks) {
      subtask.processBothWatermarks(new Watermark(seconds * 1000));
    }
    return this;
  }

  /** Lost and restored from a checkpoint, on so many subtasks. */
  AlarmRig restartsOn(int parallelism) throws Exception {
    OperatorSubtaskState[] states = new OperatorSubtaskState[subtasks.size()];
    checkpoint++;
    for (int i = 0; i < states.length; i++) {
      states[i] = subtasks.get(i).snapshot(checkpoint, checkpoint);
    }
    stop();
    start(parallelism, states.length, AbstractStreamOperatorTestHarness.repackageState(states));
    return this;
  }

  private void stop() throws Exception {
    for (var subtask : subtasks) {
      alarms.addAll(subtask.extractOutputValues());
      var side = subtask.getSideOutput(Alarms.REJECTED);
      if (side != null) {
        rejected.addAll(side.stream().map(each -> each.getValue()).collect(toList()));
      }
      subtask.close();
    }
    subtasks.clear();
  }

  int timers() {
    return subtasks.stream().mapToInt(each -> each.numEventTimeTimers()).sum();
  }

  int stateEntries() {
    return subtasks.stream().mapToInt(each -> each.numKeyedStateEntries()).sum();
  }

  /** As a checkpoint writes it. */
  long stateBytes() throws Exception {
    checkpoint++;
    long bytes = 0;
    for (var subtask : subtasks) {
      bytes += subtask.snapshot(checkpoint, checkpoint).getStateSize();
    }
    return bytes;
  }

  @Override
  public void close() throws Exception {
    stop();
  }

  List<String> story() throws Exception {
    stop();
    return alarms.stream()
        .map(
            each ->
                each.getEvent()
                    + " "
                    + each.getState()
                    + "@"
                    + each.getEventTime().getEpochSecond())
        .toList();
  }
}
