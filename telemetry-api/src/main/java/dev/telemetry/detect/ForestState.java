package dev.telemetry.detect;

import dev.telemetry.stats.EwmaMoments;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** What {@link RandomCutForest} remembers of a key: the forest, the scales, the latest values. */
public final class ForestState extends EpisodeState {
  /** Of vectors, after which a value counts half for the scale of its dimension. */
  private static final int SCALE_HALF_LIFE = 2048;

  /** Of vectors, after which a score counts half for what is usual. */
  private static final int SCORE_HALF_LIFE = 512;

  /** Vectors before the scale of the dimensions is known well enough to fill the forest. */
  static final int SCALES_FIRST = 16;

  /** A single monstrous value must not take all cuts. */
  private static final double FARTHEST = 20;

  final ForestModel forest;
  Calibration calibration = new Calibration();
  private final EwmaMoments scores = new EwmaMoments(SCORE_HALF_LIFE);
  final EwmaMoments[] dimensions;
  final double[] values;
  final float[] point;
  long seen;
  double score;

  /** Whether the latest values are neither learned nor passed. */
  boolean isDue;

  /** Whether the latest values were taken and are to be judged next. */
  boolean isTaken;

  ForestState(ForestModel forest, int dimensionCount, boolean standardizes) {
    this.forest = forest;
    this.values = new double[dimensionCount];
    this.point = new float[dimensionCount];
    this.dimensions = new EwmaMoments[standardizes ? dimensionCount : 0];
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i] = new EwmaMoments(SCALE_HALF_LIFE);
    }
  }

  boolean scalesAreKnown() {
    return dimensions.length == 0 || seen >= SCALES_FIRST;
  }

  void place() {
    for (int i = 0; i < values.length; i++) {
      point[i] = (float) (dimensions.length == 0 ? values[i] : standardized(i));
    }
  }

  private double standardized(int i) {
    double deviation = dimensions[i].standardDeviation();
    double distance = deviation > 0 ? (values[i] - dimensions[i].mean()) / deviation : 0;
    return Math.max(-FARTHEST, Math.min(FARTHEST, distance));
  }

  /** The latest values become a part of what is normal. */
  void learn() {
    isDue = false;
    if (scalesAreKnown()) {
      if (forest.isReady()) {
        learnScore();
      }
      forest.learn(point);
    }
    for (int i = 0; i < dimensions.length; i++) {
      dimensions[i].add(values[i], seen);
    }
    seen++;
  }

  private void learnScore() {
    calibration.add(rise());
    scores.add(score, seen);
  }

  /** How far the forest's score is above the usual one: what is calibrated. */
  double rise() {
    return scores.count() == 0 ? 0 : Math.max(0, score - scores.mean());
  }

  double usualScore() {
    return scores.mean();
  }

  /** Abnormal values belong to the course, but not to what is normal. */
  void pass() {
    isDue = false;
    forest.pass(point);
  }

  void writeTo(DataOutput out) throws IOException {
    out.writeInt(values.length);
    out.writeBoolean(dimensions.length > 0);
    forest.writeTo(out);
    out.writeLong(excluded);
    out.writeLong(seen);
    out.writeDouble(score);
    out.writeBoolean(isDue);
    for (double value : values) {
      out.writeDouble(value);
    }
    for (EwmaMoments dimension : dimensions) {
      dimension.writeTo(out);
    }
    scores.writeTo(out);
    calibration.writeTo(out);
    episode.writeTo(out);
  }

  static ForestState readFrom(DataInput in, int episodeLayout) throws IOException {
    int dimensionCount = in.readInt();
    boolean standardizes = in.readBoolean();
    ForestState state = new ForestState(ForestModel.readFrom(in), dimensionCount, standardizes);
    state.readRest(in, episodeLayout);
    return state;
  }

  private void readRest(DataInput in, int episodeLayout) throws IOException {
    excluded = in.readLong();
    seen = in.readLong();
    score = in.readDouble();
    isDue = in.readBoolean();
    for (int i = 0; i < values.length; i++) {
      values[i] = in.readDouble();
    }
    for (EwmaMoments dimension : dimensions) {
      dimension.readFrom(in);
    }
    scores.readFrom(in);
    calibration.readFrom(in);
    episode.readFrom(in, episodeLayout);
    place();
  }
}
