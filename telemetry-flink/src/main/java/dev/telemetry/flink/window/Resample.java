package dev.telemetry.flink.window;

import static java.util.Objects.requireNonNull;

import dev.telemetry.flink.type.Measure;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.GridPoint;
import dev.telemetry.model.SensorReading;
import dev.telemetry.stats.Resampling;
import dev.telemetry.stats.Resampling.Filling;
import java.time.Duration;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Brings each key's values, at whatever interval they come, to a fixed grid of event time: one
 * {@link GridPoint} for each key and multiple of the step since 1970 UTC.
 *
 * <pre>{@code
 * GridStreams<SensorReading> grid = Resample.of(bySensor)
 *     .every(ofSeconds(10)).linear().holdAtMost(ofMinutes(5))
 *     .attach("grid");
 * }</pre>
 *
 * <p>A value measured exactly at a point stands there as MEASURED. What stands elsewhere is a
 * choice:
 *
 * <ul>
 *   <li>{@link #lastValue}: the last value before the point, HELD for at most {@code holdAtMost}.
 *   <li>{@link #linear}: the value on the straight line between the last reading before and the
 *       first after the point, INTERPOLATED where the two are at most {@code holdAtMost} apart and
 *       have one metric and unit.
 *   <li>{@link #linearOrLastValue}: the line, and where there is none the last value.
 *   <li>{@link #withNulls}: nothing is filled: the last value of the step that ends at the point,
 *       HELD for less than a step.
 * </ul>
 *
 * <p>Where there is no value the point is MISSING and its value null, or left out with {@link
 * #skippingGaps}. A point carries metric and unit of the last reading and says how old that is; its
 * value has that unit. A GridPoint is no SensorReading, as one cannot say that there is no value,
 * nor that nobody measured it; other operators take it by {@code over(...)}, with NaN for null.
 *
 * <p>A key begins with the first point at or after its first reading. It is forgotten once it has
 * been silent for {@link #forgetAfter}, by default {@code holdAtMost} and 1,000 steps, and begins
 * anew with its next reading; until then it gives MISSING points. So a gap costs at most {@code
 * forgetAfter / step} points however long it is, a year at 10 ms too, and never more than 1,000,000
 * (longer settings are refused); {@code expired} counts the gaps that were cut. A key that falls
 * silent for ever leaves no state and no timer behind.
 *
 * <p>Time: points come when the watermark passes them, in order of event time for each key. A line
 * needs the next reading: its points come when that is behind the watermark, at most {@code
 * holdAtMost} later than the points, when it is given up. {@link #attach} sets each point's
 * timestamp to the point, and with lines holds the watermark of its output back by {@code
 * holdAtMost}, so that no point is late further on. The points are told apart by operator, key and
 * event time, the same in every replay; disorder within the source's bound changes not a bit of
 * them. Of several readings of one moment the one of the greatest value counts.
 *
 * <p>A record behind the watermark goes to the late output whole and is counted as {@code late}. A
 * value that is not finite, a reading of quality BAD, or a time more than 70 million years from now
 * changes nothing and is counted as {@code ignored}.
 *
 * <p>State per key: 30 bytes and twice the length of metric and unit, and 17 for each step of the
 * grid with readings ahead of the watermark (34 with lines) and for the last reading behind it: 75
 * bytes for a temperature in Cel with one reading, about 340 on the heap; one timer. How many
 * readings a step holds does not matter. In batch execution all steps of a key wait for its end.
 * Counters: {@code resampled}, {@code late}, {@code ignored}, {@code points}, of which {@code
 * missing}, and {@code expired}; resampled + late + ignored = records read. Immutable: each step
 * returns a new builder.
 *
 * @param <T> the records
 * @param <K> the key
 */
public final class Resample<T, K> {
  /** The late output for readings, for those who attach the function by hand. */
  public static final OutputTag<SensorReading> LATE =
      new OutputTag<>(ResampleFunction.LATE_ID, RecordTypeInfo.ofRecord(SensorReading.class));

  private static final RecordTypeInfo<GridPoint> POINTS = RecordTypeInfo.ofRecord(GridPoint.class);

  private final KeyedStream<T, K> stream;
  private final @Nullable Measure<T> measure;
  private final GridSettings settings;

  private Resample(KeyedStream<T, K> stream, @Nullable Measure<T> measure, GridSettings settings) {
    this.stream = stream;
    this.measure = measure;
    this.settings = settings;
  }

  /**
   * Resamples a keyed stream with event time. Readings need nothing more; for other records say
   * {@link #over}.
   *
   * @param stream keyed, with timestamps and watermarks
   * @param <T> the records
   * @param <K> the key
   * @return the builder
   */
  public static <T, K> Resample<T, K> of(KeyedStream<T, K> stream) {
    return new Resample<>(requireNonNull(stream, "stream"), null, GridSettings.none());
  }

  private Resample<T, K> with(GridSettings newSettings) {
    return new Resample<>(stream, measure, newSettings);
  }

  /**
   * Takes the value from records of any kind: {@code over(Ride::getWaitSeconds)}.
   *
   * @param value takes the value; NaN says that the record has none
   * @return the builder
   */
  public Resample<T, K> over(Measure.ValueOf<T> value) {
    return over(Measure.of(value));
  }

  /**
   * Takes value, metric and unit from records of any kind.
   *
   * @param newMeasure what to take from a record
   * @return the builder
   */
  public Resample<T, K> over(Measure<T> newMeasure) {
    return new Resample<>(stream, requireNonNull(newMeasure, "measure"), settings);
  }

  /**
   * The step of the grid.
   *
   * @param step from one point to the next, whole milliseconds, 1 ms to 366 days
   * @return the builder
   */
  public Resample<T, K> every(Duration step) {
    return with(settings.every(step));
  }

  /**
   * Holds the last value.
   *
   * @return the builder
   */
  public Resample<T, K> lastValue() {
    return with(settings.filledBy(Filling.LAST_VALUE));
  }

  /**
   * Draws straight lines between readings; a gap too long for a line is MISSING.
   *
   * @return the builder
   */
  public Resample<T, K> linear() {
    return with(settings.filledBy(Filling.LINEAR));
  }

  /**
   * Draws straight lines between readings; in a gap too long for a line the last value is held.
   *
   * @return the builder
   */
  public Resample<T, K> linearOrLastValue() {
    return with(settings.filledBy(Filling.LINEAR_OR_LAST_VALUE));
  }

  /**
   * Fills nothing: the last value of the step that ends at the point, MISSING where the step has no
   * reading.
   *
   * @return the builder
   */
  public Resample<T, K> withNulls() {
    return with(settings.withNulls());
  }

  /**
   * How long a value may stand in, or how far apart the ends of a line may be. To be said for all
   * but {@link #withNulls}.
   *
   * @param longest whole milliseconds, at most 1,000,000 steps
   * @return the builder
   */
  public Resample<T, K> holdAtMost(Duration longest) {
    return with(settings.holdAtMost(longest));
  }

  /**
   * Leaves MISSING points out; a key is forgotten as soon as its last value may no longer be held.
   *
   * @return the builder
   */
  public Resample<T, K> skippingGaps() {
    return with(settings.withoutGaps());
  }

  /**
   * Forgets a key that has fallen silent; until then it gives MISSING points.
   *
   * @param silence event time since its last reading, whole milliseconds, not shorter than {@code
   *     holdAtMost}, at most 1,000,000 steps
   * @return the builder
   */
  public Resample<T, K> forgetAfter(Duration silence) {
    return with(settings.forgetAfter(silence));
  }

  /**
   * Puts the operator behind the stream.
   *
   * @param name of the operator and its uid; the points carry it
   * @return points and late records
   */
  public GridStreams<T> attach(String name) {
    Resampling resampling = settings.resampling();
    ResampleFunction<K, T> function = function(name, resampling);
    SingleOutputStreamOperator<GridPoint> points =
        stream
            .transform(
                name,
                POINTS,
                new ResampleOperator<>(
                    stream.getExecutionEnvironment().clean(function), resampling.delayMillis()))
            .uid(name);
    return new GridStreams<>(points, points.getSideOutput(lateOf(stream.getType())));
  }

  /**
   * The same as a plain Flink function, for this stream. What it emits has the timestamp of the
   * moment at which it was known, and the watermark is not held back: assign timestamps and
   * watermarks again where event time matters further on.
   *
   * @param name of the operator, which the points carry
   * @return the function
   */
  public KeyedProcessFunction<K, T, GridPoint> build(String name) {
    return function(name, settings.resampling());
  }

  private ResampleFunction<K, T> function(String name, Resampling resampling) {
    requireNonNull(name, "name");
    return new ResampleFunction<>(resampling, measureOrReading(), name, lateOf(stream.getType()));
  }

  /**
   * The late output of other records than readings, for those who attach the function by hand.
   *
   * @param type of the records
   * @param <R> the records
   * @return the tag
   */
  public static <R> OutputTag<R> lateOf(TypeInformation<R> type) {
    return new OutputTag<>(ResampleFunction.LATE_ID, type);
  }

  @SuppressWarnings("unchecked") // T is SensorReading where the stream's type says so
  private Measure<T> measureOrReading() {
    if (measure != null) {
      return measure;
    }
    if (stream.getType().getTypeClass() != SensorReading.class) {
      throw new IllegalStateException(
          "say over(...): a " + stream.getType().getTypeClass().getName() + " has no known value");
    }
    return (Measure<T>) Measure.OF_READING;
  }
}
