package dev.telemetry.alarm;

import static java.util.Objects.requireNonNull;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.AlarmEvent;
import dev.telemetry.model.AlarmState;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.Severity;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Writes the next record of an alarm. */
final class AlarmRecords {
  private AlarmRecords() {}

  /** The first record of a new alarm, not told yet; after the last one at the same moment. */
  static Alarm begin(String operator, AlarmMemory memory, long timeMillis) {
    Instant time = Instant.ofEpochMilli(timeMillis);
    String id = memory.source + "|" + time;
    Alarm last = memory.alarm;
    Anomaly edge = memory.edge;
    String key = edge == null ? AlarmSource.keyOf(memory.source) : edge.getKey();
    return Alarm.newBuilder()
        .setId(id)
        .setRevision(last != null && last.getId().equals(id) ? last.getRevision() : -1)
        .setSource(memory.source)
        .setState(AlarmState.NORMAL)
        .setEvent(AlarmEvent.OTHER)
        .setEventTime(time)
        .setSeverity(Severity.INFO)
        .setOperator(operator)
        .setKey(key)
        .setMachine(key.substring(0, Math.max(0, key.lastIndexOf('/'))))
        .build();
  }

  /** The record that follows the last one. */
  static Alarm next(
      Alarm last,
      AlarmMemory memory,
      Outcome outcome,
      Severity severity,
      long timeMillis,
      @Nullable AlarmCommand command) {
    Alarm next = copy(last);
    Instant time = Instant.ofEpochMilli(timeMillis);
    next.setRevision(last.getRevision() + 1);
    next.setState(outcome.next());
    next.setEvent(requireNonNull(outcome.event()));
    next.setEventTime(time);
    next.setSeverity(severity);
    next.setBy(command == null ? "" : command.getBy());
    next.setComment(command == null ? "" : command.getComment());
    if (outcome.next() == AlarmState.UNACKNOWLEDGED && last.getState() != outcome.next()) {
      annunciate(next, memory.edge, time);
    }
    tell(next, memory.edge, time, command);
    return next;
  }

  private static void annunciate(Alarm next, @Nullable Anomaly edge, Instant time) {
    describe(next, edge);
    next.setRaisedAt(next.getRaisedAt() == null ? time : next.getRaisedAt());
    next.setReturnedAt(null);
    next.setAcknowledgedAt(null);
    next.setAcknowledgedBy("");
  }

  private static void tell(
      Alarm next, @Nullable Anomaly edge, Instant time, @Nullable AlarmCommand command) {
    switch (next.getEvent()) {
      case RERAISED, CHATTERING -> raiseAgain(next);
      case SETTLED -> settle(next, edge);
      case RETURNED -> {
        settle(next, edge);
        giveBack(next, time);
      }
      case ESCALATED, EASED -> describe(next, edge);
      case ACKNOWLEDGED -> {
        next.setAcknowledgedAt(time);
        next.setAcknowledgedBy(next.getBy());
      }
      case SHELVED, SUPPRESSED, TAKEN_OUT_OF_SERVICE -> silence(next, time, command);
      case UNSHELVED, SHELF_ENDED, UNSUPPRESSED, RETURNED_TO_SERVICE -> resume(next, time);
      default -> {
        // RAISED is told by the state, RESET by the event
      }
    }
  }

  private static void raiseAgain(Alarm next) {
    next.setChattering(next.getEvent() == AlarmEvent.CHATTERING);
    next.setReraises(next.getReraises() + (next.getRevision() > 0 ? 1 : 0));
  }

  private static void settle(Alarm next, @Nullable Anomaly edge) {
    describe(next, edge);
    next.setChattering(false);
  }

  private static void giveBack(Alarm next, Instant time) {
    // what chattered has returned before it settles
    next.setReturnedAt(next.getReturnedAt() == null ? time : next.getReturnedAt());
  }

  private static void silence(Alarm next, Instant time, @Nullable AlarmCommand command) {
    next.setChattering(false);
    next.setShelvedUntil(
        command != null && next.getState() == AlarmState.SHELVED
            ? AlarmRefusals.endOf(command, time)
            : null);
  }

  private static void resume(Alarm next, Instant time) {
    next.setShelvedUntil(null);
    if (next.getState() == AlarmState.NORMAL && next.getRaisedAt() != null) {
      giveBack(next, time);
    }
  }

  /** Not by the builder, which goes through Avro. */
  private static Alarm copy(Alarm alarm) {
    return new Alarm(
        alarm.getId(),
        alarm.getRevision(),
        alarm.getSource(),
        alarm.getState(),
        alarm.getEvent(),
        alarm.getEventTime(),
        alarm.getSeverity(),
        alarm.getOperator(),
        alarm.getKey(),
        alarm.getMachine(),
        alarm.getMetric(),
        alarm.getUnit(),
        alarm.getDetector(),
        alarm.getRule(),
        alarm.getRuleVersion(),
        alarm.getEpisode(),
        alarm.getRaisedAt(),
        alarm.getReturnedAt(),
        alarm.getAcknowledgedAt(),
        alarm.getAcknowledgedBy(),
        alarm.getShelvedUntil(),
        alarm.getBy(),
        alarm.getComment(),
        alarm.getReraises(),
        alarm.getChattering(),
        alarm.getObserved(),
        alarm.getLower(),
        alarm.getUpper(),
        alarm.getPeak(),
        alarm.getExplanation());
  }

  /** One more raise of what chatters: counted and not told. */
  static Alarm counted(Alarm last, AlarmMemory memory) {
    Alarm next = copy(last);
    describe(next, memory.edge);
    next.setReraises(last.getReraises() + 1);
    next.setReturnedAt(null);
    return next;
  }

  /** What chatters is back to normal for the moment. */
  static Alarm paused(Alarm last, long timeMillis) {
    Alarm next = copy(last);
    next.setReturnedAt(Instant.ofEpochMilli(timeMillis));
    return next;
  }

  private static void describe(Alarm alarm, @Nullable Anomaly edge) {
    if (edge == null) {
      return;
    }
    alarm.setKey(edge.getKey());
    alarm.setMetric(edge.getMetric());
    alarm.setUnit(edge.getUnit());
    alarm.setDetector(edge.getDetector());
    alarm.setRule(edge.getRule());
    alarm.setRuleVersion(edge.getRuleVersion());
    alarm.setEpisode(edge.getEpisode());
    alarm.setObserved(edge.getObserved());
    alarm.setLower(edge.getLower());
    alarm.setUpper(edge.getUpper());
    alarm.setPeak(edge.getPeak());
    alarm.setExplanation(edge.getExplanation());
  }
}
