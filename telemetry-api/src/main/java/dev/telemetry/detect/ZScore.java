package dev.telemetry.detect;

import static java.util.Objects.requireNonNull;

import dev.telemetry.detect.Baseline.Kind;
import dev.telemetry.detect.Baseline.Memory;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Raises when a value lies many standard deviations from the mean of the values before it.
 *
 * <pre>{@code
 * ZScore.rolling(Duration.ofHours(1)).beyond(4).sigmaFloor(0.2).afterWarmUp(120)
 * }</pre>
 *
 * <p>With mean m and population standard deviation s of the baseline, a value x is abnormal when
 * {@code |x - m| > sigmas * max(s, floor)} and {@code |x - m|} exceeds both dead bands. An open
 * episode closes when {@code |x - m|} is at most the clear share of that margin, half unless told.
 * Expected value and bounds are m and m plus or minus the margin, in the unit of the stream. The
 * score is the two-sided normal probability {@code erf(|z| / sqrt 2)} of lying closer to the mean,
 * or what {@link #calibrated} says.
 *
 * <p>The baseline is rolling by time or by count (in slices of 1/32 of its length, see {@link
 * dev.telemetry.stats.RollingMoments}) or exponentially weighted ({@link
 * dev.telemetry.stats.EwmaMoments}). Abnormal values, and those of an open episode, do not enter
 * it. Nothing is raised during warm-up, which begins anew when the baseline has run empty. An
 * episode that outlasts the baseline's own memory is the new normal: it closes, and the baseline is
 * learned afresh.
 *
 * <p>A value that is not finite changes nothing. A baseline without any spread and without a floor
 * says nothing: the value is normal. State per key: 922 bytes written at most (rolling), 125
 * (weighted), and 72 more calibrated. Immutable: each step returns a new detector.
 */
public final class ZScore extends BandDetector<ZScore.State, ZScore> {
  private static final long serialVersionUID = 2;
  private static final int DEFAULT_WARM_UP = 30;

  private final Memory memory;
  private final int warmUp;
  private final boolean calibrated;

  private ZScore(Memory memory, int warmUp, boolean calibrated, Band band, EpisodeRules rules) {
    super(band, rules);
    this.memory = memory;
    this.warmUp = warmUp;
    this.calibrated = calibrated;
  }

  private static ZScore of(Memory memory, int warmUp) {
    return new ZScore(memory, warmUp, false, Band.DEFAULT, EpisodeRules.DEFAULT);
  }

  @Override
  ZScore with(Band newBand, EpisodeRules newRules) {
    return new ZScore(memory, warmUp, calibrated, newBand, newRules);
  }

  /** What is remembered of one key: the baseline and the episode. */
  public static final class State extends EpisodeState {
    final Memory memory;
    final Baseline baseline;
    final @Nullable Calibration calibration;

    State(Memory memory, boolean calibrated) {
      this.memory = memory;
      this.baseline = memory.newBaseline();
      this.calibration = calibrated ? new Calibration() : null;
    }
  }

  /**
   * Compares with the values of the last while.
   *
   * @param window of event time, at least 1 ms
   * @return the detector
   */
  public static ZScore rolling(Duration window) {
    long span = Guards.positiveMillis(window, "window");
    return of(new Memory(Kind.TIME, span), DEFAULT_WARM_UP);
  }

  /**
   * Compares with the last normal values, whatever time they took.
   *
   * @param readings how many, at least 2
   * @return the detector
   */
  public static ZScore rolling(int readings) {
    Guards.atLeast(2, readings, "readings");
    return of(new Memory(Kind.COUNT, readings), Math.min(DEFAULT_WARM_UP, readings / 2 + 1));
  }

  /**
   * Compares with an exponentially weighted mean.
   *
   * @param halfLife of event time after which a value counts half, at least 1 ms
   * @return the detector
   */
  public static ZScore ewma(Duration halfLife) {
    long span = Guards.positiveMillis(halfLife, "halfLife");
    return of(new Memory(Kind.EWMA, span), DEFAULT_WARM_UP);
  }

  /**
   * Raises nothing before the baseline holds this many values.
   *
   * @param readings at least 2; 30 unless told
   * @return the detector
   */
  public ZScore afterWarmUp(int readings) {
    Guards.atLeast(2, readings, "warmUp");
    if (memory.kind() == Kind.COUNT && readings > memory.span()) {
      throw new IllegalArgumentException(
          "warmUp must be <= the rolling readings, was " + readings + " and " + memory.span());
    }
    return new ZScore(memory, readings, calibrated, band(), rules());
  }

  /**
   * Scores by how far values were from the mean at most so far, in standard deviations, rather than
   * by the normal distribution, which takes the tails of most sensors for impossible: one less the
   * probability of a distance this large, see {@link Calibration}. When it raises stays the same.
   *
   * @return the detector
   */
  public ZScore calibrated() {
    return new ZScore(memory, warmUp, true, band(), rules());
  }

  @Override
  public State newState() {
    return new State(memory, calibrated);
  }

  @Override
  void advance(State state, double value, long timeMillis) {
    state.baseline.advanceTo(timeMillis);
    if (state.baseline.outlastedBy(state.excluded, state.episode.openMillis(timeMillis))) {
      state.baseline.clear();
    }
  }

  @Override
  boolean isReady(State state) {
    return state.baseline.count() >= warmUp;
  }

  @Override
  void judge(State state, double value, long timeMillis, Judgement judgement) {
    Baseline baseline = state.baseline;
    double deviation = baseline.standardDeviation();
    judge(judgement, value, baseline.mean(), deviation);
    if (state.calibration != null) {
      double sigma = Math.max(deviation, band().sigmaFloor());
      judgement.score = calibrated(state.calibration, sigma > 0 ? judgement.excess / sigma : 0);
    }
  }

  private static double calibrated(Calibration calibration, double sigmas) {
    double score = calibration.score(calibration.excess(sigmas));
    calibration.add(sigmas);
    return score;
  }

  @Override
  void learn(State state, double value, long timeMillis) {
    state.baseline.add(value, timeMillis);
  }

  @Override
  public StateFormat<State> stateFormat() {
    return calibrated ? new CalibratedFormat() : new Format();
  }

  @Override
  public String name() {
    return calibrated ? "calibrated-z-score" : "z-score";
  }

  /** Memory, excluded readings, episode, baseline; version 1 without rest and severity. */
  static final class Format implements StateFormat<State> {
    @Override
    public int version() {
      return 2;
    }

    @Override
    public void write(State state, DataOutput out) throws IOException {
      out.writeUTF(state.memory.kind().name());
      out.writeLong(state.memory.span());
      out.writeLong(state.excluded);
      state.episode.writeTo(out);
      state.baseline.writeTo(out);
    }

    @Override
    public State read(int version, DataInput in) throws IOException {
      Guards.known(version, version());
      return read(version, in, false);
    }

    static State read(int version, DataInput in, boolean calibrated) throws IOException {
      Kind kind = Kind.valueOf(in.readUTF());
      State state = new State(new Memory(kind, in.readLong()), calibrated);
      state.excluded = in.readLong();
      state.episode.readFrom(in, version);
      state.baseline.readFrom(in);
      return state;
    }
  }

  /** As without calibration, then that. */
  static final class CalibratedFormat implements StateFormat<State> {
    private static final int LAYOUT = 2;
    private static final Format FORMAT = new Format();

    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(State state, DataOutput out) throws IOException {
      FORMAT.write(state, out);
      requireNonNull(state.calibration).writeTo(out);
    }

    @Override
    public State read(int version, DataInput in) throws IOException {
      Guards.known(version, version());
      State state = Format.read(LAYOUT, in, true);
      requireNonNull(state.calibration).readFrom(in);
      return state;
    }
  }
}
