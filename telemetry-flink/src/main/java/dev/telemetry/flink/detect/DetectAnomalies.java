package dev.telemetry.flink.detect;

import static java.util.Objects.requireNonNull;

import dev.telemetry.detect.Detector;
import dev.telemetry.flink.type.Measure;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.SensorReading;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.OutputTag;

/**
 * Runs detectors over each key of a stream and emits every episode's opening, rise in severity and
 * closing.
 *
 * <pre>{@code
 * bySensor.process(DetectAnomalies
 *     .with(ZScore.rolling(ofHours(1)).beyond(5))
 *     .on("temperature", Threshold.above(90).clearBelow(85).forAtLeast(ofSeconds(30)))
 *     .build()).uid("anomalies");
 * }</pre>
 *
 * <p>Records are judged in order of event time, once the watermark has passed them: disorder within
 * the source's bound changes nothing, and a result comes later by that bound. What comes behind the
 * watermark is late: it is counted and goes to the late output whole, and no detector sees it. A
 * value that is not finite, or a reading of quality BAD, changes no state and is counted as {@code
 * ignored}.
 *
 * <p>Each detector has its own episodes, with ids made of operator, key, detector, rule version and
 * opening time, the same in every replay. The second detector of one name is {@code threshold-2} in
 * the id and in the state, and so on: add further ones behind.
 *
 * <p>State per key: that of each detector as its Javadoc states it; time, value, metric and unit of
 * the records ahead of the watermark, 24 bytes each; one event timer while there are any. A key
 * that stays away for longer than {@link #forgetAfter} of processing time, 30 days unless told, is
 * forgotten. Counters: {@code judged}, {@code late}, {@code ignored}, {@code opened}, {@code
 * changed}, {@code closed}. Immutable: each step returns a new builder.
 *
 * @param <T> the records
 */
public final class DetectAnomalies<T> {
  /** The late output for readings, for those who attach the function by hand. */
  public static final OutputTag<SensorReading> LATE =
      new OutputTag<>(DetectFunction.LATE_ID, RecordTypeInfo.ofRecord(SensorReading.class));

  private static final Duration FORGET_AFTER = Duration.ofDays(30);

  private final TypeInformation<T> type;
  private final Measure<T> measure;
  private final List<AssignedDetector> detectors;
  private final String name;
  private final Duration forgetAfter;

  private DetectAnomalies(
      TypeInformation<T> type,
      Measure<T> measure,
      List<AssignedDetector> detectors,
      String name,
      Duration forgetAfter) {
    this.type = type;
    this.measure = measure;
    this.detectors = List.copyOf(detectors);
    this.name = name;
    this.forgetAfter = forgetAfter;
  }

  /**
   * Runs detectors over readings of every metric.
   *
   * @param detectors to run side by side; may be none when {@link #on} names some
   * @return the builder
   */
  public static DetectAnomalies<SensorReading> with(Detector<?>... detectors) {
    return new DetectAnomalies<>(
        RecordTypeInfo.ofRecord(SensorReading.class),
        Measure.OF_READING,
        AssignedDetector.toAll(detectors),
        "anomalies",
        FORGET_AFTER);
  }

  /**
   * Runs the detectors over records of another kind.
   *
   * @param newType of the records
   * @param newMeasure what to take from a record
   * @param <R> the records
   * @return the builder
   */
  public <R> DetectAnomalies<R> over(TypeInformation<R> newType, Measure<R> newMeasure) {
    return new DetectAnomalies<>(newType, newMeasure, detectors, name, forgetAfter);
  }

  /**
   * Runs detectors over records of another kind, {@code over(Ride.class, Ride::getFare)}.
   *
   * @param record the class of the records
   * @param value takes the value from a record
   * @param <R> the records
   * @return the builder
   */
  public <R> DetectAnomalies<R> over(Class<R> record, Measure.ValueOf<R> value) {
    return over(TypeInformation.of(record), Measure.of(value));
  }

  /**
   * Runs more detectors, over records of one metric only.
   *
   * @param metric as in the records
   * @param more to run side by side
   * @return the builder
   */
  public DetectAnomalies<T> on(String metric, Detector<?>... more) {
    requireNonNull(metric, "metric");
    List<AssignedDetector> all = new ArrayList<>(detectors);
    all.addAll(AssignedDetector.to(metric, more));
    return new DetectAnomalies<>(type, measure, all, name, forgetAfter);
  }

  /**
   * The name that the results carry as their operator; give two operators of a job two names.
   *
   * @param newName {@code anomalies} unless told
   * @return the builder
   */
  public DetectAnomalies<T> named(String newName) {
    requireNonNull(newName, "name");
    return new DetectAnomalies<>(type, measure, detectors, newName, forgetAfter);
  }

  /**
   * Forgets a key that stays away.
   *
   * @param idle processing time without a record of the key, positive
   * @return the builder
   */
  public DetectAnomalies<T> forgetAfter(Duration idle) {
    if (idle.isNegative() || idle.isZero()) {
      throw new IllegalArgumentException("forgetAfter must be positive, was " + idle);
    }
    return new DetectAnomalies<>(type, measure, detectors, name, idle);
  }

  /**
   * The late output of a record class; {@link #LATE} for readings.
   *
   * @param record the class of the records
   * @param <R> the records
   * @return the tag
   */
  public static <R> OutputTag<R> lateOf(Class<R> record) {
    return new OutputTag<>(DetectFunction.LATE_ID, TypeInformation.of(record));
  }

  /**
   * The detectors as a plain Flink function for a keyed stream.
   *
   * @param <K> the key
   * @return the function
   */
  public <K> KeyedProcessFunction<K, T, Anomaly> build() {
    if (detectors.isEmpty()) {
      throw new IllegalStateException("name at least one detector, in with(...) or on(...)");
    }
    return new DetectFunction<>(type, measure, detectors, name, forgetAfter);
  }
}
