package dev.telemetry.flink.window;

import static java.util.Objects.requireNonNull;

import dev.telemetry.flink.type.Measure.TextOf;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Effectiveness;
import dev.telemetry.model.WindowStatistics;
import java.io.Serializable;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;

/**
 * Overall equipment effectiveness of each machine and window, from the statistics of three of its
 * sensors: one that shows whether it runs, a counter of good and a counter of bad items.
 *
 * <pre>{@code
 * DataStream<Effectiveness> oee = OverallEffectiveness.of(statistics.results())
 *     .running("state").good("good-count").bad("bad-count")
 *     .idealCycle(ofMillis(500)).lateWithin(ofMinutes(1))
 *     .attach("oee");
 * }</pre>
 *
 * <p>Run time is the time that the first sensor was above the limit that the statistics were given,
 * items are the increase of the counters, both from {@code course} of the results; shares are those
 * of {@link dev.telemetry.stats.Oee}. A sensor belongs to a machine by its path: {@code
 * plant-1/line-2/press-7/state} is the {@code state} of {@code plant-1/line-2/press-7}. There is
 * one sensor of each name to a machine. Other sensors are passed over.
 *
 * <p>A result is made for each machine and window in which one of the three has data, once the
 * watermark passes the window's end. What a sensor without a result would have told is null, {@code
 * missing} names it and {@code incomplete} counts it: a sensor that sends on change only needs its
 * gaps filled. A part that comes or is corrected later, within {@code lateWithin}, emits the result
 * again with the next revision where it changes it; after that it is counted as {@code late} and
 * left out. Windows of any size and slide can be mixed.
 *
 * <p>State per machine and kind of window: 49 bytes and a key of 8 for each window that is not
 * closed for good, nothing afterwards. Counters: {@code joined}, {@code repeated} (changed nothing)
 * and {@code late}, which add up to the parts read; {@code results}, {@code corrections}, {@code
 * incomplete} (of both). Immutable: each step returns a new builder.
 */
public final class OverallEffectiveness {
  private static final PlannedTime ALWAYS = (machine, start, end) -> Duration.between(start, end);

  private final DataStream<WindowStatistics> statistics;
  private final EffectivenessRules rules;

  private OverallEffectiveness(DataStream<WindowStatistics> statistics, EffectivenessRules rules) {
    this.statistics = statistics;
    this.rules = rules;
  }

  /** How long a machine is planned to run. */
  @FunctionalInterface
  public interface PlannedTime extends Serializable {
    /**
     * The planned time within a window.
     *
     * @param machine as the results name it
     * @param start of the window, inclusive
     * @param end of the window, exclusive
     * @return the duration, zero where nothing is planned
     */
    Duration within(String machine, Instant start, Instant end);
  }

  /** How long an item takes at best. */
  @FunctionalInterface
  public interface IdealCycle extends Serializable {
    /**
     * The ideal cycle time of a machine.
     *
     * @param machine as the results name it
     * @return the duration
     */
    Duration of(String machine);
  }

  /**
   * Effectiveness from the results of windowed statistics, which must have been asked for the
   * course and a limit between stop and run.
   *
   * @param statistics with watermarks, as {@link WindowedStatistics} makes them
   * @return the builder, which needs the names of the sensors and the ideal cycle time
   */
  public static OverallEffectiveness of(DataStream<WindowStatistics> statistics) {
    return new OverallEffectiveness(
        requireNonNull(statistics, "statistics"),
        new EffectivenessRules(
            "",
            "",
            "",
            null,
            ALWAYS,
            OverallEffectiveness::pathWithoutLast,
            OverallEffectiveness::lastOfPath,
            0));
  }

  private static String pathWithoutLast(WindowStatistics result) {
    return result.getKey().substring(0, Math.max(0, result.getKey().lastIndexOf('/')));
  }

  private static String lastOfPath(WindowStatistics result) {
    return result.getKey().substring(result.getKey().lastIndexOf('/') + 1);
  }

