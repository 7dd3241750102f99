package dev.telemetry.flink.alarm;

import dev.telemetry.alarm.AlarmMemory;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.Anomaly;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.TimerService;

/** What is kept of each source, fetched and stored together. */
final class SourceStates {
  /** Those of one moment by their ids, so that their order of arrival does not matter. */
  static final Comparator<AlarmCommand> ORDER =
      Comparator.comparing(AlarmCommand::getAt).thenComparing(AlarmCommand::getId);

  private final ValueState<SourceTimes> times;
  private final ValueState<Alarm> alarms;
  private final ValueState<Anomaly> edges;
  private final ListState<AlarmCommand> commands;

  SourceStates(RuntimeContext context) {
    times = context.getState(new ValueStateDescriptor<>("times", new SourceTimesSerializer()));
    alarms =
        context.getState(new ValueStateDescriptor<>("alarm", RecordTypeInfo.ofRecord(Alarm.class)));
    edges =
        context.getState(
            new ValueStateDescriptor<>("edge", RecordTypeInfo.ofRecord(Anomaly.class)));
    commands =
        context.getListState(
            new ListStateDescriptor<>(
                "waiting-commands", RecordTypeInfo.ofRecord(AlarmCommand.class)));
  }

  /** The current source between {@link #fetch} and {@link #store}; waiting ones in order. */
  record Fetched(SourceTimes source, AlarmMemory memory, List<AlarmCommand> waiting) {
    long firstCommandMillis() {
      return waiting.isEmpty() ? SourceTimes.NEVER : waiting.get(0).getAt().toEpochMilli();
    }
  }

  Fetched fetch(String key) throws Exception {
    SourceTimes source = times.value();
    if (source == null) {
      source = new SourceTimes();
    }
    List<AlarmCommand> waiting = new ArrayList<>();
    commands.get().forEach(waiting::add);
    waiting.sort(ORDER);
    var memory = new AlarmMemory(key, source.times, alarms.value(), edges.value());
    return new Fetched(source, memory, waiting);
  }

  void store(Fetched fetched, long wakeMillis, TimerService timers) throws Exception {
    AlarmMemory memory = fetched.memory();
    setTimer(fetched.source(), Math.min(wakeMillis, fetched.firstCommandMillis()), timers);
    commands.update(fetched.waiting());
    if (memory.isEmpty() && fetched.waiting().isEmpty()) {
      times.clear();
    } else {
      times.update(fetched.source());
    }
    alarms.update(memory.alarm());
    edges.update(memory.edge());
  }

  private static void setTimer(SourceTimes source, long wakeMillis, TimerService timers) {
    if (source.timerMillis == wakeMillis) {
      return;
    }
    if (source.timerMillis != SourceTimes.NEVER) {
      timers.deleteEventTimeTimer(source.timerMillis);
    }
    if (wakeMillis != SourceTimes.NEVER) {
      timers.registerEventTimeTimer(wakeMillis);
    }
    source.timerMillis = wakeMillis;
  }
}
