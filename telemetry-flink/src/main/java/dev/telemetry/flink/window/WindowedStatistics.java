package dev.telemetry.flink.window;

import static java.util.Objects.requireNonNull;

import dev.telemetry.flink.type.Measure;
import dev.telemetry.flink.type.RecordTypeInfo;
import dev.telemetry.model.SensorReading;
import dev.telemetry.model.WindowStatistics;
import dev.telemetry.stats.TimeCourse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.RuntimeExecutionMode;
import org.apache.flink.api.dag.Transformation;
import org.apache.flink.configuration.ExecutionOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.util.OutputTag;
import org.jspecify.annotations.Nullable;

/**
 * Count, mean, variance, minimum, maximum, first, last and sum of each key over windows of event
 * time.
 *
 * <pre>{@code
 * StatisticsStreams<SensorReading> statistics = WindowedStatistics.of(bySensor)
 *     .tumbling(ofSeconds(10)).sliding(ofMinutes(10), ofSeconds(1)).quantiles(0.5, 0.99)
 *     .lateWithin(ofMinutes(1))
 *     .attach("statistics");
 * }</pre>
 *
 * <p>Windows start at multiples of their slide since 1970 UTC; the start is inclusive, the end
 * exclusive. A result is made when the watermark passes a window's end, for keys that have data in
 * it only. Results have the unit of the values and are told apart by operator, key, window start
 * and window end, the same in every replay; disorder within the source's bound changes not a bit of
 * them.
 *
 * <p>A record behind the watermark still counts in every window that is open, and corrects each one
 * that has closed within {@code lateWithin}: the result is emitted again with the next revision.
 * When all its windows have closed for good it goes to the late output whole; when only some have,
 * it is counted as {@code latePartially}. A value that is not finite, or a reading of quality BAD,
 * changes nothing and is counted as {@code ignored}.
 *
 * <p>A window's length costs nothing but memory: a reading is added once for all kinds of window,
 * and a result takes amortised constant work. Before the shuffle an operator in the task of the
 * stream's source bundles what each key reads until a watermark lets a window close; that takes no
 * time from any result and takes most of the shuffle's cost away, also where one key is hot.
 * Watermarks go on as the last moment that lets a window close, or where that is rarer, every ten
 * seconds; they wait in a network buffer no longer than two milliseconds. Batch execution is to be
 * set before this is attached: its buffers know no such time.
 *
 * <p>State per key: for each kind of window that slides, 44 bytes a slide of its size, 28 where it
 * has more than 256 slides (17.7 kB at 600, 25 kB where values only rise or only fall; {@link
 * dev.telemetry.stats.SlidingMoments} says when more), and 90 a slide of the lateness; 16 bytes for
 * each reading that waits for the watermark, 24 before the shuffle; about 1 kB besides. Quantiles
 * and histogram add what {@link dev.telemetry.stats.SlidingHistogram} says, the course 152 bytes a
 * slide. Nothing is left once a key's last window has closed for good. On RocksDB the states in use
 * stay on the heap, up to 64 MB a subtask, and what changed is written before each checkpoint, the
 * panes in blocks of 1.4 kB.
 *
 * <p>A key has one metric and one unit; where its readings differ, a result tells those of the
 * latest reading that has come. Counters: {@code aggregated}, {@code late}, {@code latePartially},
 * {@code ignored}, {@code results}, {@code corrections}; aggregated + late + ignored = records
 * read. Immutable: each step returns a new builder.
 *
 * @param <T> the records
 * @param <K> the key
 */
public final class WindowedStatistics<T, K> {
  private final KeyedStream<T, K> stream;
  private final @Nullable Measure<T> measure;
  private final List<Window> windows;
  private final Details details;
  private final Duration lateWithin;
  private final @Nullable Rollup rollup;

  private WindowedStatistics(
      KeyedStream<T, K> stream,
      @Nullable Measure<T> measure,
      List<Window> windows,
      Details details,
      Duration lateWithin,
      @Nullable Rollup rollup) {
    this.stream = stream;
    this.measure = measure;
    this.windows = List.copyOf(windows);
    this.details = details;
    this.lateWithin = lateWithin;
    this.rollup = rollup;
  }

  /**
   * Statistics over a keyed stream with event time. Readings need nothing more; for other records
   * say {@link #over}.
   *
   * @param stream keyed, with timestamps and watermarks
   * @param <T> the records
   * @param <K> the key
   * @return the builder
   */
  public static <T, K> WindowedStatistics<T, K> of(KeyedStream<T, K> stream) {
    requireNonNull(stream, "stream");
    return new WindowedStatistics<>(stream, null, List.of(), Details.NONE, Duration.ZERO, null);
  }

  /**
   * Takes the value from records of any kind: {@code over(Ride::getWaitSeconds)}.
   *
   * @param value takes the value; NaN says that the record has none
   * @return the builder
   */
  public WindowedStatistics<T, K> over(Measure.ValueOf<T> value) {
    return over(Measure.of(value));
  }

