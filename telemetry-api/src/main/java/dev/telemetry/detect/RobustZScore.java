package dev.telemetry.detect;

import dev.telemetry.stats.RollingMedian;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/**
 * Raises when a value lies many robust deviations from the median of the values before it: as
 * {@link ZScore}, but what was abnormal and went unnoticed, up to half of the values, hardly moves
 * it.
 *
 * <pre>{@code
 * RobustZScore.rolling(Duration.ofHours(1)).beyond(5)
 * }</pre>
 *
 * <p>With median m and median absolute deviation d of the baseline, the spread is {@code 1.4826 d},
 * the standard deviation of normal values (Iglewicz and Hoaglin, 1993, "How to detect and handle
 * outliers"); where more than half of the values are equal, d is 0 and the spread comes from the
 * distance that one of ten values exceeds. Margin, clearing, score, dead bands and bounds are those
 * of {@link ZScore}, in the unit of the stream.
 *
 * <p>The baseline is rolling by time or by count and keeps at most 256 values, evenly spread where
 * there were more ({@link RollingMedian}). Abnormal values, and those of an open episode, do not
 * enter it. Nothing is raised during warm-up, which begins anew when the baseline has run empty. An
 * episode that outlasts the baseline's own memory is the new normal: it closes, and the baseline is
 * learned afresh.
 *
 * <p>It finds spikes and steps, also in data full of them; it does not find a drift that is slower
 * than its window, nor anything where spikes are what is normal. A value that is not finite changes
 * nothing. State per key: 4204 bytes written at most. Immutable: each step returns a new detector.
 */
public final class RobustZScore extends BandDetector<RobustZScore.State, RobustZScore> {
  private static final long serialVersionUID = 1;
  private static final int DEFAULT_WARM_UP = 30;

  private final long span;
  private final boolean byTime;
  private final int warmUp;

  private RobustZScore(long span, boolean byTime, int warmUp, Band band, EpisodeRules rules) {
    super(band, rules);
    this.span = span;
    this.byTime = byTime;
    this.warmUp = warmUp;
  }

  /** What is remembered of one key: the baseline and the episode. */
  public static final class State extends EpisodeState {
    final long span;
    final boolean byTime;
    final RollingMedian baseline;
    long added;

    State(long span, boolean byTime) {
      this.span = span;
      this.byTime = byTime;
      this.baseline = new RollingMedian(span);
    }
  }

  /**
   * Compares with the values of the last while.
   *
   * @param window of event time, at least 1 ms
   * @return the detector
   */
  public static RobustZScore rolling(Duration window) {
    return of(Guards.positiveMillis(window, "window"), true, DEFAULT_WARM_UP);
  }

  /**
   * Compares with the last normal values, whatever time they took.
   *
   * @param readings how many, at least 2
   * @return the detector
   */
  public static RobustZScore rolling(int readings) {
    Guards.atLeast(2, readings, "readings");
    return of(readings, false, Math.min(DEFAULT_WARM_UP, readings / 2 + 1));
  }

  private static RobustZScore of(long span, boolean byTime, int warmUp) {
    return new RobustZScore(span, byTime, warmUp, Band.DEFAULT, EpisodeRules.DEFAULT);
  }

  /**
   * Raises nothing before the baseline keeps this many values.
   *
   * @param readings at least 2 and at most 256; 30 unless told
   * @return the detector
   */
  public RobustZScore afterWarmUp(int readings) {
    Guards.atLeast(2, readings, "warmUp");
    long most = Math.min(span, RollingMedian.MOST);
    if (readings > most) {
      throw new IllegalArgumentException(
          "warmUp must be <= the %d values kept, was %d".formatted(most, readings));
    }
    return new RobustZScore(span, byTime, readings, band(), rules());
  }

  @Override
  RobustZScore with(Band newBand, EpisodeRules newRules) {
    return new RobustZScore(span, byTime, warmUp, newBand, newRules);
  }

  @Override
  public State newState() {
    return new State(span, byTime);
  }

  @Override
  void advance(State state, double value, long timeMillis) {
    if (state.byTime) {
      state.baseline.advanceTo(timeMillis);
    }
    long outlasting = state.byTime ? state.episode.openMillis(timeMillis) : state.excluded;
    if (outlasting >= state.span) {
      state.baseline.clear();
    }
  }

  @Override
  boolean isReady(State state) {
    return state.baseline.count() >= warmUp;
  }

  @Override
  void judge(State state, double value, long timeMillis, Judgement judgement) {
    RollingMedian baseline = state.baseline;
    judge(judgement, value, baseline.median(), baseline.robustDeviation());
  }

  @Override
  void learn(State state, double value, long timeMillis) {
    state.baseline.add(value, state.byTime ? timeMillis : state.added);
    state.added++;
  }

  @Override
  public StateFormat<State> stateFormat() {
    return new Format();
  }

  @Override
  public String name() {
    return "robust-z-score";
  }

  /** Window, excluded and added readings, episode, baseline. */
  static final class Format implements StateFormat<State> {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(State state, DataOutput out) throws IOException {
      out.writeLong(state.span);
      out.writeBoolean(state.byTime);
      out.writeLong(state.excluded);
      out.writeLong(state.added);
      state.episode.writeTo(out);
      state.baseline.writeTo(out);
    }

    @Override
    public State read(int version, DataInput in) throws IOException {
      Guards.known(version, version());
      State state = new State(in.readLong(), in.readBoolean());
      state.excluded = in.readLong();
      state.added = in.readLong();
      state.episode.readFrom(in);
      state.baseline.readFrom(in);
      return state;
    }
  }
}
