package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.time.Duration;

/**
 * Raises when a sensor is stuck: its values have not changed for so long.
 *
 * <pre>{@code
 * Flatline.lasting(Duration.ofMinutes(30))
 * }</pre>
 *
 * <p>A change is a distance of more than half the smallest step to the last value that was one, so
 * that the rounding of a conversion is none. The smallest step is that of the first 100 changes, or
 * {@link #resolution} tells it. The values must have been {@link #readings} at least, so that a
 * slow sensor is not stuck with its second value. The first change closes the episode. There is no
 * expected value and no bound. The score is the time without a change as a share of the time
 * allowed, 1 at most.
 *
 * <p>It finds sensors that freeze, and those that run against their end of scale; it does not find
 * a stuck sensor whose noise goes on, and it raises for what may well stand still, as a valve does.
 *
 * <p>A value that is not finite changes nothing. State per key: 111 bytes written at most.
 * Immutable: each step returns a new detector.
 */
public final class Flatline extends EpisodeDetector<Flatline.State, Flatline> {
  private static final long serialVersionUID = 1;
  private static final int LEARNED_STEPS = 100;
  private static final int DEFAULT_READINGS = 5;

  private final long afterMillis;
  private final int readings;
  private final double resolution;

  private Flatline(long afterMillis, int readings, double resolution, EpisodeRules rules) {
    super(rules);
    this.afterMillis = afterMillis;
    this.readings = readings;
    this.resolution = resolution;
  }

  /** What is remembered of one key: the last change, the smallest step and the episode. */
  public static final class State extends EpisodeState {
    double anchor = Double.NaN;
    long anchorMillis;
    int readings;
    double previous = Double.NaN;
    double smallestStep = Double.POSITIVE_INFINITY;
    int steps;

    State() {}
  }

  /**
   * Abnormal is what has not changed for this long.
   *
   * @param still of event time, at least 1 ms
   * @return the detector
   */
  public static Flatline lasting(Duration still) {
    long millis = Guards.positiveMillis(still, "lasting");
    return new Flatline(millis, DEFAULT_READINGS, 0, EpisodeRules.DEFAULT);
  }

  /**
   * The values without a change that it takes at least.
   *
   * @param count at least 2; 5 unless told
   * @return the detector
   */
  public Flatline readings(int count) {
    Guards.atLeast(2, count, "readings");
    return new Flatline(afterMillis, count, resolution, rules());
  }

  /**
   * The smallest step that the sensor makes, instead of the one that is learned.
   *
   * @param step in the unit of the stream, above 0
   * @return the detector
   */
  public Flatline resolution(double step) {
    Guards.positive(step, "resolution");
    return new Flatline(afterMillis, readings, step, rules());
  }

  @Override
  Flatline with(EpisodeRules newRules) {
    return new Flatline(afterMillis, readings, resolution, newRules);
  }

  @Override
  public State newState() {
    return new State();
  }

  @Override
  void judge(State state, double value, long timeMillis, Judgement judgement) {
    boolean first = Double.isNaN(state.anchor);
    boolean changed = first || Math.abs(value - state.anchor) > floor(state);
    long still = first ? 0 : timeMillis - state.anchorMillis;
    if (changed) {
      state.anchor = value;
      state.anchorMillis = timeMillis;
      state.readings = 0;
    }
    state.readings++;
    judgement.breached = !changed && still >= afterMillis && state.readings >= readings;
    judgement.cleared = changed;
    judgement.excess = still;
    judgement.score = changed ? 0 : Math.min(1, (double) still / afterMillis);
    judgement.statistic = still;
  }

  /** Until enough is learned, any difference is a change. */
  private double floor(State state) {
    if (resolution > 0) {
      return resolution / 2;
    }
    return state.steps < LEARNED_STEPS ? 0 : state.smallestStep / 2;
  }

  @Override
  void learn(State state, double value, long timeMillis) {
    double step = Math.abs(value - state.previous);
    if (step > 0 && state.steps < LEARNED_STEPS) {
      state.smallestStep = Math.min(state.smallestStep, step);
      state.steps++;
    }
    state.previous = value;
  }

  @Override
  String sentence(Verdict verdict, String unit) {
    return "stuck at %s for %s"
        .formatted(
            Wording.quantity(verdict.value(), unit), Wording.duration((long) verdict.statistic()));
  }

  @Override
  String closing(Verdict verdict, String unit) {
    return "moves again, to %s after %s"
        .formatted(
            Wording.quantity(verdict.value(), unit), Wording.duration((long) verdict.statistic()));
  }

  @Override
  public StateFormat<State> stateFormat() {
    return new Format();
  }

  @Override
  public String name() {
    return "flatline";
  }

  /** Episode, last change, steps. */
  static final class Format implements StateFormat<State> {
    @Override
    public int version() {
      return 1;
    }

    @Override
    public void write(State state, DataOutput out) throws IOException {
      state.episode.writeTo(out);
      out.writeDouble(state.anchor);
      out.writeLong(state.anchorMillis);
      out.writeInt(state.readings);
      out.writeDouble(state.previous);
      out.writeDouble(state.smallestStep);
      out.writeInt(state.steps);
    }

    @Override
    public State read(int version, DataInput in) throws IOException {
      Guards.known(version, version());
      State state = new State();
      state.episode.readFrom(in);
      state.anchor = in.readDouble();
      state.anchorMillis = in.readLong();
      state.readings = in.readInt();
      state.previous = in.readDouble();
      state.smallestStep = in.readDouble();
      state.steps = in.readInt();
      return state;
    }
  }
}
