package dev.telemetry.flink.detect;

import static java.util.Objects.requireNonNull;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.DetectorCatalog;
import dev.telemetry.flink.type.Measure;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.DetectorRule;
import dev.telemetry.model.RuleRejection;
import dev.telemetry.model.SensorReading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.co.KeyedBroadcastProcessFunction;
import org.apache.flink.util.OutputTag;

/**
 * Runs the detectors that rules name, and changes them while the job runs.
 *
 * <pre>{@code
 * RuledStreams<SensorReading> found = RuledDetection.otherwise(ZScore.rolling(ofHours(1)))
 *     .attach(bySensor, rules, "anomalies");
 * }</pre>
 *
 * <p>Which rule: the rules of one slot ({@link DetectorRule}, empty: as the detector is called)
 * stand in for each other, and for the job's own detector of that name; of those that fit the
 * stream's key as a path and the metric, the most specific is in force, see {@link
 * dev.telemetry.detect.RuleScope}. Rules of several slots run side by side. Rules in shadow compete
 * only among themselves: they score beside those in force and emit on an output of their own.
 *
 * <p>A rule is taken into force by the record that names it, with the next reading judged. One that
 * makes no sense, or whose version is not above the one in force, is rejected whole with the
 * reason, and the version before stays. A disabled or removed rule ends its open episodes, as does
 * one that a more specific rule stands in for: a closing says why. A changed rule keeps what it
 * learned and its open episodes, unless the kind of detector changes or a parameter that shapes its
 * memory, see {@link DetectorCatalog#memoryOf}; then the episodes end and it learns anew, counted
 * as {@code stateDropped} for each key and told in the log.
 *
 * <p>Nothing is judged before the rules are there: as long as the watermark of the rules is at its
 * least, readings wait. The rules' stream must therefore say that all of today's were read by a
 * last watermark, as {@code CompactedSource} does and every bounded stream, or by being idle;
 * {@link #attach} makes the one the other. Order of event time, late and not finite input as in
 * {@link DetectAnomalies}.
 *
 * <p>Ids of episodes are made of operator, key, metric, rule and version, and opening time; an
 * episode keeps its id when the rule's version changes under it. State: all rules in each subtask
 * (broadcast); per key and rule that of its detector, 36 bytes, and the names of rule, metric and
 * memory; while an episode is open its last edge, about 500 bytes; and what waits, as in {@link
 * DetectAnomalies}. Counters: those of {@link DetectAnomalies}, {@code shadows}, {@code
 * stateDropped}, and in the first subtask {@code rulesTaken}, {@code rulesUnchanged}, {@code
 * rulesRejected}. Immutable: each step returns a new builder.
 *
 * @param <T> the records
 */
public final class RuledDetection<T> {
  /** What rules in shadow find, for those who attach the function by hand. */
  public static final OutputTag<Anomaly> SHADOWS =
      new OutputTag<>("shadows", RecordTypeInfo.ofRecord(Anomaly.class));

  /** Rules that were not taken into force, for those who attach the function by hand. */
  public static final OutputTag<RuleRejection> REJECTED_RULES =
      new OutputTag<>("rejected-rules", RecordTypeInfo.ofRecord(RuleRejection.class));

  /** The state of the rules, to broadcast them with by hand. */
  public static final MapStateDescriptor<String, DetectorRule> RULES = RuledFunction.RULES;

  private final TypeInformation<T> type;
  private final Measure<T> measure;
  private final DetectorCatalog catalog;
  private final List<Detector<?>> ofJob;
  private final Duration forgetAfter;

  private RuledDetection(
      TypeInformation<T> type,
      Measure<T> measure,
      DetectorCatalog catalog,
      List<Detector<?>> ofJob,
      Duration forgetAfter) {
    this.type = type;
    this.measure = measure;
    this.catalog = catalog;
    this.ofJob = List.copyOf(ofJob);
    this.forgetAfter = forgetAfter;
  }

