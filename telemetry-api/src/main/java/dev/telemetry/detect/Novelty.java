package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

/**
 * Raises when a sensor does what it never did: a value far from every value ever seen, compared
 * with how far apart values were when they were new.
 *
 * <p>It needs no settings: no scale, no sampling interval, no period; what is far is learned. It
 * finds what is new, by value ({@link #ofValues}), by the mean of the last 64 readings and by the
 * time of the day ({@link #ofValuesMeansAndHours}, which is {@link Detectors#automatic}). It does
 * not find what comes back: a spike as high as an earlier one, or the same failure again. Nor does
 * it find a sensor that is stuck at a usual value; that is {@code Flatline}.
 *
 * <p>The distance to the nearest known value is divided by the geometric mean of the 8 largest such
 * distances of the past ({@link Calibration}); the three parts are added, that of the means by
 * half. The score is one less the probability of so much novelty, and a peak makes what is less new
 * count a quarter for 100 readings, so that the beginning of something speaks and not the whole of
 * it. An episode opens at the score {@link #beyond}; it closes when the value is nearer to what was
 * known before it than to its beginning, or after 100 readings as the new normal. Expected is the
 * nearest known value, the bounds are the largest usual distance from it; of what is new for its
 * hour, both are those of the hour.
 *
 * <p>Values have the unit of the stream; time matters only for the time of the day, in UTC. Scores
 * do not change with the unit; with the zero point they do by the time of the day only. Nothing is
 * raised within the first 50 readings. Everything is remembered, also what was abnormal, else it
 * would be new for ever; what is missing leaves no trace, and what is not finite changes nothing.
 * State per key: 4195 bytes written at most, of values alone 1507.
 *
 * <p>Immutable: each step returns a new detector.
 */
public final class Novelty extends EpisodeDetector<Novelty.State, Novelty> {
  private static final long serialVersionUID = 1;
  private static final double LEVEL = 0.999;
  private static final int WARM_UP = 50;
  private static final String[] SAID = {
    "was never seen", "was never this low", "was never this high"
  };
  private static final int OF_MEAN = SAID.length;
  private static final int OF_HOUR = 2 * SAID.length;

  private final boolean meansAndHours;
  private final double level;

  private Novelty(boolean meansAndHours, double level, EpisodeRules rules) {
    super(rules);
    this.meansAndHours = meansAndHours;
    this.level = level;
  }

  /** What is remembered of one key: the episode and what was ever seen. */
  public static final class State extends EpisodeState {
    final NoveltyMemory memory = new NoveltyMemory();

    State() {}
  }

  /**
   * Abnormal is a value that is unlike every value before.
   *
   * @return the detector
   */
  public static Novelty ofValues() {
    return new Novelty(false, LEVEL, EpisodeRules.DEFAULT);
  }

  /**
   * Abnormal is a value that is unlike every value before, by itself, by the mean of the last 64
   * readings, or by how it differs from what is usual at its time of the day.
   *
   * @return the detector
   */
  public static Novelty ofValuesMeansAndHours() {
    return new Novelty(true, LEVEL, EpisodeRules.DEFAULT);
  }

  /**
   * How unlikely a value must be to be abnormal.
   *
   * @param score above 0 and below 1; 0.999 unless told
   * @return the detector
   */
  public Novelty beyond(double score) {
    if (!(score > 0 && score < 1)) {
      throw new IllegalArgumentException("score must be > 0 and < 1, was " + score);
    }
    return new Novelty(meansAndHours, score, rules());
  }

  @Override
  Novelty with(EpisodeRules newRules) {
    return new Novelty(meansAndHours, level, newRules);
  }

  @Override
  public State newState() {
    return new State();
  }

  @Override
  void advance(State state, double value, long timeMillis) {
    state.memory.observe(value, timeMillis, meansAndHours);
  }

  @Override
  boolean isReady(State state) {
    return state.memory.count() > WARM_UP;
  }

  @Override
  void judge(State state, double value, long timeMillis, Judgement judgement) {
    NoveltyMemory memory = state.memory;
    judgement.breached = memory.isAbnormal(level);
    judgement.cleared = !judgement.breached;
    judgement.score = memory.score();
    judgement.excess = memory.part().depth();
    boolean relearns = state.episode.isOpen() && memory.isNewNormal();
    judgement.reason = relearns ? RELEARNS : findingOf(memory);
    double nearest = memory.part().nearest();
    double usual = memory.part().usual();
    judgement.against(
        memory.asValue(nearest), memory.asValue(nearest - usual), memory.asValue(nearest + usual));
  }

  /** What the sentence must know: which part is new, and whether it is an extreme. */
  private static int findingOf(NoveltyMemory memory) {
    NoveltyScore part = memory.part();
    int said = part.isLowest() ? 1 : part.isHighest() ? 2 : 0;
    return switch (memory.which()) {
      case VALUE -> said;
      case MEAN -> OF_MEAN + said;
      case HOUR -> OF_HOUR;
    };
  }

  @Override
  String sentence(Verdict verdict, String unit) {
    String said = SAID[verdict.reason() % SAID.length];
    String nearest = Wording.quantity(verdict.expected(), unit);
    String usual = Wording.quantity((verdict.upper() - verdict.lower()) / 2, unit);
    String value = Wording.quantity(verdict.value(), unit);
    if (verdict.reason() >= OF_HOUR) {
      return "%s %s at %s UTC: nearest known value at this time of day %s, normal is %s to %s"
          .formatted(
              value,
              said,
              hourOf(verdict.timeMillis()),
              nearest,
              Wording.number(verdict.lower()),
              Wording.quantity(verdict.upper(), unit));
    }
    return verdict.reason() >= OF_MEAN
        ? "the mean of the last %d readings %s: nearest known mean %s, usual distance %s, %s now"
            .formatted(RecentMean.READINGS, said, nearest, usual, value)
        : "%s %s: nearest known value %s, usual distance %s".formatted(value, said, nearest, usual);
  }

  private static String hourOf(long timeMillis) {
    return Instant.ofEpochMilli(timeMillis)
        .atOffset(ZoneOffset.UTC)
        .toLocalTime()
        .truncatedTo(ChronoUnit.MINUTES)
        .toString();
  }

  @Override
  public StateFormat<State> stateFormat() {
    return new Format();
  }

  @Override
  public String name() {
    return meansAndHours ? "automatic" : "novelty";
  }

  /** Episode, excluded readings, memory. */
  static final class Format implements StateFormat<State> {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(State state, DataOutput out) throws IOException {
      state.episode.writeTo(out);
      out.writeLong(state.excluded);
      state.memory.writeTo(out);
    }

    @Override
    public State read(int version, DataInput in) throws IOException {
      Guards.known(version, version());
      State state = new State();
      state.episode.readFrom(in, 2);
      state.excluded = in.readLong();
      state.memory.readFrom(in);
      return state;
    }
  }
}