  /**
   * Names the sensor that shows whether the machine runs.
   *
   * @param sensor last part of its path
   * @return the builder
   */
  public OverallEffectiveness running(String sensor) {
    return with(rules.withRunning(requireNonNull(sensor, "running")));
  }

  /**
   * Names the counter of good items.
   *
   * @param sensor last part of its path
   * @return the builder
   */
  public OverallEffectiveness good(String sensor) {
    return with(rules.withGood(requireNonNull(sensor, "good")));
  }

  /**
   * Names the counter of bad items.
   *
   * @param sensor last part of its path
   * @return the builder
   */
  public OverallEffectiveness bad(String sensor) {
    return with(rules.withBad(requireNonNull(sensor, "bad")));
  }

  /**
   * Says how long an item takes at best, on every machine.
   *
   * @param time longer than zero
   * @return the builder
   */
  public OverallEffectiveness idealCycle(Duration time) {
    if (time.isZero() || time.isNegative()) {
      throw new IllegalArgumentException("idealCycle must be > 0, was " + time);
    }
    return idealCycle(machine -> time);
  }

  /**
   * Says how long an item takes at best on each machine.
   *
   * @param times of the machines
   * @return the builder
   */
  public OverallEffectiveness idealCycle(IdealCycle times) {
    return with(rules.withIdealCycle(requireNonNull(times, "idealCycle")));
  }

  /**
   * Says how long a machine is planned to run, such as by its shifts; all the time unless told.
   *
   * @param planned of each machine and window
   * @return the builder
   */
  public OverallEffectiveness planned(PlannedTime planned) {
    return with(rules.withPlanned(requireNonNull(planned, "planned")));
  }

  /**
   * Says where a result names its machine and its sensor, where that is not its path.
   *
   * @param machine takes the machine
   * @param sensor takes the name that {@link #running}, {@link #good} and {@link #bad} know
   * @return the builder
   */
  public OverallEffectiveness named(
      TextOf<WindowStatistics> machine, TextOf<WindowStatistics> sensor) {
    return with(
        rules.withNames(requireNonNull(machine, "machine"), requireNonNull(sensor, "sensor")));
  }

  /**
   * Takes corrections for a while after a window's end.
   *
   * @param lateness of event time, not negative, that of the statistics; none unless told
   * @return the builder
   */
  public OverallEffectiveness lateWithin(Duration lateness) {
    if (lateness.isNegative()) {
      throw new IllegalArgumentException("lateWithin must not be negative, was " + lateness);
    }
    return with(rules.withLateMillis(lateness.toMillis()));
  }

  private OverallEffectiveness with(EffectivenessRules newRules) {
    return new OverallEffectiveness(statistics, newRules);
  }

  /**
   * Puts the operator behind the stream.
   *
   * @param name of the operator and its uid; the results carry it
   * @return one result for each machine and window, and one more for each correction
   */
  public SingleOutputStreamOperator<Effectiveness> attach(String name) {
    requireNonNull(name, "name");
    requireComplete();
    EffectivenessRules used = rules;
    return statistics
        .filter(used::concerns)
        .name(name + "-sensors")
        .uid(name + "-sensors")
        .keyBy(used::keyOf, Types.TUPLE(Types.STRING, Types.LONG))
        .process(
            new EffectivenessFunction(used, name), RecordTypeInfo.ofRecord(Effectiveness.class))
        .name(name)
        .uid(name);
  }

  private void requireComplete() {
    List<String> sensors = rules.sensors();
    if (sensors.contains("") || rules.idealCycle() == null) {
      throw new IllegalStateException(
          "name running(...), good(...), bad(...) and idealCycle(...): each of them is needed");
    }
    if (Set.copyOf(sensors).size() < sensors.size()) {
      throw new IllegalStateException(
          "running, good and bad must be three sensors, were " + sensors);
    }
  }
}
