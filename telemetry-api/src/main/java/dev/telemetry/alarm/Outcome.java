package dev.telemetry.alarm;

import dev.telemetry.model.AlarmEvent;
import dev.telemetry.model.AlarmRefusal;
import dev.telemetry.model.AlarmState;
import org.jspecify.annotations.Nullable;

/**
 * A cell of {@link AlarmTable}: an event that leads to a state, nothing, or a refusal.
 *
 * @param next the state afterwards, the same one where there is no event
 * @param event null where nothing is to be told
 * @param refusal null unless a command is refused
 */
record Outcome(AlarmState next, @Nullable AlarmEvent event, @Nullable AlarmRefusal refusal) {
  static Outcome to(AlarmState next, AlarmEvent event) {
    return new Outcome(next, event, null);
  }

  static Outcome silent(AlarmState state) {
    return new Outcome(state, null, null);
  }

  static Outcome refused(AlarmState state, AlarmRefusal refusal) {
    return new Outcome(state, null, refusal);
  }
}
