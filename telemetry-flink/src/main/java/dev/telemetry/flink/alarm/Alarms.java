package dev.telemetry.flink.alarm;

import static java.util.Objects.requireNonNull;

import dev.telemetry.alarm.AlarmLifecycle;
import dev.telemetry.alarm.AlarmPolicy;
import dev.telemetry.alarm.AlarmSource;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Alarm;
import dev.telemetry.model.AlarmCommand;
import dev.telemetry.model.AlarmCommandRejection;
import dev.telemetry.model.Anomaly;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.functions.KeySelector;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.co.KeyedCoProcessFunction;
import org.apache.flink.util.OutputTag;

/**
 * Makes alarms of anomalies: with the states of ISA-18.2 and IEC 62682, delays, rest, chattering,
 * latch, escalation, and what operators command.
 *
 * <pre>{@code
 * AlarmStreams alarms = Alarms.of(anomalies, commands)
 *     .policy(AlarmPolicy.plain().raiseAfter(ofSeconds(10)).chatteringAt(3, ofMinutes(1)))
 *     .attach("alarms");
 * }</pre>
 *
 * <p>A source (operator, key and detector, see {@link AlarmSource}) has at most one alarm at a
 * time. Its id is made of the source and the event time at which it began, each change has the next
 * revision: a replay repeats both, and an upsert by id and highest revision holds the current
 * state.
 *
 * <p>Time is event time. Edges of episodes come in order from the operator that detects them and
 * act as they come; an edge behind its source's time acts at that time. Delays, shelves and
 * escalations end at their own time, whenever the watermark tells of it. A command acts at its time
 * {@code at}: after the edges of that moment and before all later ones, so it waits until an edge
 * or the watermark has passed that time. What is there in time gives the same alarms in every
 * replay, at any parallelism. What comes later is counted as {@code late} and acts at once, at the
 * source's time. With {@link #commandsOnArrival} no command waits. Commands never hold event time
 * back.
 *
 * <p>A command that is impossible in the alarm's state, that names another alarm or none, or that
 * shelves without an end is refused with the reason, as is the 101st that waits for one source. An
 * edge that was here before, is older than the last one, closes what is not open, or is of a rule
 * in the shadow is counted as {@code ignored}. Values that are not finite are carried along and
 * change nothing.
 *
 * <p>State per source while there is something to remember: 50 bytes of times, 8 for each raise
 * that the policy counts, the last alarm and the last edge as their Avro bytes (425 and 250 with a
 * key of 27 characters), each waiting command (183); one timer. Measured in a checkpoint, keys of
 * Flink included: 768 bytes for a source with a key of 19 characters whose alarm nobody has
 * acknowledged. It is gone a millisecond after the alarm has ended, or once its rest and the time
 * of chattering are over; what nobody acknowledges, resets or puts back into service stays.
 *
 * <p>Counters: {@code edges} and {@code ignored}, together the anomalies read; {@code commands},
 * {@code refused} and those that wait, together the commands read, {@code late} among them; {@code
 * raised}, {@code told}. Immutable: each step returns a new builder.
 */
public final class Alarms {
  /** The output of refused commands, for those who attach the function by hand. */
  public static final OutputTag<AlarmCommandRejection> REJECTED =
      new OutputTag<>(
          "rejected-alarm-commands", RecordTypeInfo.ofRecord(AlarmCommandRejection.class));

  private final DataStream<Anomaly> anomalies;
  private final DataStream<AlarmCommand> commands;
  private final AlarmPolicy policy;
  private final boolean onArrival;

  private Alarms(
      DataStream<Anomaly> anomalies,
      DataStream<AlarmCommand> commands,
      AlarmPolicy policy,
      boolean onArrival) {
    this.anomalies = anomalies;
    this.commands = commands;
    this.policy = policy;
    this.onArrival = onArrival;
  }

  /**
   * Makes alarms of anomalies. Without commands nobody could ever acknowledge one, so both streams
   * are needed.
   *
   * @param anomalies with watermarks, those of one key in order
   * @param commands in any order
   * @return the builder
   */
  public static Alarms of(DataStream<Anomaly> anomalies, DataStream<AlarmCommand> commands) {
    return new Alarms(
        requireNonNull(anomalies, "anomalies"),
        requireNonNull(commands, "commands"),
        AlarmPolicy.plain(),
        false);
  }

  /**
   * How the alarms behave.
   *
   * @param newPolicy {@link AlarmPolicy#plain} unless told
   * @return the builder
   */
  public Alarms policy(AlarmPolicy newPolicy) {
    return new Alarms(anomalies, commands, requireNonNull(newPolicy, "policy"), onArrival);
  }

  /**
   * Obeys commands as they come, at the event time that has been reached, whatever their own time
   * says: for consoles where a click must be seen while event time stands still, and for recordings
   * of another year. A replay may then order edges and commands differently.
   *
   * @return the builder
   */
  public Alarms commandsOnArrival() {
    return new Alarms(anomalies, commands, policy, true);
  }

  /**
   * Puts the operator behind the two streams.
   *
   * @param name of the operator and its uid; the alarms carry it
   * @return alarms and refused commands
   */
  public AlarmStreams attach(String name) {
    KeySelector<Anomaly, String> sourceOfAnomaly = AlarmSource::of;
    KeySelector<AlarmCommand, String> sourceOfCommand = AlarmSource::of;
    String times = name + "-command-times";
    DataStream<AlarmCommand> timed =
        commands.assignTimestampsAndWatermarks(CommandTimes.strategy()).name(times).uid(times);
    SingleOutputStreamOperator<Alarm> alarms =
        anomalies
            .keyBy(sourceOfAnomaly, Types.STRING)
            .connect(timed.keyBy(sourceOfCommand, Types.STRING))
            .process(build(name))
            .name(name)
            .uid(name);
    return new AlarmStreams(alarms, alarms.getSideOutput(REJECTED));
  }

  /**
   * The same as a plain Flink function, for two streams that are keyed by {@link AlarmSource}. The
   * stream of commands must be idle or have watermarks, or event time stands still.
   *
   * @param name of the operator, which the alarms carry
   * @return the function
   */
  public KeyedCoProcessFunction<String, Anomaly, AlarmCommand, Alarm> build(String name) {
    return new AlarmFunction(AlarmLifecycle.of(requireNonNull(name, "name"), policy), onArrival);
  }
}
