package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/**
 * Raises when the values of several sensors of one machine, and their course, were not seen
 * together before.
 *
 * <pre>{@code
 * RandomCutForest.of(Dimension.of("oil", "Cel"), Dimension.of("pump", "bar")).shingle(4)
 * }</pre>
 *
 * <p>The forest is that of the library {@code software.amazon.randomcutforest:randomcutforest-core}
 * (Guha, Mishra, Roy and Schrijvers: Robust Random Cut Forest Based Anomaly Detection on Streams,
 * 2016), a dependency that is optional here: put it on the class path, or the factory says so. Each
 * tree cuts a sample of the vectors apart, at random; what is cut off soon is abnormal. A vector is
 * the last {@link #shingle} values of all dimensions: of one dimension as measured, of several each
 * as its distance from the exponentially weighted mean in standard deviations (half-life 2,048
 * vectors), at most 20, for units differ; {@link #unscaled} and {@link #scaled} choose otherwise.
 *
 * <p>The forest's own score, about 1 for what is usual and seldom above 3, is the value, the
 * expected value and the upper bound of the verdict, without a unit. How far it rises above its own
 * exponentially weighted mean (half-life 512 vectors) is calibrated by the highest such rises of
 * the past, see {@link Calibration}: it is abnormal when it is more than {@link #beyond} times as
 * high as those, and back to normal at half of that; the verdict's score is the probability of a
 * lower rise. Abnormal values are learned too: each tree samples at random, so that the few of an
 * anomaly are diluted and do not poison what is normal, and an episode ends when its values have
 * become usual; {@link #learningNormalOnly} leaves them out. When as many as the sample is large
 * were abnormal, they are the new normal and the warm-up begins again.
 *
 * <p>The same values and seed give the same scores, bit for bit, also after the state was written
 * and read; unscaled, they are those of the library's {@code ThresholdedRandomCutForest} without a
 * transformation. A vector with a value that is not finite changes nothing. With one dimension it
 * is a detector of single values too.
 *
 * <p>What it does not find: its cuts go through one dimension at a time, so values that are each
 * within their range and only leave a straight relation between them are hardly noticed. Give it
 * their difference or ratio as one more dimension.
 *
 * <p>State per key, written: about 200 kB for {@value #DEFAULT_TREES} trees of {@value
 * #DEFAULT_SAMPLE} vectors of 1 or 2 dimensions, 40 kB for 20 trees of 64 vectors of 3. RocksDB
 * would read and write that for each vector and grow the forest anew: keep it on the heap, where it
 * takes a few times as much. Judging costs a fraction of a millisecond. Immutable.
 */
