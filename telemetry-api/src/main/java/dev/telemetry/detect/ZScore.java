package dev.telemetry.detect;

import dev.telemetry.detect.Baseline.Kind;
import dev.telemetry.detect.Baseline.Memory;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

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
 * score is the two-sided normal probability {@code erf(|z| / sqrt 2)} of lying closer to the mean.
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
 * (weighted). Immutable: each step returns a new detector.
 */
public final class ZScore extends BandDetector<ZScore.State, ZScore> {
  private static final long serialVersionUID = 2;
  private static final int DEFAULT_WARM_UP = 30;

  private final Memory memory;
  private final int warmUp;

  private ZScore(Memory memory, int warmUp, Band band, EpisodeRules rules) {
    super(band, rules);
    this.memory = memory;
    this.warmUp = warmUp;
  }

  private static ZScore of(Memory memory, int warmUp) {
    return new ZScore(memory, warmUp, Band.DEFAULT, EpisodeRules.DEFAULT);
  }

  @Override
  ZScore with(Band newBand, EpisodeRules newRules) {
    return new ZScore(memory, warmUp, newBand, newRules);
  }

  /** What is remembered of one key: the baseline and the episode. */
  public static final class State extends EpisodeState {
    final Memory memory;
    final Baseline baseline;

    State(Memory memory) {
      this.memory = memory;
      this.baseline = memory.newBaseline();
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
    return new ZScore(memory, readings, band(), rules());
  }

  @Override
  public State newState() {
    return new State(memory);
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
    judge(judgement, value, baseline.mean(), baseline.standardDeviation());
  }

  @Override
  void learn(State state, double value, long timeMillis) {
    state.baseline.add(value, timeMillis);
  }

  @Override
  public StateFormat<State> stateFormat() {
    return new Format();
  }

  @Override
  public String name() {
    return "z-score";
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
      Kind kind = Kind.valueOf(in.readUTF());
      State state = new State(new Memory(kind, in.readLong()));
      state.excluded = in.readLong();
      state.episode.readFrom(in, version);
      state.baseline.readFrom(in);
      return state;
    }
  }
}
