package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/**
 * Raises while values rise or fall faster than a limit, whatever the interval between them.
 *
 * <pre>{@code
 * RateOfChange.beyond(5, Duration.ofMinutes(1)).over(Duration.ofSeconds(30))
 * }</pre>
 *
 * <p>The rate is the difference to an earlier value over the time between the two. The earlier
 * value is the one before, or with {@link #over} the newest that is at least that old, of those
 * remembered every 1/16 of that time: noise then weighs less. An episode opens beyond the limit and
 * closes within the clear rate, half the limit unless told. A value of the same time as its
 * predecessor, and one for which there is none old enough, says nothing. A rate over a gap is its
 * mean.
 *
 * <p>Expected is the earlier value, the bounds are where the limits would have led to from there,
 * in the unit of the stream. The score is 1 beyond the limit, 0 up to the clear rate, and in
 * between the share of the way from one to the other.
 *
 * <p>It finds jumps and runaways; it does not find what creeps. A value that is not finite changes
 * nothing. State per key: 107 bytes written at most, with {@link #over} 363. Immutable: each step
 * returns a new detector.
 */
public final class RateOfChange extends EpisodeDetector<RateOfChange.State, RateOfChange> {
  private static final long serialVersionUID = 1;
  private static final double CLEAR_SHARE = 0.5;

  /** Infinite for none; both above 0. */
  private final double rising;

  private final double falling;
  private final double clearShare;
  private final long perMillis;
  private final long overMillis;

  private RateOfChange(
      double rising,
      double falling,
      double clearShare,
      long perMillis,
      long overMillis,
      EpisodeRules rules) {
    super(rules);
    this.rising = rising;
    this.falling = falling;
    this.clearShare = clearShare;
    this.perMillis = perMillis;
    this.overMillis = overMillis;
  }

  /** What is remembered of one key: earlier values and the episode. */
  public static final class State extends EpisodeState {
    final EarlierValues earlier = new EarlierValues();

    State() {}
  }

  /**
   * Abnormal is what rises or falls faster.
   *
   * @param limit in the unit of the stream, above 0
   * @param per the time that the limit is for: a second, a minute, an hour
   * @return the detector
   */
  public static RateOfChange beyond(double limit, Duration per) {
    return of(Guards.positive(limit, "limit"), limit, per);
  }

  /**
   * Abnormal is what rises faster.
   *
   * @param limit in the unit of the stream, above 0
   * @param per the time that the limit is for: a second, a minute, an hour
   * @return the detector
   */
  public static RateOfChange rising(double limit, Duration per) {
    return of(Guards.positive(limit, "limit"), Double.POSITIVE_INFINITY, per);
  }

  /**
   * Abnormal is what falls faster.
   *
   * @param limit in the unit of the stream, above 0
   * @param per the time that the limit is for: a second, a minute, an hour
   * @return the detector
   */
  public static RateOfChange falling(double limit, Duration per) {
    return of(Double.POSITIVE_INFINITY, Guards.positive(limit, "limit"), per);
  }

  private static RateOfChange of(double rising, double falling, Duration per) {
    long perMillis = Guards.positiveMillis(per, "per");
    return new RateOfChange(rising, falling, CLEAR_SHARE, perMillis, 0, EpisodeRules.DEFAULT);
  }

  /**
   * Takes the rate over a longer time than from one value to the next.
   *
   * @param span of event time, at least 1 ms
   * @return the detector
   */
  public RateOfChange over(Duration span) {
    long millis = Guards.positiveMillis(span, "over");
    return new RateOfChange(rising, falling, clearShare, perMillis, millis, rules());
  }

  /**
   * Closes an episode only within this rate.
   *
   * @param rate in the unit of the stream per the time of the limit, not negative and not more than
   *     the limit
   * @return the detector
   */
  public RateOfChange clearWithin(double rate) {
    Guards.notNegative(rate, "clearWithin");
    double limit = Math.min(rising, falling);
    if (rate > limit) {
      throw new IllegalArgumentException(
          "clearWithin must be <= the limit, was " + rate + " and " + limit);
    }
    return new RateOfChange(rising, falling, rate / limit, perMillis, overMillis, rules());
  }

  @Override
  RateOfChange with(EpisodeRules newRules) {
    return new RateOfChange(rising, falling, clearShare, perMillis, overMillis, newRules);
  }

  @Override
  public State newState() {
    return new State();
  }

  @Override
  void judge(State state, double value, long timeMillis, Judgement judgement) {
    EarlierValues earlier = state.earlier;
    earlier.leave(timeMillis - overMillis);
    long elapsed = earlier.elapsed(timeMillis);
    if (elapsed > 0 && elapsed >= overMillis) {
      judge(judgement, value, earlier.value(), (double) elapsed / perMillis);
    } else {
      judgement.cleared = false;
    }
    earlier.add(value, timeMillis, overMillis / EarlierValues.PARTS);
  }

  private void judge(Judgement judgement, double value, double before, double periods) {
    double rate = (value - before) / periods;
    double share = Math.max(rate / rising, -rate / falling);
    judgement.breached = share > 1;
    judgement.cleared = share <= clearShare;
    judgement.excess = share;
    judgement.score = share > clearShare ? Math.min(1, (share - clearShare) / (1 - clearShare)) : 0;
    judgement.statistic = rate;
    judgement.against(before, lower(before, periods), upper(before, periods));
  }

  private double upper(double before, double periods) {
    return Double.isInfinite(rising) ? Double.NaN : before + rising * periods;
  }

  private double lower(double before, double periods) {
    return Double.isInfinite(falling) ? Double.NaN : before - falling * periods;
  }

  @Override
  String sentence(Verdict verdict, String unit) {
    boolean rises = verdict.statistic() > 0;
    return "%s by %s to %s, the limit is %s%s"
        .formatted(
            rises ? "rises" : "falls",
            Wording.rate(Math.abs(verdict.statistic()), perMillis, unit),
            Wording.quantity(verdict.value(), unit),
            Wording.rate(rises ? rising : falling, perMillis, unit),
            Wording.heldBehindComma(verdict));
  }

  @Override
  public StateFormat<State> stateFormat() {
    return new Format();
  }

  @Override
  public String name() {
    return "rate-of-change";
  }

  /** Episode, earlier values. */
  static final class Format implements StateFormat<State> {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(State state, DataOutput out) throws IOException {
      state.episode.writeTo(out);
      state.earlier.writeTo(out);
    }

    @Override
    public State read(int version, DataInput in) throws IOException {
      Guards.known(version, version());
      State state = new State();
      state.episode.readFrom(in);
      state.earlier.readFrom(in);
      return state;
    }
  }
}