  /**
   * Takes value, metric and unit from records of any kind.
   *
   * @param newMeasure what to take from a record
   * @return the builder
   */
  public WindowedStatistics<T, K> over(Measure<T> newMeasure) {
    return new WindowedStatistics<>(
        stream, requireNonNull(newMeasure, "measure"), windows, details, lateWithin, rollup);
  }

  /**
   * Adds windows that follow each other without overlap.
   *
   * @param size of a window, whole milliseconds
   * @return the builder
   */
  public WindowedStatistics<T, K> tumbling(Duration size) {
    return sliding(size, size);
  }

  /**
   * Adds windows that overlap. Windows of one size have one slide, or their results could not be
   * told apart.
   *
   * @param size of a window, a multiple of the slide
   * @param slide from one window's start to the next, whole milliseconds
   * @return the builder
   */
  public WindowedStatistics<T, K> sliding(Duration size, Duration slide) {
    Window added = Window.of(size, slide);
    for (Window known : windows) {
      if (known.size() == added.size() && known.slide() != added.slide()) {
        throw new IllegalArgumentException(
            "windows of one size cannot be told apart: "
                + size
                + " slides by "
                + slide
                + " and by "
                + Duration.ofMillis(known.slide()));
      }
    }
    List<Window> more = new ArrayList<>(windows);
    more.add(added);
    return new WindowedStatistics<>(stream, measure, more, details, lateWithin, rollup);
  }

  /**
   * Adds quantiles, such as 0.5 for the median and 0.99. The relative error of each is at most 1 %
   * unless {@link #relativeAccuracy} says otherwise: the value at the lower rank p (n - 1) is off
   * by no more, whatever the distribution (DDSketch; Masson, Rim and Lee, VLDB 2019). 0 and 1 are
   * the exact minimum and maximum.
   *
   * @param probabilities from 0 to 1; results have them in this order
   * @return the builder
   */
  public WindowedStatistics<T, K> quantiles(double... probabilities) {
    return with(details.quantiles(probabilities));
  }

  /**
   * Adds the histogram that quantiles come from, bins that hold values only.
   *
   * @return the builder
   */
  public WindowedStatistics<T, K> histogram() {
    return with(details.withHistogram());
  }

  /**
   * Sets the error of quantiles and the width of the histogram's bins.
   *
   * @param share of a value, such as 0.01 for 1 %, which is usual
   * @return the builder
   */
  public WindowedStatistics<T, K> relativeAccuracy(double share) {
    return with(details.accuracy(share));
  }

  /**
   * Adds how the values went on: delta, rate, least-squares slope, time-weighted mean, changes and
   * counter increase; each value holds until the next one.
   *
   * @return the builder
   */
  public WindowedStatistics<T, K> course() {
    return course(TimeCourse.Rules.PLAIN);
  }

  /**
   * Adds how the values went on, and by the rules the time above a limit.
   *
   * @param rules a limit, and how long a value holds: {@code PLAIN.above(90).holding(ofMinutes(5))}
   * @return the builder
   */
  public WindowedStatistics<T, K> course(TimeCourse.Rules rules) {
    return with(details.course(requireNonNull(rules, "rules")));
  }

  private WindowedStatistics<T, K> with(Details newDetails) {
    return new WindowedStatistics<>(stream, measure, windows, newDetails, lateWithin, rollup);
  }

  /**
   * Corrects results for a while after they were made.
   *
   * @param lateness of event time after a window's end, not negative; none unless told
   * @return the builder
   */
  public WindowedStatistics<T, K> lateWithin(Duration lateness) {
    if (lateness.isNegative()) {
      throw new IllegalArgumentException("lateWithin must not be negative, was " + lateness);
    }
    return new WindowedStatistics<>(stream, measure, windows, details, lateness, rollup);
  }

