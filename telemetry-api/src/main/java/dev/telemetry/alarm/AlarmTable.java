package dev.telemetry.alarm;

import static dev.telemetry.model.AlarmState.ACKNOWLEDGED;
import static dev.telemetry.model.AlarmState.LATCHED_ACKNOWLEDGED;
import static dev.telemetry.model.AlarmState.LATCHED_UNACKNOWLEDGED;
import static dev.telemetry.model.AlarmState.NORMAL;
import static dev.telemetry.model.AlarmState.OUT_OF_SERVICE;
import static dev.telemetry.model.AlarmState.RETURNED_UNACKNOWLEDGED;
import static dev.telemetry.model.AlarmState.SHELVED;
import static dev.telemetry.model.AlarmState.SUPPRESSED;
import static dev.telemetry.model.AlarmState.UNACKNOWLEDGED;

import dev.telemetry.model.AlarmEvent;
import dev.telemetry.model.AlarmRefusal;
import dev.telemetry.model.AlarmState;

/**
 * The states and transitions of ISA-18.2 (2016) and IEC 62682 (2014), "alarm state transition
 * diagram": one method for each kind of signal, one case for each state in which it does something.
 * Choices of ours are that a reset does not stand for an acknowledgement, that a worse alarm wants
 * another one, and that out of service goes before suppression and that before shelving.
 */
final class AlarmTable {
  private AlarmTable() {}

  /**
   * What a signal does in a state.
   *
   * @param abnormal whether the condition lasts, which a silenced alarm returns to
   */
  static Outcome of(AlarmState state, Signal signal, boolean abnormal) {
    return switch (signal) {
      case RAISE -> raise(state, AlarmEvent.RAISED);
      case RERAISE -> raise(state, AlarmEvent.RERAISED);
      case RETURN -> giveBack(state, RETURNED_UNACKNOWLEDGED, NORMAL);
      case RETURN_LATCHED -> giveBack(state, LATCHED_UNACKNOWLEDGED, LATCHED_ACKNOWLEDGED);
      case WORSEN -> worsen(state);
      case EASE -> ease(state);
      case ACKNOWLEDGE -> acknowledge(state);
      case RESET -> reset(state);
      case SHELVE, SUPPRESS, TAKE_OUT -> silence(state, signal);
      case UNSHELVE, END_SHELF, UNSUPPRESS, PUT_BACK -> resume(state, signal, abnormal);
    };
  }

  private static Outcome raise(AlarmState state, AlarmEvent event) {
    return switch (state) {
      case NORMAL, RETURNED_UNACKNOWLEDGED, LATCHED_UNACKNOWLEDGED, LATCHED_ACKNOWLEDGED ->
          Outcome.to(UNACKNOWLEDGED, event);
      default -> Outcome.silent(state);
    };
  }

  private static Outcome giveBack(
      AlarmState state, AlarmState fromUnacknowledged, AlarmState fromAcknowledged) {
    return switch (state) {
      case UNACKNOWLEDGED -> Outcome.to(fromUnacknowledged, AlarmEvent.RETURNED);
      case ACKNOWLEDGED -> Outcome.to(fromAcknowledged, AlarmEvent.RETURNED);
      default -> Outcome.silent(state);
    };
  }

  /** Who acknowledged the lesser alarm has not seen the worse one. */
  private static Outcome worsen(AlarmState state) {
    return switch (state) {
      case UNACKNOWLEDGED, ACKNOWLEDGED -> Outcome.to(UNACKNOWLEDGED, AlarmEvent.ESCALATED);
      default -> Outcome.silent(state);
    };
  }

  private static Outcome ease(AlarmState state) {
    return switch (state) {
      case UNACKNOWLEDGED, ACKNOWLEDGED -> Outcome.to(state, AlarmEvent.EASED);
      default -> Outcome.silent(state);
    };
  }

  private static Outcome acknowledge(AlarmState state) {
    return switch (state) {
      case UNACKNOWLEDGED -> Outcome.to(ACKNOWLEDGED, AlarmEvent.ACKNOWLEDGED);
      case RETURNED_UNACKNOWLEDGED -> Outcome.to(NORMAL, AlarmEvent.ACKNOWLEDGED);
      case LATCHED_UNACKNOWLEDGED -> Outcome.to(LATCHED_ACKNOWLEDGED, AlarmEvent.ACKNOWLEDGED);
      case NORMAL, ACKNOWLEDGED, LATCHED_ACKNOWLEDGED ->
          Outcome.refused(state, AlarmRefusal.NOTHING_TO_ACKNOWLEDGE);
      case SHELVED, SUPPRESSED, OUT_OF_SERVICE -> Outcome.refused(state, AlarmRefusal.SILENCED);
    };
  }

  private static Outcome reset(AlarmState state) {
    return switch (state) {
      case LATCHED_UNACKNOWLEDGED -> Outcome.to(RETURNED_UNACKNOWLEDGED, AlarmEvent.RESET);
      case LATCHED_ACKNOWLEDGED -> Outcome.to(NORMAL, AlarmEvent.RESET);
      case UNACKNOWLEDGED, ACKNOWLEDGED -> Outcome.refused(state, AlarmRefusal.STILL_ABNORMAL);
      case NORMAL, RETURNED_UNACKNOWLEDGED -> Outcome.refused(state, AlarmRefusal.NOT_LATCHED);
      case SHELVED, SUPPRESSED, OUT_OF_SERVICE -> Outcome.refused(state, AlarmRefusal.SILENCED);
    };
  }

  /** Only by what goes before; shelving may be renewed. */
  private static Outcome silence(AlarmState state, Signal signal) {
    AlarmState next =
        switch (signal) {
          case SHELVE -> SHELVED;
          case SUPPRESS -> SUPPRESSED;
          default -> OUT_OF_SERVICE;
        };
    boolean stronger = rank(next) > rank(state) || (next == SHELVED && state == SHELVED);
    return stronger
        ? Outcome.to(next, silenced(next))
        : Outcome.refused(state, AlarmRefusal.SILENCED);
  }

  private static int rank(AlarmState state) {
    return switch (state) {
      case OUT_OF_SERVICE -> 3;
      case SUPPRESSED -> 2;
      case SHELVED -> 1;
      default -> 0;
    };
  }

  private static AlarmEvent silenced(AlarmState next) {
    return switch (next) {
      case SHELVED -> AlarmEvent.SHELVED;
      case SUPPRESSED -> AlarmEvent.SUPPRESSED;
      default -> AlarmEvent.TAKEN_OUT_OF_SERVICE;
    };
  }

  /** What was silenced goes back to what the condition says. */
  private static Outcome resume(AlarmState state, Signal signal, boolean abnormal) {
    AlarmState next = abnormal ? UNACKNOWLEDGED : NORMAL;
    return switch (signal) {
      case UNSHELVE ->
          state == SHELVED
              ? Outcome.to(next, AlarmEvent.UNSHELVED)
              : Outcome.refused(state, AlarmRefusal.NOT_SHELVED);
      case UNSUPPRESS ->
          state == SUPPRESSED
              ? Outcome.to(next, AlarmEvent.UNSUPPRESSED)
              : Outcome.refused(state, AlarmRefusal.NOT_SUPPRESSED);
      case PUT_BACK ->
          state == OUT_OF_SERVICE
              ? Outcome.to(next, AlarmEvent.RETURNED_TO_SERVICE)
              : Outcome.refused(state, AlarmRefusal.NOT_OUT_OF_SERVICE);
      default ->
          state == SHELVED ? Outcome.to(next, AlarmEvent.SHELF_ENDED) : Outcome.silent(state);
    };
  }
}
