package dev.telemetry.alarm;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommandRejection;
import dev.telemetry.model.AlarmState;
import org.jspecify.annotations.Nullable;

/**
 * What one step in the life of an alarm came to.
 *
 * @param from the state before
 * @param to the state afterwards
 * @param alarm the record to tell, null where the step is silent
 * @param rejection null unless a command was refused
 * @param ignored whether an edge meant nothing: it was here before, is older than the last one,
 *     closes what is not open, or is of a rule in the shadow
 */
public record AlarmTransition(
    AlarmState from,
    AlarmState to,
    @Nullable Alarm alarm,
    @Nullable AlarmCommandRejection rejection,
    boolean ignored) {

  static AlarmTransition told(AlarmState from, Alarm alarm) {
    return new AlarmTransition(from, alarm.getState(), alarm, null, false);
  }

  static AlarmTransition silent(AlarmState state) {
    return new AlarmTransition(state, state, null, null, false);
  }

  static AlarmTransition ignored(AlarmState state) {
    return new AlarmTransition(state, state, null, null, true);
  }

  static AlarmTransition refused(AlarmCommandRejection rejection) {
    return new AlarmTransition(rejection.getState(), rejection.getState(), null, rejection, false);
  }
}
