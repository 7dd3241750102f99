package dev.telemetry.alarm;

/** What can happen to an alarm, after delays and counts: the columns of {@link AlarmTable}. */
enum Signal {
  /** Abnormal, and the alarm before is over. */
  RAISE,
  /** Abnormal again, and the alarm before is not over. */
  RERAISE,
  /** Back to normal. */
  RETURN,
  /** Back to normal, and the policy latches. */
  RETURN_LATCHED,
  /** More severe. */
  WORSEN,
  /** Less severe. */
  EASE,
  ACKNOWLEDGE,
  RESET,
  SHELVE,
  UNSHELVE,
  /** The time of shelving is over. */
  END_SHELF,
  SUPPRESS,
  UNSUPPRESS,
  TAKE_OUT,
  PUT_BACK
}