public final class RandomCutForest extends EpisodeDetector<ForestState, RandomCutForest>
    implements VectorDetector<ForestState> {
  private static final long serialVersionUID = 1;
  private static final int DEFAULT_TREES = 50;
  private static final int DEFAULT_SAMPLE = 256;

  /** Contributions that are named in an explanation. */
  private static final int NAMED = 3;

  private final Settings settings;

  private RandomCutForest(Settings settings, EpisodeRules rules) {
    super(rules);
    this.settings = settings;
  }

  /** What the steps set; a step changes a copy, so that detectors stay immutable. */
  private static final class Settings implements Serializable, Cloneable {
    private static final long serialVersionUID = 1;

    final List<Dimension> dimensions;
    int shingle = 4;
    int trees = DEFAULT_TREES;
    int sampleSize = DEFAULT_SAMPLE;
    long seed = 42;
    boolean standardizes;
    boolean learnsNormalOnly;
    double times = 2;
    int warmUp = DEFAULT_SAMPLE;

    Settings(List<Dimension> dimensions) {
      this.dimensions = dimensions;
      this.standardizes = dimensions.size() > 1;
    }

    Settings copy() {
      try {
        return (Settings) clone();
      } catch (CloneNotSupportedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private RandomCutForest with(Consumer<Settings> step) {
    Settings changed = settings.copy();
    step.accept(changed);
    return new RandomCutForest(changed, rules());
  }

  @Override
  RandomCutForest with(EpisodeRules newRules) {
    return new RandomCutForest(settings, newRules);
  }

  /**
   * A forest over these values.
   *
   * @param dimensions what is judged together, at least one, no name twice
   * @return the detector
   * @throws IllegalStateException when the library is not on the class path
   */
  public static RandomCutForest of(Dimension... dimensions) {
    Guards.atLeast(1, dimensions.length, "dimensions");
    Set<String> names = new HashSet<>();
    for (Dimension dimension : dimensions) {
      if (!names.add(dimension.name())) {
        throw new IllegalArgumentException("two dimensions are called " + dimension.name());
      }
    }
    ForestModel.requireLibrary();
    return new RandomCutForest(new Settings(List.of(dimensions)), EpisodeRules.DEFAULT);
  }

  /**
   * How many moments are judged together, so that a course can be abnormal too.
   *
   * @param moments at least 1; 4 unless told
   * @return the detector
   */
  public RandomCutForest shingle(int moments) {
    Guards.atLeast(1, moments, "shingle");
    return with(s -> s.shingle = moments);
  }

  /**
   * How many trees: more give scores of less noise, at their price in time and state.
   *
   * @param trees at least 1; 50 unless told
   * @return the detector
   */
  public RandomCutForest trees(int trees) {
    Guards.atLeast(1, trees, "trees");
    return with(s -> s.trees = trees);
  }

  /**
   * How many vectors of the past each tree samples, newer ones the rather.
   *
   * @param vectors at least 16; 256 unless told
   * @return the detector
   */
  public RandomCutForest sampleSize(int vectors) {
    Guards.atLeast(16, vectors, "sampleSize");
    return with(s -> s.sampleSize = vectors);
  }

  /**
   * Where the random cuts begin.
   *
   * @param seed any; 42 unless told
   * @return the detector
   */
  public RandomCutForest seed(long seed) {
    return with(s -> s.seed = seed);
  }

  /**
   * Takes the values as measured, by seven digits: the default of one dimension, also for several
   * of one unit and size.
   *
   * @return the detector
   */
  public RandomCutForest unscaled() {
    return with(s -> s.standardizes = false);
  }

  /**
   * Takes the values by their distance from the mean, the default of several dimensions; also for
   * one that varies little around a large number.
   *
   * @return the detector
   */
  public RandomCutForest scaled() {
    return with(s -> s.standardizes = true);
  }

  /**
   * Does not learn abnormal values, so that a long episode does not become usual; it raises more
   * often where what is normal changes.
   *
   * @return the detector
   */
  public RandomCutForest learningNormalOnly() {
    return with(s -> s.learnsNormalOnly = true);
  }

  /**
   * How high above the usual a score is abnormal.
   *
   * @param times as far as the highest scores so far were, see {@link Calibration#excess}; finite
   *     and above 0; 2 unless told
   * @return the detector
   */
  public RandomCutForest beyond(double times) {
    Guards.positive(times, "times");
    return with(s -> s.times = times);
  }

  /**
   * Raises nothing before the forest has scored this many vectors, which it begins to when its
   * sample is a quarter full.
   *
   * @param vectors at least 2; 256 unless told
   * @return the detector
   */
  public RandomCutForest afterWarmUp(int vectors) {
    Guards.atLeast(2, vectors, "warmUp");
    return with(s -> s.warmUp = vectors);
  }

  @Override
  public List<Dimension> dimensions() {
    return settings.dimensions;
  }

  @Override
  public ForestState newState() {
    int count = settings.dimensions.size();
    ForestModel.Shape shape =
        new ForestModel.Shape(
            count, settings.shingle, settings.trees, settings.sampleSize, settings.seed);
    return new ForestState(ForestModel.of(shape), count, settings.standardizes);
  }

  @Override
  public Verdict observe(ForestState state, double[] values, long timeMillis) {
    if (values.length != settings.dimensions.size()) {
      throw new IllegalArgumentException(
          "a vector must have %d values, had %d"
              .formatted(settings.dimensions.size(), values.length));
    }
    for (double value : values) {
      if (!Double.isFinite(value)) {
        return Verdict.IGNORED;
      }
    }
    take(state, values);
    return observe(state, state.score, timeMillis);
  }

  private void take(ForestState state, double... values) {
    if (state.isDue) {
      leave(state);
    }
    System.arraycopy(values, 0, state.values, 0, values.length);
    state.place();
    state.score = state.scalesAreKnown() ? state.forest.score(state.point) : 0;
    state.isDue = true;
    state.isTaken = true;
  }

  /** The values before were abnormal; they are kept until now so that they can be explained. */
  private void leave(ForestState state) {
    if (settings.learnsNormalOnly) {
      state.pass();
    } else {
      state.learn();
    }
  }

  @Override
  void advance(ForestState state, double value, long timeMillis) {
    if (!state.isTaken) {
      requireOneDimension();
      take(state, value);
    }
    state.isTaken = false;
    if (state.excluded >= settings.sampleSize) {
      state.calibration = new Calibration();
      state.excluded = 0;
    }
  }

  private void requireOneDimension() {
    if (settings.dimensions.size() > 1) {
      throw new IllegalStateException(
          "a forest of %d dimensions judges vectors, not single values"
              .formatted(settings.dimensions.size()));
    }
  }

  @Override
  boolean isReady(ForestState state) {
    return state.forest.isReady() && state.calibration.count() >= settings.warmUp;
  }

  @Override
  void judge(ForestState state, double value, long timeMillis, Judgement judgement) {
    double excess = state.calibration.excess(state.rise());
    judgement.score = state.calibration.score(excess);
    judgement.breached = excess > settings.times;
    judgement.cleared = excess <= settings.times / 2;
    judgement.excess = excess;
    if (settings.dimensions.size() > 1) {
      // of the forest's score, as the value is
      double usual = state.usualScore();
      double upper = usual + settings.times * state.calibration.usual();
      judgement.against(usual, Double.NaN, upper);
    }
  }

  @Override
  void learn(ForestState state, double value, long timeMillis) {
    state.learn();
  }

  @Override
  String sentence(Verdict verdict, String unit) {
    return "%s is unusual after the values before%s"
        .formatted(Wording.quantity(verdict.value(), unit), held(verdict));
  }

  private static String held(Verdict verdict) {
    long millis = verdict.timeMillis() - verdict.breachedMillis();
    return millis > 0 ? ", for " + Wording.duration(millis) : "";
  }

  @Override
  public String explain(ForestState state, Verdict verdict) {
    if (verdict.closed()) {
      return "usual again after %s, the forest's score is %s and was %s at most"
          .formatted(
              Wording.duration(verdict.timeMillis() - verdict.breachedMillis()),
              Wording.number(state.score),
              Wording.number(verdict.peak()));
    }
    return "%s: unusual together%s, the forest's score is %s, usually %s"
        .formatted(
            contributions(state),
            held(verdict),
            Wording.number(state.score),
            Wording.number(state.usualScore()));
  }

  /** The dimensions that contributed most, the first one most: oil 92.3 Cel (71 %). */
  private String contributions(ForestState state) {
    double[] shares = state.forest.attribution(state.point);
    double whole = Arrays.stream(shares).sum();
    List<String> named =
        IntStream.range(0, shares.length)
            .boxed()
            .sorted((a, b) -> Double.compare(shares[b], shares[a]))
            .limit(NAMED)
            .map(i -> contribution(i, state.values[i], shares[i] / whole))
            .toList();
    return String.join(", ", named);
  }

  private String contribution(int index, double value, double share) {
    Dimension dimension = settings.dimensions.get(index);
    return "%s %s (%d %%)"
        .formatted(
            dimension.name(), Wording.quantity(value, dimension.unit()), Math.round(100 * share));
  }

  @Override
  public StateFormat<ForestState> stateFormat() {
    return new Format();
  }

  @Override
  public String name() {
    return "random-cut-forest";
  }

  /** Version 1: the forest, then what is remembered beside it. */
  static final class Format implements StateFormat<ForestState> {
    private static final int EPISODE_LAYOUT = 2;

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(ForestState state, DataOutput out) throws IOException {
      state.writeTo(out);
    }

    @Override
    public ForestState read(int version, DataInput in) throws IOException {
      Guards.known(version, version());
      return ForestState.readFrom(in, EPISODE_LAYOUT);
    }
  }
}
