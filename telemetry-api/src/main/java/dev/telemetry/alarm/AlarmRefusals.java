package dev.telemetry.alarm;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmAction;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.AlarmCommandRejection;
import dev.telemetry.model.AlarmRefusal;
import dev.telemetry.model.AlarmState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** What makes a command impossible in every state, and how a refusal is worded. */
final class AlarmRefusals {
  private AlarmRefusals() {}

  static @Nullable AlarmRefusal check(
      AlarmMemory memory, AlarmCommand command, long timeMillis, long mostMillis) {
    if (command.getAction() == AlarmAction.UNKNOWN) {
      return AlarmRefusal.UNKNOWN_ACTION;
    }
    if (command.getSource().isEmpty() && command.getAlarm().isEmpty()) {
      return AlarmRefusal.NO_TARGET;
    }
    if (!command.getAlarm().isEmpty() && !isCurrent(command.getAlarm(), memory.alarm())) {
      return AlarmRefusal.OTHER_ALARM;
    }
    return command.getAction() == AlarmAction.SHELVE
        ? checkEnd(command, timeMillis, mostMillis)
        : null;
  }

  private static boolean isCurrent(String id, @Nullable Alarm alarm) {
    return alarm != null && alarm.getId().equals(id);
  }

  private static @Nullable AlarmRefusal checkEnd(
      AlarmCommand command, long timeMillis, long mostMillis) {
    Instant until = command.getShelveUntil();
    Long millis = command.getShelveMillis();
    if (until == null && millis == null) {
      return AlarmRefusal.NO_END;
    }
    Duration length =
        until == null
            ? Duration.ofMillis(millis)
            : Duration.between(Instant.ofEpochMilli(timeMillis), until);
    if (length.isNegative() || length.isZero()) {
      return AlarmRefusal.ENDED;
    }
    return length.compareTo(Duration.ofMillis(mostMillis)) > 0 ? AlarmRefusal.TOO_LONG : null;
  }

  /** When a shelving that was not refused ends. */
  static Instant endOf(AlarmCommand command, Instant time) {
    Instant until = command.getShelveUntil();
    Long millis = command.getShelveMillis();
    return until == null && millis != null ? time.plusMillis(millis) : until == null ? time : until;
  }

  static AlarmCommandRejection rejection(
      AlarmState state, AlarmCommand command, AlarmRefusal reason, long timeMillis) {
    return new AlarmCommandRejection(
        command,
        reason,
        "the alarm is " + state + ", " + words(reason),
        state,
        Instant.ofEpochMilli(timeMillis));
  }

  private static String words(AlarmRefusal reason) {
    return switch (reason) {
      case NO_TARGET -> "and the command names neither a source nor an alarm";
      case UNKNOWN_ACTION -> "and the command's action is unknown to this job";
      case OTHER_ALARM -> "and another one than the command names";
      case NOTHING_TO_ACKNOWLEDGE -> "there is nothing to acknowledge";
      case STILL_ABNORMAL -> "it can be reset when it is back to normal";
      case NOT_LATCHED -> "there is no latch to reset";
      case NOT_SHELVED -> "there is no shelving to end";
      case NOT_SUPPRESSED -> "there is no suppression to end";
      case NOT_OUT_OF_SERVICE -> "it is in service";
      case SILENCED -> "which goes before the command";
      case NO_END -> "and shelving needs an end";
      case ENDED -> "and the shelving would end before it begins";
      case TOO_LONG -> "and may not be shelved for so long";
      case TOO_MANY_WAITING -> "and too many commands wait for event time to reach them";
      case OTHER -> "and the command was refused";
    };
  }
}