  /**
   * Adds the same windows over what keys belong to: {@code rollUp(PlantPath::parentOf, 3)} makes
   * statistics of each machine, line and site from those of sensors, without a second pass over the
   * readings. They come on {@link StatisticsStreams#rollups}.
   *
   * <p>What is rolled up is one metric in one unit: a temperature is never added to a vibration,
   * nor Cel to K. A result has the operator's name, the metric and the unit, and as its key the
   * parent, the metric and the unit, such as {@code plant-1/line-2/press-7#temperature[Cel]}; % and
   * # in the parent and % and [ in the metric are escaped as in URLs. A sensor that changes its
   * metric or unit is counted under the latest that has come, with the slices that are still open.
   *
   * <p>Levels are counted from the top, so that a parent is on one level whatever the depth of its
   * children, and sensors of lines and of machines may be mixed: on level 1 is what has no parent
   * itself, on level 2 its children, and so on. With more above a key than there are levels, the
   * key's slices go to its ancestor on the lowest level. What has no parent is counted as {@code
   * withoutParent} and left out.
   *
   * <p>Count, minimum, maximum, first and last are exact, the others as exact as over the readings
   * themselves. First and last are those of the earliest and latest reading among all children; of
   * equal times, the least child key is first and the greatest last. The slices of children are
   * merged in the order of their keys, so that neither parallelism nor disorder nor a restart
   * changes a bit; only late readings are added in the order in which they come. Quantiles,
   * histogram and course stay null: the order of values does not carry over from sensor to machine,
   * and histograms are not sent along.
   *
   * <p>A late reading reaches, corrects and misses the same windows of its parents as of its key:
   * once all has come, the count of a parent is the sum of its children's.
   *
   * <p>Cost: one record of 81 bytes and two keys, about 170, for each key, slice and level, before
   * a shuffle by parent and metric. A site gets one for each line and slice, not for each sensor,
   * so that a key that everything belongs to is no hot key. State of a parent and metric: as that
   * of a key, and for each child 81 bytes and two keys (300 bytes on the heap) while a slice waits
   * for the first window over it to end; 120 bytes on the heap more for each key. Operators are
   * named, and have the uid, {@code name-rollup-1} for the top and so on downwards. Counters of
   * each: {@code slices} read, {@code aggregated}, {@code late} and {@code latePartially} in
   * readings, {@code results}, {@code corrections}; aggregated + late (+ withoutParent) =
   * aggregated below. Nothing is late here that was not late below, but where a subtask below fell
   * idle and the watermark went on without it.
   *
   * @param hierarchy tells what a key, as results have it, belongs to
   * @param levels how many levels there are above the keys, at least 1
   * @return the builder
   */
  public WindowedStatistics<T, K> rollUp(Hierarchy hierarchy, int levels) {
    Rollup newRollup = new Rollup(requireNonNull(hierarchy, "hierarchy"), levels);
    return new WindowedStatistics<>(stream, measure, windows, details, lateWithin, newRollup);
  }

  /**
   * Adds the machines, lines and sites of keys such as {@code plant-1/line-2/press-7/temperature}:
   * {@code rollUp(PlantPath::parentOf, 3)}.
   *
   * @return the builder
   */
  public WindowedStatistics<T, K> rollUpAlongPath() {
    return rollUp(PlantPath::parentOf, 3);
  }

  /**
   * Puts the operator behind the stream.
   *
   * @param name of the operator and its uid; the results carry it
   * @return results, late records and rollups
   */
  public StatisticsStreams<T> attach(String name) {
    requireNonNull(name, "name");
    if (windows.isEmpty()) {
      throw new IllegalStateException("name at least one window, tumbling(...) or sliding(...)");
    }
    OutputTag<T> late = new OutputTag<>("late", stream.getType());
    Windows all = new Windows(windows, lateWithin.toMillis(), details);
    SingleOutputStreamOperator<WindowStatistics> results =
        bundles(name, all)
            .keyBy(Bundle::key, stream.getKeyType())
            .transform(
                name,
                RecordTypeInfo.ofRecord(WindowStatistics.class),
                new WindowOperator<K, T>(all, name, late, rollup))
            .uid(name);
    return new StatisticsStreams<>(
        results,
        results.getSideOutput(late),
        rollup == null ? null : rollUps(rollup, results, name));
  }

  private DataStream<WindowStatistics> rollUps(
      Rollup levels, SingleOutputStreamOperator<WindowStatistics> results, String name) {
    return levels.attach(results, name, new Windows(windows, lateWithin.toMillis()));
  }

  /**
   * The watermark that lets windows close comes behind all bundles, and would wait in a buffer that
   * is not full for the next ones, or as long as Flink lets it; while the windows' task has nothing
   * to do.
   */
  private static final long LONGEST_IN_BUFFER_MILLIS = 2;

  /** In the task of what the stream was keyed from, so that only bundles are shuffled. */
  @SuppressWarnings("unchecked") // a keyed stream has one input, of its type
  private SingleOutputStreamOperator<Bundle<K, T>> bundles(String name, Windows all) {
    var unkeyed = (Transformation<T>) stream.getTransformation().getInputs().get(0);
    String ownName = name + "-bundles";
    SingleOutputStreamOperator<Bundle<K, T>> bundles =
        new DataStream<>(stream.getExecutionEnvironment(), unkeyed)
            .transform(
                ownName,
                new BundleType<>(stream.getKeyType(), stream.getType()),
                new BundleOperator<>(stream.getKeySelector(), measureOrReading(), all))
            .setParallelism(unkeyed.getParallelism())
            .uid(ownName);
    return waitsLonger(stream.getExecutionEnvironment())
        ? bundles.setBufferTimeout(LONGEST_IN_BUFFER_MILLIS)
        : bundles;
  }

  /**
   * Not in batch execution, where buffers wait until their task is done: Flink refuses a timeout.
   */
  private static boolean waitsLonger(StreamExecutionEnvironment env) {
    return env.getConfiguration().get(ExecutionOptions.RUNTIME_MODE)
            == RuntimeExecutionMode.STREAMING
        && env.getBufferTimeout() > LONGEST_IN_BUFFER_MILLIS;
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