  /**
   * Detection over readings, with detectors for the sensors that no rule speaks of.
   *
   * @param detectors to run side by side where no rule of their slot is in force; may be none
   * @return the builder
   */
  public static RuledDetection<SensorReading> otherwise(Detector<?>... detectors) {
    return new RuledDetection<>(
        RecordTypeInfo.ofRecord(SensorReading.class),
        Measure.OF_READING,
        DetectorCatalog.standard(),
        List.of(detectors),
        Duration.ofDays(30));
  }

  /**
   * Detection over records of another kind; their key is the path that rules are scoped by.
   *
   * @param newType of the records
   * @param newMeasure what to take from a record
   * @param <R> the records
   * @return the builder
   */
  public <R> RuledDetection<R> over(TypeInformation<R> newType, Measure<R> newMeasure) {
    return new RuledDetection<>(newType, newMeasure, catalog, ofJob, forgetAfter);
  }

  /**
   * Which detectors rules may name.
   *
   * @param newCatalog the standard one unless told
   * @return the builder
   */
  public RuledDetection<T> from(DetectorCatalog newCatalog) {
    requireNonNull(newCatalog, "catalog");
    return new RuledDetection<>(type, measure, newCatalog, ofJob, forgetAfter);
  }

  /**
   * Forgets a key that stays away.
   *
   * @param idle processing time without a record of the key, positive; 30 days unless told
   * @return the builder
   */
  public RuledDetection<T> forgetAfter(Duration idle) {
    if (idle.isNegative() || idle.isZero()) {
      throw new IllegalArgumentException("forgetAfter must be positive, was " + idle);
    }
    return new RuledDetection<>(type, measure, catalog, ofJob, idle);
  }

  /**
   * The function alone, for a keyed stream connected with rules broadcast by {@link #RULES}. That
   * stream must become idle when all rules were read: with a last watermark instead, all readings
   * would be late once the sensors had paused for the idleness of their source.
   *
   * @param operator the name that the results carry
   * @param <K> the key
   * @return the function
   */
  public <K> KeyedBroadcastProcessFunction<K, T, DetectorRule, Anomaly> build(String operator) {
    requireNonNull(operator, "operator");
    return new RuledFunction<>(type, measure, catalog, ofJob, operator, forgetAfter);
  }

  /**
   * Puts the function into a job.
   *
   * @param keyed the records, keyed by sensor
   * @param rules all rules and then each change
   * @param name of the operator, its uid, and what the results carry
   * @param <K> the key
   * @return the outputs
   */
  public <K> RuledStreams<T> attach(
      KeyedStream<T, K> keyed, DataStream<DetectorRule> rules, String name) {
    String read = name + "-rules";
    SingleOutputStreamOperator<DetectorRule> rulesRead =
        rules
            .transform(read, RecordTypeInfo.ofRecord(DetectorRule.class), new RulesReadOperator())
            .name(read)
            .uid(read)
            .setParallelism(rules.getParallelism());
    SingleOutputStreamOperator<Anomaly> anomalies =
        keyed.connect(rulesRead.broadcast(RULES)).process(this.<K>build(name)).name(name).uid(name);
    return new RuledStreams<>(
        anomalies,
        anomalies.getSideOutput(SHADOWS),
        anomalies.getSideOutput(new OutputTag<>(DetectFunction.LATE_ID, type)),
        anomalies.getSideOutput(REJECTED_RULES));
  }

  /**
   * What stands for a record without a value, which removes a rule, in a stream of rules.
   *
   * @param id of the rule
   * @return a record that no rule can be
   */
  public static DetectorRule removalOf(String id) {
    return DetectorRule.newBuilder()
        .setId(id)
        .setVersion(0)
        .setEnabled(false)
        .setDetector("")
        .setChangedAt(Instant.EPOCH)
        .build();
  }

  static boolean isRemoval(DetectorRule rule) {
    return rule.getVersion() == 0 && !rule.getEnabled();
  }
}
