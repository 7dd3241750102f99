package dev.telemetry.alarm;

import static java.util.Objects.requireNonNull;

import dev.telemetry.model.Severity;
import java.io.Serializable;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/**
 * How alarms behave. All durations are event time.
 *
 * <pre>{@code
 * AlarmPolicy.plain()
 *     .raiseAfter(ofSeconds(10)).returnAfter(ofSeconds(60))
 *     .rest(ofMinutes(10)).chatteringAt(3, ofMinutes(1))
 *     .escalateTo(Severity.CRITICAL, ofMinutes(15))
 * }</pre>
 *
 * <p>The plain policy has no delay, no rest, no chattering, no latch and no escalation, and shelves
 * for at most 8 hours, a shift. Immutable: each step returns a new policy.
 */
public final class AlarmPolicy implements Serializable {
  private static final long serialVersionUID = 1;
  private static final Duration SHIFT = Duration.ofHours(8);
  private static final int MOST_RAISES = 100;

  long raiseAfterMillis;
  long returnAfterMillis;
  long restMillis;
  int chatterRaises;
  long chatterMillis;
  boolean latched;
  long shelveMillis = SHIFT.toMillis();

  /** In the order of their times. */
  List<Escalation> escalations = List.of();

  private AlarmPolicy() {}

  /** Each step changes its own copy before anybody sees it. */
  private AlarmPolicy copy() {
    AlarmPolicy copy = new AlarmPolicy();
    copy.raiseAfterMillis = raiseAfterMillis;
    copy.returnAfterMillis = returnAfterMillis;
    copy.restMillis = restMillis;
    copy.chatterRaises = chatterRaises;
    copy.chatterMillis = chatterMillis;
    copy.latched = latched;
    copy.shelveMillis = shelveMillis;
    copy.escalations = escalations;
    return copy;
  }

  /** The severity that an alarm has at least after so long without an acknowledgement. */
  record Escalation(Severity severity, long afterMillis) implements Serializable {}

  /**
   * Every episode is an alarm at once, and ends with it.
   *
   * @return the policy
   */
  public static AlarmPolicy plain() {
    return new AlarmPolicy();
  }

  /**
   * On-delay: raises only when the condition has lasted; the alarm is raised when the delay ends.
   *
   * @param delay not negative
   * @return the policy
   */
  public AlarmPolicy raiseAfter(Duration delay) {
    AlarmPolicy copy = copy();
    copy.raiseAfterMillis = millis(delay, "raiseAfter");
    return copy;
  }

  /**
   * Off-delay: returns to normal only when the condition has been gone for so long.
   *
   * @param delay not negative
   * @return the policy
   */
  public AlarmPolicy returnAfter(Duration delay) {
    AlarmPolicy copy = copy();
    copy.returnAfterMillis = millis(delay, "returnAfter");
    return copy;
  }

  /**
   * No new alarm for so long after one has ended: what comes in that time raises the same again.
   *
   * @param rest not negative
   * @return the policy
   */
  public AlarmPolicy rest(Duration rest) {
    AlarmPolicy copy = copy();
    copy.restMillis = millis(rest, "rest");
    return copy;
  }

  /**
   * Flap detection: an alarm that is raised so often within so long chatters. It then stays raised,
   * its comings and goings are only counted, and it settles when it was not raised for that long.
   * EEMUA 191 and ISA-18.2 speak of chattering from 3 times a minute.
   *
   * @param raises 2 to 100
   * @param within positive
   * @return the policy
   */
  public AlarmPolicy chatteringAt(int raises, Duration within) {
    if (raises < 2 || raises > MOST_RAISES) {
      throw new IllegalArgumentException("raises must be 2 to " + MOST_RAISES + ", was " + raises);
    }
    AlarmPolicy copy = copy();
    copy.chatterRaises = raises;
    copy.chatterMillis = positive(within, "within");
    return copy;
  }

  /**
   * Alarms stay after the return to normal until an operator resets them.
   *
   * @return the policy
   */
  public AlarmPolicy latched() {
    AlarmPolicy copy = copy();
    copy.latched = true;
    return copy;
  }

  /**
   * How long an operator may shelve.
   *
   * @param longest positive; 8 hours unless told
   * @return the policy
   */
  public AlarmPolicy shelveAtMost(Duration longest) {
    AlarmPolicy copy = copy();
    copy.shelveMillis = positive(longest, "shelveAtMost");
    return copy;
  }

  /**
   * Makes an alarm more severe that is abnormal and unacknowledged for so long; the acknowledgement
   * takes it back to what its detector says. Several steps may follow each other.
   *
   * @param severity that it has at least from then on
   * @param unacknowledgedFor positive, since it was raised last
   * @return the policy
   */
  public AlarmPolicy escalateTo(Severity severity, Duration unacknowledgedFor) {
    requireNonNull(severity, "severity");
    long after = positive(unacknowledgedFor, "unacknowledgedFor");
    AlarmPolicy copy = copy();
    copy.escalations =
        Stream.concat(escalations.stream(), Stream.of(new Escalation(severity, after)))
            .sorted(Comparator.comparingLong(Escalation::afterMillis))
            .toList();
    return copy;
  }

  private static long millis(Duration duration, String name) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(name + " must not be negative, was " + duration);
    }
    return duration.toMillis();
  }

  private static long positive(Duration duration, String name) {
    if (duration.toMillis() < 1) {
      throw new IllegalArgumentException(name + " must be at least 1 ms, was " + duration);
    }
    return duration.toMillis();
  }
}
