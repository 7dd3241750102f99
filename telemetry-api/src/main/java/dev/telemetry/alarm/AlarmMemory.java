package dev.telemetry.alarm;

import static java.util.Objects.requireNonNull;

import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmState;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.EpisodePhase;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one source: its times, its alarm as last told, and the last edge of its
 * episodes. The records in it are never changed, only replaced.
 */
public final class AlarmMemory {
  final String source;
  final AlarmTimes times;
  @Nullable Alarm alarm;
  @Nullable Anomaly edge;

  /**
   * Puts together what was stored.
   *
   * @param source that it is of
   * @param times of the source
   * @param alarm as last told, null for none
   * @param edge the last one of its episodes, null for none
   */
  public AlarmMemory(
      String source, AlarmTimes times, @Nullable Alarm alarm, @Nullable Anomaly edge) {
    this.source = requireNonNull(source, "source");
    this.times = requireNonNull(times, "times");
    this.alarm = alarm;
    this.edge = edge;
  }

  /**
   * The memory of a source that never spoke.
   *
   * @param source that it is of
   */
  public AlarmMemory(String source) {
    this(source, new AlarmTimes(), null, null);
  }

  /**
   * The source's times and counts.
   *
   * @return the times
   */
  public AlarmTimes times() {
    return times;
  }

  /**
   * The alarm as last told.
   *
   * @return the alarm, null for none
   */
  public @Nullable Alarm alarm() {
    return alarm;
  }

  /**
   * The last edge of the source's episodes.
   *
   * @return the edge, null for none
   */
  public @Nullable Anomaly edge() {
    return edge;
  }

  /**
   * The state of the source's alarm.
   *
   * @return NORMAL where there is none
   */
  public AlarmState state() {
    return alarm == null ? AlarmState.NORMAL : alarm.getState();
  }

  /**
   * Whether nothing is left to remember.
   *
   * @return true for a source that is as if it had never spoken
   */
  public boolean isEmpty() {
    return alarm == null && edge == null;
  }

  boolean isChattering() {
    return alarm != null && alarm.getChattering();
  }

  boolean isSilenced() {
    return switch (state()) {
      case SHELVED, SUPPRESSED, OUT_OF_SERVICE -> true;
      default -> false;
    };
  }

  /** False for an edge that was here before, is older than the last or closes nothing. */
  boolean isNews(Anomaly next) {
    Anomaly last = edge;
    boolean closes = next.getPhase() == EpisodePhase.CLOSED;
    if (last == null) {
      return !closes;
    }
    if (next.getEventTime().isBefore(last.getEventTime())) {
      return false;
    }
    boolean open = last.getPhase() != EpisodePhase.CLOSED;
    if (closes) {
      return open;
    }
    return open ? !next.equals(last) : !next.getEpisode().equals(last.getEpisode());
  }

  void forget() {
    alarm = null;
    edge = null;
    times.raises = new long[0];
    times.endedMillis = Long.MIN_VALUE;
    times.escalations = 0;
  }
}
