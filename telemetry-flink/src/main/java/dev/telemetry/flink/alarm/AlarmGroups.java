package dev.telemetry.flink.alarm;

import static java.util.Objects.requireNonNull;

import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmEvent;
import dev.telemetry.model.AlarmSummary;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.OutputTag;

/**
 * Keeps an alarm storm of one group, a machine or a line, from burying those who are called: single
 * alarms up to a limit, then one summary for each interval instead.
 *
 * <pre>{@code
 * AlarmGroupStreams called = AlarmGroups.of(alarms.alarms(), Alarm::getMachine)
 *     .stormAt(10, ofMinutes(1))
 *     .attach("alarm-groups");
 * }</pre>
 *
 * <p>Intervals of event time begin at multiples of their length since 1970 UTC. In each, as many
 * raises (RAISED, RERAISED, CHATTERING) of a group pass as the limit says; the rest is held back.
 * An interval that had more is a storm, and in the one after it all raises are held back. The storm
 * is over with the first interval within the limit: in the next one everything passes again. An
 * alarm of severity CRITICAL always passes, however many there are, and counts: the operator must
 * see it, and who calls everything critical has no limit.
 *
 * <p>Later changes of an alarm pass when its raise has passed, when it is CRITICAL, or when there
 * is no storm. What is held back is not told afterwards. So write the complete alarms, the input of
 * this operator, to the table, and the output of this one to those who are called.
 *
 * <p>One summary for each group and interval with something held back comes when the watermark
 * passes its end; raised = emitted + heldBack. The counts of raises are the same in every replay,
 * at any parallelism; which of the alarms of the first interval are the ones within the limit
 * depends on their order of arrival. An alarm behind the watermark counts in the interval that is
 * open.
 *
 * <p>State per group: 60 bytes and up to 16 names of sources for each interval ahead of the
 * watermark and the one before, about 1 kB; the id of each alarm that has passed and is not over,
 * about 80 bytes; a timer per interval. Measured in a checkpoint, in a storm of 100,000 raises a
 * minute: 4.6 kB. Counters: {@code raised}, {@code emitted}, {@code heldBack}, {@code updates},
 * {@code updatesHeldBack}, {@code summaries}. Immutable: each step returns a new builder.
 */
public final class AlarmGroups {
  /** The output of summaries, for those who attach the function by hand. */
  public static final OutputTag<AlarmSummary> SUMMARIES =
      new OutputTag<>("alarm-summaries", RecordTypeInfo.ofRecord(AlarmSummary.class));

  private static final int LIMIT = 10;
  private static final Duration INTERVAL = Duration.ofMinutes(1);

  private final DataStream<Alarm> alarms;
  private final KeySelector<Alarm, String> group;
  private final int limit;
  private final Duration interval;

  private AlarmGroups(
      DataStream<Alarm> alarms, KeySelector<Alarm, String> group, int limit, Duration interval) {
    this.alarms = alarms;
    this.group = group;
    this.limit = limit;
    this.interval = interval;
  }

  /**
   * Groups alarms.
   *
   * @param alarms with watermarks
   * @param group says what an alarm belongs to, always the same: {@code Alarm::getMachine}
   * @return the builder
   */
  public static AlarmGroups of(DataStream<Alarm> alarms, KeySelector<Alarm, String> group) {
    return new AlarmGroups(
        requireNonNull(alarms, "alarms"), requireNonNull(group, "group"), LIMIT, INTERVAL);
  }

  /**
   * From how many raises on it is a storm.
   *
   * @param mostRaises of a group that pass one by one in an interval, at least 1; 10 unless told
   * @param within the length of the interval, at least 1 ms; 1 minute unless told
   * @return the builder
   */
  public AlarmGroups stormAt(int mostRaises, Duration within) {
    if (mostRaises < 1) {
      throw new IllegalArgumentException("mostRaises must be >= 1, was " + mostRaises);
    }
    if (within.toMillis() < 1) {
      throw new IllegalArgumentException("within must be at least 1 ms, was " + within);
    }
    return new AlarmGroups(alarms, group, mostRaises, within);
  }

  /**
   * Puts the operator behind the alarms.
   *
   * @param name of the operator and its uid; the summaries carry it
   * @return what passes, and the summaries
   */
  public AlarmGroupStreams attach(String name) {
    SingleOutputStreamOperator<Alarm> passed =
        alarms.keyBy(group, Types.STRING).process(build(name)).name(name).uid(name);
    return new AlarmGroupStreams(passed, passed.getSideOutput(SUMMARIES));
  }

  /**
   * The same as a plain Flink function, for a stream that is keyed by group.
   *
   * @param name of the operator, which the summaries carry
   * @return the function
   */
  public KeyedProcessFunction<String, Alarm, Alarm> build(String name) {
    return new GroupFunction(requireNonNull(name, "name"), limit, interval.toMillis());
  }

  static boolean isRaise(Alarm alarm) {
    AlarmEvent event = alarm.getEvent();
    return event == AlarmEvent.RAISED
        || event == AlarmEvent.RERAISED
        || event == AlarmEvent.CHATTERING;
  }
}
