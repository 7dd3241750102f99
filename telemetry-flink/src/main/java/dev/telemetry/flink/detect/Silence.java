package dev.telemetry.flink.detect;

import static java.util.Objects.requireNonNull;

import dev.telemetry.flink.type.Measure;
import dev.telemetry.flink.type.Measure.TextOf;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.Severity;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;

/**
 * Raises when a sensor has sent nothing for too long, and closes when it is back.
 *
 * <pre>{@code
 * SilenceStreams silence = Silence.longerThan(ofMinutes(5))
 *     .expecting("plant-1/line-2/press-7/oil")
 *     .oncePer(PlantPath::parentOf)
 *     .attach(bySensor, "silence");
 * }</pre>
 *
 * <p>The opening says <i>no reading for 5 min, the last was 12.3 mm/s at 2026-11-23T06:00:00Z</i>.
 * Observed value, upper bound and peak of an edge are seconds of silence, its metric is {@code
 * silence}; it opens at the event time of the last reading, which is a part of the id, and closes
 * at that of the next. Without {@link #oncePer} each sensor speaks for itself.
 *
 * <p>Time: silence is what the wall clock tells (processing time), here and nowhere else in this
 * library. Watermarks and idle sources do not matter, and the edges carry no timestamp of Flink's.
 * Each record of a key is a sign of life, also a late one and one of bad quality or without a
 * finite value. The clocks of all keys start over when the job starts or is restored, so that the
 * time that it was down raises nothing; a job that restarts more often than the limit is long never
 * finds a silence. A broker that cannot be reached looks like the silence of all. In batch
 * execution nothing is silent.
 *
 * <p>A key is watched from its first record on; those that are {@link #expecting expected} from the
 * start of the job, on the one subtask that their records would come to, through restarts and
 * changes of the parallelism. One that never spoke opens at the wall clock's time at which its
 * watch began. A key is forgotten, and its episode closed with a score of 1, when it was silent for
 * {@link #forgetAfter}; an expected one never is.
 *
 * <p>State per key: 37 bytes and the length of the unit, and one timer of processing time. A
 * reading costs one read and one write of it, and no timer. Counters: {@code readings}, {@code
 * opened}, {@code closed}, of which {@code forgotten}. Immutable: each step returns a new builder.
 *
 * @param <T> the records
 */
public final class Silence<T> {
  private static final Duration FORGET_AFTER = Duration.ofDays(30);

  private final SilenceRule rule;
  private final Measure<T> measure;

  private Silence(SilenceRule rule, Measure<T> measure) {
    this.rule = rule;
    this.measure = measure;
  }

  /**
   * Watches sensors.
   *
   * @param silence of processing time that is not normal: several times the longest interval of the
   *     readings; at least 1 ms
   * @return the builder
   */
  public static Silence<SensorReading> longerThan(Duration silence) {
    return new Silence<>(SilenceRule.longerThan(silence, FORGET_AFTER), Measure.OF_READING);
  }

  /**
   * Watches the keys of records of another kind.
   *
   * @param newMeasure what the explanation tells of the last record
   * @param <R> the records
   * @return the builder
   */
  public <R> Silence<R> over(Measure<R> newMeasure) {
    return new Silence<>(rule, requireNonNull(newMeasure, "measure"));
  }

  /**
   * Watches these keys from the start, also those that never speak.
   *
   * @param keys as the stream is keyed: sensor ids
   * @return the builder
   */
  public Silence<T> expecting(String... keys) {
    return expecting(List.of(keys));
  }

  /**
   * Watches these keys from the start, also those that never speak. A key that is added before a
   * restore is watched from the restore on.
   *
   * @param keys as the stream is keyed: sensor ids
   * @return the builder
   */
  public Silence<T> expecting(Iterable<String> keys) {
    Set<String> all = new HashSet<>(rule.expected());
    keys.forEach(key -> all.add(requireNonNull(key, "key")));
    return new Silence<>(rule.withExpected(all), measure);
  }

  /**
   * Forgets a key that stays away.
   *
   * @param silence of processing time, longer than that which raises; 30 days unless told
   * @return the builder
   */
  public Silence<T> forgetAfter(Duration silence) {
    return new Silence<>(rule.withForgetAfter(silence), measure);
  }

  /**
   * How soon somebody should look.
   *
   * @param severity of the episodes, WARNING unless told
   * @return the builder
   */
  public Silence<T> severity(Severity severity) {
    return new Silence<>(rule.withSeverity(requireNonNull(severity, "severity")), measure);
  }

  /**
   * The version of this rule, part of the id of its episodes: raise it when you change the
   * settings.
   *
   * @param version at least 1
   * @return the builder
   */
  public Silence<T> ruleVersion(int version) {
    return new Silence<>(rule.withRuleVersion(version), measure);
  }

  /**
   * Raises one anomaly when a whole machine or gateway falls silent, in place of those of its
   * sensors.
   *
   * @param machineOf names what a sensor belongs to, such as {@code PlantPath::parentOf}; always
   *     the same. One that belongs to nothing, null, speaks for itself
   * @return the builder of both
   */
  public SilenceOfMachines<T> oncePer(TextOf<String> machineOf) {
    return new SilenceOfMachines<>(this, requireNonNull(machineOf, "machineOf"));
  }

  /**
   * Puts the operator behind a stream.
   *
   * @param stream keyed by the sensor, with timestamps
   * @param name of the operator and its uid; the anomalies carry it
   * @return the openings and closings
   */
  public SingleOutputStreamOperator<Anomaly> attach(KeyedStream<T, String> stream, String name) {
    requireNonNull(name, "name");
    return stream.transform(name, RecordTypeInfo.ofRecord(Anomaly.class), operator(name)).uid(name);
  }

  SilenceOperator<T> operator(String name) {
    return new SilenceOperator<>(function(name), rule.expected());
  }

  /**
   * The same as a plain Flink function, which finds the silence of those that spoke once. For keys
   * that never spoke use {@link #attach}: a Flink function sees a key only with its first record.
   *
   * @param name of the operator, which the anomalies carry
   * @return the function
   */
  public KeyedProcessFunction<String, T, Anomaly> build(String name) {
    if (!rule.expected().isEmpty()) {
      throw new IllegalStateException(
          "expecting(...) needs attach(...): a function alone sees a key only when it speaks");
    }
    return function(requireNonNull(name, "name"));
  }

  private SilenceFunction<T> function(String name) {
    return new SilenceFunction<>(rule.checked(), measure, name);
  }

  SilenceRule rule() {
    return rule;
  }
}
