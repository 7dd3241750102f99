package dev.telemetry.flink.detect;

import static java.util.Objects.requireNonNull;

import dev.telemetry.detect.Dimension;
import dev.telemetry.detect.VectorDetector;
import dev.telemetry.flink.type.Measure;
import dev.telemetry.flink.type.Measure.TextOf;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.Anomaly;
import dev.telemetry.model.GridPoint;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.OutputTag;

/**
 * Judges several sensors of one machine together: the points of one grid time make a vector.
 *
 * <pre>{@code
 * grid.points()
 *     .keyBy(point -> PlantPath.parentOf(point.getKey()))
 *     .process(DetectTogether.with(
 *         RandomCutForest.of(Dimension.of("oil", "Cel"), Dimension.of("pump", "bar"))).build())
 *     .uid("together");
 * }</pre>
 *
 * <p>The points are those of the resampler, which brings sensors of any interval to one grid, and
 * decides what stands in for a value that is not there. A point belongs to the dimension that is
 * called like its sensor, the last part of the key unless {@link #sensorOf} says otherwise; points
 * of other sensors and points without a value are counted as {@code ignored}. The vector of a grid
 * time is judged once the watermark has passed it. One that lacks a dimension is not judged and
 * counted as {@code incomplete}; of two points of one sensor and time the greater value counts. A
 * point behind the watermark goes to the late output whole and is counted as {@code late}. The
 * units of the points are not compared: check them before.
 *
 * <p>The anomalies have the key of the stream, the machine. Their metric is empty, and observed,
 * expected, upper and peak are the detector's own score of the vector, without a unit; the
 * explanation names the sensors that contributed most, with their values and units.
 *
 * <p>State per key: that of the detector as its Javadoc states it; 24 bytes for each point ahead of
 * the watermark; one event timer while there are any. A key that stays away for longer than {@link
 * #forgetAfter} of processing time, 30 days unless told, is forgotten. Counters: {@code judged}
 * (points), {@code late} and {@code ignored}, which add up to the points read; {@code vectors}, of
 * which {@code incomplete}; {@code opened}, {@code changed}, {@code closed}. Immutable: each step
 * returns a new builder.
 *
 * @param <S> the state of the detector
 */
public final class DetectTogether<S> {
  /** The late output, for a side output of the operator. */
  public static final OutputTag<GridPoint> LATE =
      new OutputTag<>("late-for-vectors", RecordTypeInfo.ofRecord(GridPoint.class));

  private static final Duration FORGET_AFTER = Duration.ofDays(30);

  private final VectorDetector<S> detector;
  private final TextOf<GridPoint> sensorOf;
  private final String name;
  private final Duration forgetAfter;

  private DetectTogether(
      VectorDetector<S> detector, TextOf<GridPoint> sensorOf, String name, Duration forgetAfter) {
    this.detector = detector;
    this.sensorOf = sensorOf;
    this.name = name;
    this.forgetAfter = forgetAfter;
  }

  /**
   * Judges by a detector.
   *
   * @param detector of vectors; its dimensions name the sensors
   * @param <S> the state of the detector
   * @return the builder
   */
  public static <S> DetectTogether<S> with(VectorDetector<S> detector) {
    requireNonNull(detector, "detector");
    return new DetectTogether<>(detector, DetectTogether::lastPart, "together", FORGET_AFTER);
  }

  private static String lastPart(GridPoint point) {
    return point.getKey().substring(point.getKey().lastIndexOf('/') + 1);
  }

  /**
   * Says which dimension a point belongs to, where that is not the last part of its key.
   *
   * @param newSensorOf names the dimension, such as {@code GridPoint::getMetric}
   * @return the builder
   */
  public DetectTogether<S> sensorOf(TextOf<GridPoint> newSensorOf) {
    requireNonNull(newSensorOf, "sensorOf");
    return new DetectTogether<>(detector, newSensorOf, name, forgetAfter);
  }

  /**
   * The name that the results carry as their operator; give two operators of a job two names.
   *
   * @param newName {@code together} unless told
   * @return the builder
   */
  public DetectTogether<S> named(String newName) {
    requireNonNull(newName, "name");
    return new DetectTogether<>(detector, sensorOf, newName, forgetAfter);
  }

  /**
   * Forgets a key that stays away.
   *
   * @param idle processing time without a vector of the key, positive
   * @return the builder
   */
  public DetectTogether<S> forgetAfter(Duration idle) {
    if (idle.isNegative() || idle.isZero()) {
      throw new IllegalArgumentException("forgetAfter must be positive, was " + idle);
    }
    return new DetectTogether<>(detector, sensorOf, name, idle);
  }

  /**
   * The detector as a plain Flink function for a stream of grid points that is keyed by machine.
   *
   * @param <K> the key
   * @return the function
   */
  public <K> KeyedProcessFunction<K, GridPoint, Anomaly> build() {
    return new TogetherFunction<>(detector, measure(), name, forgetAfter);
  }

  /** The sensor stands in the place of the metric: it tells the values of one time apart. */
  private Measure<GridPoint> measure() {
    Set<String> names =
        detector.dimensions().stream()
            .map(Dimension::name)
            .collect(Collectors.toCollection(HashSet::new));
    TextOf<GridPoint> sensor = sensorOf;
    return new Measure<>(
        point -> names.contains(sensor.apply(point)) ? valueOf(point) : Double.NaN,
        sensor,
        point -> "");
  }

  private static double valueOf(GridPoint point) {
    Double value = point.getValue();
    return value == null ? Double.NaN : value;
  }
}
