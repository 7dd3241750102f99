package dev.telemetry.alarm;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmAction;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Leads one source through its life, second by second, and keeps what is told. */
final class AlarmRun {
  static final String SOURCE = "anomalies|plant-1/press-7/temperature|threshold";

  final AlarmLifecycle lifecycle;
  AlarmMemory memory = new AlarmMemory(SOURCE);
  final List<Alarm> told = new ArrayList<>();
  AlarmTransition last = AlarmTransition.silent(memory.state());
  private long opened;

  AlarmRun(AlarmPolicy policy) {
    lifecycle = AlarmLifecycle.of("alarms", policy);
  }

  static Instant at(long seconds) {
    return Instant.ofEpochSecond(seconds);
  }

  AlarmRun opens(long seconds) {
    return opens(seconds, Severity.WARNING);
  }

  AlarmRun opens(long seconds, Severity severity) {
    opened = seconds;
    return sees(edge(EpisodePhase.OPENED, opened, seconds, severity));
  }

  AlarmRun closes(long seconds) {
    return sees(edge(EpisodePhase.CLOSED, opened, seconds, Severity.WARNING));
  }

  /** A further edge of the open episode, with another severity. */
  AlarmRun changes(long seconds, Severity severity) {
    return sees(edge(EpisodePhase.CHANGED, opened, seconds, severity));
  }

  AlarmRun sees(Anomaly edge) {
    passes(edge.getEventTime().getEpochSecond());
    return keep(lifecycle.observe(memory, edge));
  }

  AlarmRun commands(long seconds, AlarmAction action) {
    return commands(seconds, action, command -> {});
  }

  AlarmRun commands(long seconds, AlarmAction action, Consumer<AlarmCommand> more) {
    AlarmCommand command = command(seconds, action);
    more.accept(command);
    passes(seconds);
    return keep(lifecycle.obey(memory, command, seconds * 1000));
  }

  AlarmRun shelves(long seconds, long forSeconds) {
    return commands(
        seconds, AlarmAction.SHELVE, command -> command.setShelveMillis(forSeconds * 1000));
  }

  AlarmRun passes(long seconds) {
    while (lifecycle.wakeAt(memory) <= seconds * 1000) {
      keep(lifecycle.advance(memory, seconds * 1000));
    }
    return this;
  }

  private AlarmRun keep(AlarmTransition transition) {
    last = transition;
    if (transition.alarm() != null) {
      told.add(transition.alarm());
    }
    return this;
  }

  /** What was told, in words: RAISED UNACKNOWLEDGED@3. */
  List<String> story() {
    return told.stream()
        .map(
            each ->
                each.getEvent()
                    + " "
                    + each.getState()
                    + "@"
                    + each.getEventTime().getEpochSecond())
        .toList();
  }

  Alarm alarm() {
    return told.get(told.size() - 1);
  }

  static AlarmCommand command(long seconds, AlarmAction action) {
    return new AlarmCommand(
        "command-" + seconds, action, SOURCE, "", "ada", at(seconds), "seen it", null, null);
  }

  static Anomaly edge(EpisodePhase phase, long opened, long seconds, Severity severity) {
    boolean closed = phase == EpisodePhase.CLOSED;
    String episode = SOURCE + ".v3|" + at(opened);
    return Anomaly.newBuilder()
        .setId(episode + "|" + phase)
        .setEpisode(episode)
        .setPhase(phase)
        .setOperator("anomalies")
        .setKey("plant-1/press-7/temperature")
        .setMetric("temperature")
        .setUnit("Cel")
        .setDetector("threshold")
        .setRuleVersion(3)
        .setSeverity(severity)
        .setScore(1)
        .setEventTime(at(seconds))
        .setOpenedAt(at(opened))
        .setClosedAt(closed ? at(seconds) : null)
        .setObserved(closed ? 84 : 92)
        .setUpper(90.0)
        .setPeak(closed ? 95 : 92)
        .setExplanation(closed ? "back to 84 Cel" : "92 Cel is above 90 Cel")
        .build();
  }
}
