package dev.telemetry.detect;

import static java.util.Objects.requireNonNull;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * Raises when a value is far from what is usual at this hour of the day, or of the week.
 *
 * <pre>{@code
 * Seasonal.daily().in(ZoneId.of("Europe/Vienna")).beyond(5)
 * }</pre>
 *
 * <p>Each hour has a mean and a standard deviation, learned from the same hours before; between the
 * middles of two hours the expectation goes in a straight line. An hour enters the profile when it
 * is over and weighs the same whatever its readings; with {@link #halfLife} hours of its kind its
 * weight has halved. Margin, clearing, score, dead bands and bounds are those of {@link ZScore}, in
 * the unit of the stream. Hours are those of the clock on the wall, in UTC unless told.
 *
 * <p>Abnormal values, and those of an open episode, do not enter. Nothing is raised in an hour that
 * has not been met often enough. An episode that stays open for seven such periods is the new
 * normal: it closes, and the profile is learned afresh.
 *
 * <p>It finds the pump that runs at night and the line that stands still on a Tuesday; it does not
 * find what happens at the same hour every day, nor a drift slower than its half-life. A value that
 * is not finite changes nothing. State per key: 587 bytes written at most by the day, 3467 by the
 * week. Immutable: each step returns a new detector.
 */
public final class Seasonal extends BandDetector<Seasonal.State, Seasonal> {
  private static final long serialVersionUID = 1;
  private static final long HOUR_MILLIS = Duration.ofHours(1).toMillis();
  private static final int HOURS_OF_DAY = 24;
  private static final int HOURS_OF_WEEK = 7 * HOURS_OF_DAY;
  private static final int OUTLASTED_PERIODS = 7;

  private final int hours;
  private final ZoneId zone;
  private final int warmUp;
  private final double leastShare;

  private Seasonal(
      int hours, ZoneId zone, int warmUp, double leastShare, Band band, EpisodeRules rules) {
    super(band, rules);
    this.hours = hours;
    this.zone = zone;
    this.warmUp = warmUp;
    this.leastShare = leastShare;
  }

  /** What is remembered of one key: the profile and the episode. */
  public static final class State extends EpisodeState {
    final SeasonalProfile profile;

    /** Follows from the settings and the times: not written. */
    @Nullable WallClock clock;

    long localMillis;

    State(SeasonalProfile profile) {
      this.profile = profile;
    }
  }

  /**
   * Compares with the same hour of the days before.
   *
   * @return the detector
   */
  public static Seasonal daily() {
    return of(HOURS_OF_DAY, 3, 14);
  }

  /**
   * Compares with the same hour of the same day in the weeks before.
   *
   * @return the detector
   */
  public static Seasonal weekly() {
    return of(HOURS_OF_WEEK, 3, 8);
  }

  private static Seasonal of(int hours, int warmUp, double halfLife) {
    return new Seasonal(
        hours, ZoneOffset.UTC, warmUp, share(halfLife), Band.DEFAULT, EpisodeRules.DEFAULT);
  }

  /**
   * The zone whose clock shows the hours.
   *
   * @param newZone UTC unless told
   * @return the detector
   */
  public Seasonal in(ZoneId newZone) {
    requireNonNull(newZone, "zone");
    return new Seasonal(hours, newZone, warmUp, leastShare, band(), rules());
  }

  /**
   * Raises nothing in an hour before it was met this often.
   *
   * @param visits at least 1; 3 unless told
   * @return the detector
   */
  public Seasonal afterVisits(int visits) {
    Guards.atLeast(1, visits, "visits");
    return new Seasonal(hours, zone, visits, leastShare, band(), rules());
  }

  /**
   * After how many more hours of its kind an hour counts half: days, or weeks.
   *
   * @param visits above 0; 14 days or 8 weeks unless told
   * @return the detector
   */
  public Seasonal halfLife(double visits) {
    double share = share(Guards.positive(visits, "halfLife"));
    return new Seasonal(hours, zone, warmUp, share, band(), rules());
  }

  private static double share(double halfLife) {
    return -Math.expm1(-Math.log(2) / halfLife);
  }

  @Override
  Seasonal with(Band newBand, EpisodeRules newRules) {
    return new Seasonal(hours, zone, warmUp, leastShare, newBand, newRules);
  }

  @Override
  public State newState() {
    return new State(new SeasonalProfile(hours));
  }

  @Override
  void advance(State state, double value, long timeMillis) {
    WallClock clock = state.clock;
    if (clock == null) {
      clock = new WallClock(zone);
      state.clock = clock;
    }
    state.localMillis = clock.localMillis(timeMillis);
    long period = state.profile.hours() * HOUR_MILLIS;
    if (state.episode.openMillis(timeMillis) >= OUTLASTED_PERIODS * period) {
      state.profile.clear();
    }
  }

  @Override
  boolean isReady(State state) {
    SeasonalProfile profile = state.profile;
    return profile.visits(profile.indexOf(hour(state.localMillis))) >= warmUp;
  }

  private static long hour(long localMillis) {
    return Math.floorDiv(localMillis, HOUR_MILLIS);
  }

  @Override
  void judge(State state, double value, long timeMillis, Judgement judgement) {
    SeasonalProfile profile = state.profile;
    long hour = hour(state.localMillis);
    double past = (double) (state.localMillis - hour * HOUR_MILLIS) / HOUR_MILLIS - 0.5;
    int here = profile.indexOf(hour);
    int next = profile.indexOf(past < 0 ? hour - 1 : hour + 1);
    double share = profile.visits(next) >= warmUp ? Math.abs(past) : 0;
    double expected = between(profile.mean(here), profile.mean(next), share);
    double variance = between(profile.variance(here), profile.variance(next), share);
    judge(judgement, value, expected, Math.sqrt(variance));
  }

  private static double between(double here, double next, double share) {
    return here + (next - here) * share;
  }

  @Override
  void learn(State state, double value, long timeMillis) {
    state.profile.add(value, hour(state.localMillis), leastShare);
  }

  @Override
  String sentence(Verdict verdict, String unit) {
    return Wording.farFromExpected(verdict, unit)
        + (hours == HOURS_OF_DAY ? ", by the hour of the day" : ", by the hour of the week");
  }

  @Override
  public StateFormat<State> stateFormat() {
    return new Format();
  }

  @Override
  public String name() {
    return "seasonal";
  }

  /** Profile, episode. */
  static final class Format implements StateFormat<State> {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(State state, DataOutput out) throws IOException {
      state.profile.writeTo(out);
      state.episode.writeTo(out);
    }

    @Override
    public State read(int version, DataInput in) throws IOException {
      Guards.known(version, version());
      State state = new State(SeasonalProfile.readFrom(in));
      state.episode.readFrom(in);
      return state;
    }
  }
}
