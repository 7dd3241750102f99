package dev.telemetry.alarm;

import static java.util.Objects.requireNonNull;

import dev.telemetry.alarm.AlarmPolicy.Escalation;
import dev.telemetry.alarm.AlarmTimes.Condition;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.AlarmEvent;
import dev.telemetry.model.AlarmRefusal;
import dev.telemetry.model.AlarmState;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import dev.telemetry.model.Severity;
import java.io.Serializable;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The life of alarms: which record each edge of an episode, each command and the passing of time
 * make of a source's memory. Immutable and without a clock; the same steps give the same records.
 *
 * <p>Steps are taken in order of event time. Before an edge or a command of time t, and whenever
 * time passes, {@link #advance} is called until {@link #wakeAt} is later than t. An input that is
 * behind the source's time acts at the source's time.
 */
public final class AlarmLifecycle implements Serializable {
  private static final long serialVersionUID = 1;
  private static final long NEVER = AlarmTimes.NEVER;

  private final String operator;
  private final AlarmPolicy policy;

  private AlarmLifecycle(String operator, AlarmPolicy policy) {
    this.operator = operator;
    this.policy = policy;
  }

  /**
   * The life of the alarms of one operator.
   *
   * @param operator its name, which the records carry
   * @param policy how alarms behave
   * @return the life cycle
   */
  public static AlarmLifecycle of(String operator, AlarmPolicy policy) {
    return new AlarmLifecycle(
        requireNonNull(operator, "operator"), requireNonNull(policy, "policy"));
  }

  /**
   * An episode of the source opens, changes or closes. That of a rule which only tries itself out
   * is ignored.
   *
   * @param memory of the source; changed in place
   * @param edge of an episode
   * @return what came of it
   */
  public AlarmTransition observe(AlarmMemory memory, Anomaly edge) {
    boolean closes = edge.getPhase() == EpisodePhase.CLOSED;
    // a rule in the shadow raises nothing, and may close what it raised before
    if (!memory.isNews(edge) || (edge.getShadow() && !closes)) {
      return AlarmTransition.ignored(memory.state());
    }
    memory.edge = edge;
    long time = memory.times.reach(edge.getEventTime().toEpochMilli());
    return closes ? close(memory, time) : open(memory, time);
  }

  private AlarmTransition open(AlarmMemory memory, long time) {
    AlarmTimes times = memory.times;
    switch (times.condition) {
      case NORMAL -> {
        if (policy.raiseAfterMillis == 0) {
          return raise(memory, time);
        }
        times.become(Condition.RAISING, time + policy.raiseAfterMillis);
      }
      case RETURNING -> {
        times.become(Condition.ABNORMAL, NEVER);
        return weigh(memory, time);
      }
      case ABNORMAL -> {
        return weigh(memory, time);
      }
      case RAISING -> {
        // the delay runs since the condition began
      }
    }
    return AlarmTransition.silent(memory.state());
  }

  private AlarmTransition close(AlarmMemory memory, long time) {
    if (memory.times.isAbnormal()) {
      if (policy.returnAfterMillis == 0) {
        return giveBack(memory, time);
      }
      memory.times.become(Condition.RETURNING, time + policy.returnAfterMillis);
    } else {
      memory.times.become(Condition.NORMAL, NEVER);
    }
    return AlarmTransition.silent(memory.state());
  }

  private AlarmTransition raise(AlarmMemory memory, long time) {
    memory.times.become(Condition.ABNORMAL, NEVER);
    if (!memory.isSilenced()) {
      memory.times.countRaise(time, policy.chatterRaises);
    }
    Alarm alarm = memory.alarm;
    if (alarm != null && alarm.getChattering()) {
      memory.alarm = AlarmRecords.counted(alarm, memory);
      return AlarmTransition.silent(memory.state());
    }
    return apply(memory, isRested(memory, time) ? Signal.RAISE : Signal.RERAISE, time, null);
  }

  private boolean isRested(AlarmMemory memory, long time) {
    Alarm alarm = memory.alarm;
    return alarm == null
        || (alarm.getState() == AlarmState.NORMAL
            && (alarm.getRaisedAt() == null
                || time >= memory.times.endedMillis + policy.restMillis));
  }

  private AlarmTransition giveBack(AlarmMemory memory, long time) {
    memory.times.become(Condition.NORMAL, NEVER);
    Alarm alarm = memory.alarm;
    if (alarm != null && alarm.getChattering()) {
      memory.alarm = AlarmRecords.paused(alarm, time);
      return AlarmTransition.silent(memory.state());
    }
    return apply(memory, policy.latched ? Signal.RETURN_LATCHED : Signal.RETURN, time, null);
  }

  /** The detector may have changed its mind about the severity. */
  private AlarmTransition weigh(AlarmMemory memory, long time) {
    Alarm alarm = memory.alarm;
    int more = alarm == null ? 0 : severityOf(memory).compareTo(alarm.getSeverity());
    if (more == 0) {
      return AlarmTransition.silent(memory.state());
    }
    return apply(memory, more > 0 ? Signal.WORSEN : Signal.EASE, time, null);
  }

  /** What the detector says, or more after so long without an acknowledgement. */
  private Severity severityOf(AlarmMemory memory) {
    Anomaly edge = memory.edge;
    Severity severity = edge == null ? Severity.INFO : edge.getSeverity();
    for (Escalation step : policy.escalations.subList(0, memory.times.escalations)) {
      severity = max(severity, step.severity());
    }
    return severity;
  }

  private static Severity max(Severity one, Severity other) {
    return one.compareTo(other) >= 0 ? one : other;
  }

  /**
   * An operator, or the plant's design, commands.
   *
   * @param memory of the source; changed in place
   * @param command for this source
   * @param timeMillis event time at which it acts, in milliseconds since 1970 UTC
   * @return what came of it
   */
  public AlarmTransition obey(AlarmMemory memory, AlarmCommand command, long timeMillis) {
    long time = memory.times.reach(timeMillis);
    AlarmRefusal refusal = AlarmRefusals.check(memory, command, time, policy.shelveMillis);
    return refusal == null
        ? apply(memory, signalOf(command), time, command)
        : refuse(memory, command, refusal, time);
  }

  private static Signal signalOf(AlarmCommand command) {
    return switch (command.getAction()) {
      case ACKNOWLEDGE -> Signal.ACKNOWLEDGE;
      case RESET -> Signal.RESET;
      case SHELVE -> Signal.SHELVE;
      case UNSHELVE -> Signal.UNSHELVE;
      case SUPPRESS -> Signal.SUPPRESS;
      case UNSUPPRESS -> Signal.UNSUPPRESS;
      case TAKE_OUT_OF_SERVICE -> Signal.TAKE_OUT;
      case RETURN_TO_SERVICE -> Signal.PUT_BACK;
      case UNKNOWN -> throw new IllegalStateException("an unknown action is refused before");
    };
  }

  /**
   * Refuses a command.
   *
   * @param memory of the source; not changed
   * @param command for this source
   * @param reason why
   * @param timeMillis event time at which it is refused, in milliseconds since 1970 UTC
   * @return the refusal
   */
  public AlarmTransition refuse(
      AlarmMemory memory, AlarmCommand command, AlarmRefusal reason, long timeMillis) {
    return AlarmTransition.refused(
        AlarmRefusals.rejection(memory.state(), command, reason, timeMillis));
  }

  /**
   * When time alone changes something next.
   *
   * @param memory of the source
   * @return event time in milliseconds since 1970 UTC, {@link Long#MAX_VALUE} for never
   */
  public long wakeAt(AlarmMemory memory) {
    long wake = Math.min(memory.times.delayEndMillis, settlesAt(memory));
    wake = Math.min(wake, shelfEndsAt(memory));
    return Math.min(wake, Math.min(escalatesAt(memory), forgetsAt(memory)));
  }

  private long settlesAt(AlarmMemory memory) {
    return memory.isChattering() ? memory.times.lastRaiseMillis() + policy.chatterMillis : NEVER;
  }

  private static long shelfEndsAt(AlarmMemory memory) {
    Instant end = memory.alarm == null ? null : memory.alarm.getShelvedUntil();
    return end == null ? NEVER : end.toEpochMilli();
  }

  private long escalatesAt(AlarmMemory memory) {
    AlarmTimes times = memory.times;
    return times.unacknowledgedMillis == NEVER || times.escalations == policy.escalations.size()
        ? NEVER
        : times.unacknowledgedMillis + policy.escalations.get(times.escalations).afterMillis();
  }

  /** A millisecond after its end at the earliest, so that no two alarms have one id. */
  private long forgetsAt(AlarmMemory memory) {
    AlarmTimes times = memory.times;
    boolean idle = memory.state() == AlarmState.NORMAL && times.condition == Condition.NORMAL;
    if (!idle || memory.isEmpty()) {
      return NEVER;
    }
    return Math.max(
        times.endedMillis + Math.max(1, policy.restMillis),
        times.lastRaiseMillis() + policy.chatterMillis);
  }

  /**
   * Time passes: takes the earliest step that is due.
   *
   * @param memory of the source; changed in place
   * @param timeMillis up to which, in milliseconds since 1970 UTC
   * @return what came of it; silent where nothing was due
   */
  public AlarmTransition advance(AlarmMemory memory, long timeMillis) {
    long due = wakeAt(memory);
    if (due > timeMillis || due == NEVER) {
      return AlarmTransition.silent(memory.state());
    }
    long time = memory.times.reach(due);
    if (due == memory.times.delayEndMillis) {
      boolean raising = memory.times.condition == Condition.RAISING;
      return raising ? raise(memory, time) : giveBack(memory, time);
    }
    if (due == settlesAt(memory)) {
      return settle(memory, time);
    }
    if (due == shelfEndsAt(memory)) {
      return apply(memory, Signal.END_SHELF, time, null);
    }
    return due == escalatesAt(memory) ? escalate(memory, time) : forget(memory);
  }

  private AlarmTransition settle(AlarmMemory memory, long time) {
    if (memory.times.isAbnormal()) {
      AlarmState state = memory.state();
      return change(memory, Outcome.to(state, AlarmEvent.SETTLED), false, time, null);
    }
    return apply(memory, policy.latched ? Signal.RETURN_LATCHED : Signal.RETURN, time, null);
  }

  private AlarmTransition escalate(AlarmMemory memory, long time) {
    memory.times.escalations++;
    return weigh(memory, time);
  }

  private static AlarmTransition forget(AlarmMemory memory) {
    memory.forget();
    return AlarmTransition.silent(AlarmState.NORMAL);
  }

  private AlarmTransition apply(
      AlarmMemory memory, Signal signal, long time, @Nullable AlarmCommand command) {
    Outcome outcome = AlarmTable.of(memory.state(), signal, memory.times.isAbnormal());
    if (outcome.refusal() != null && command != null) {
      return refuse(memory, command, outcome.refusal(), time);
    }
    boolean begins = memory.state() == AlarmState.NORMAL && signal != Signal.RERAISE;
    return change(memory, outcome, begins, time, command);
  }

  private AlarmTransition change(
      AlarmMemory memory,
      Outcome outcome,
      boolean begins,
      long time,
      @Nullable AlarmCommand command) {
    AlarmState from = memory.state();
    if (outcome.event() == null) {
      return AlarmTransition.silent(from);
    }
    Alarm last = memory.alarm;
    if (begins || last == null) {
      last = AlarmRecords.begin(operator, memory, time);
    }
    enter(memory.times, from, outcome.next(), time);
    AlarmEvent event = chatters(outcome.event(), memory) ? AlarmEvent.CHATTERING : outcome.event();
    Alarm next =
        AlarmRecords.next(
            last, memory, Outcome.to(outcome.next(), event), severityOf(memory), time, command);
    memory.alarm = next;
    return AlarmTransition.told(from, next);
  }

  private static void enter(AlarmTimes times, AlarmState from, AlarmState next, long time) {
    switch (next) {
      case UNACKNOWLEDGED -> {
        if (from != next) {
          times.unacknowledgedMillis = time;
          times.escalations = 0;
        }
      }
      case RETURNED_UNACKNOWLEDGED, LATCHED_UNACKNOWLEDGED -> times.unacknowledgedMillis = NEVER;
      case NORMAL -> {
        times.calm();
        times.endedMillis = time;
      }
      case ACKNOWLEDGED, LATCHED_ACKNOWLEDGED -> times.calm();
      case SHELVED, SUPPRESSED, OUT_OF_SERVICE -> {
        times.calm();
        times.raises = new long[0];
      }
    }
  }

  private boolean chatters(AlarmEvent event, AlarmMemory memory) {
    long[] raises = memory.times.raises;
    return (event == AlarmEvent.RAISED || event == AlarmEvent.RERAISED)
        && policy.chatterRaises > 0
        && raises.length == policy.chatterRaises
        && memory.times.lastRaiseMillis() - raises[0] <= policy.chatterMillis;
  }
}
