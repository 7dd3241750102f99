package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * The three things that can be new about a value: itself, the mean of the last {@value
 * RecentMean#READINGS} with it, and how it differs from what is usual at its hour of the day. That
 * difference is taken in a scale that is linear for small values and logarithmic for large ones, so
 * that it means the same by night and by day where a quantity is multiplied rather than shifted.
 *
 * <p>A peak of novelty keeps what is less new quiet for a while. State: 4117 bytes at most.
 */
final class NoveltyMemory {
  /** Values below this share of the mean size are in the linear part of the scale. */
  private static final double LINEAR_SHARE = 0.5;

  private static final double WEIGHT_OF_MEANS = 0.5;
  private static final int REST_READINGS = 100;
  private static final double DAMPING = 0.25;

  private static final int LONGEST_EPISODE = 100;

  /** What can be new. */
  enum Part {
    VALUE,
    MEAN,
    HOUR
  }

  private final NoveltyScore values = new NoveltyScore();
  private final NoveltyScore means = new NoveltyScore();
  private final NoveltyScore hours = new NoveltyScore();
  private final RecentMean recent = new RecentMean();
  private final DayProfile profile = new DayProfile();
  private double meanSize;
  private long count;
  private double peak;
  private int restReadings;
  private Part part = Part.VALUE;
  private int episodeReadings;
  private boolean outlasted;

  // what was found of the last value; no state
  private double excess;
  private double usualNow = Double.NaN;

  void observe(double value, long timeMillis, boolean meansAndHours) {
    count++;
    values.observe(value, inEpisode(Part.VALUE));
    if (meansAndHours) {
      observeMean(value);
      observeHour(value, timeMillis);
    }
    excess = rested(values.excess() + hours.excess() + WEIGHT_OF_MEANS * means.excess());
  }

  private void observeMean(double value) {
    recent.add(value);
    if (recent.isFull()) {
      means.observe(recent.mean(), inEpisode(Part.MEAN));
    }
  }

  private void observeHour(double value, long timeMillis) {
    meanSize += (Math.abs(value) - meanSize) / count;
    double scaled = scaled(value);
    if (profile.knows(timeMillis)) {
      usualNow = profile.expectedAt(timeMillis);
      hours.observe(scaled - usualNow, inEpisode(Part.HOUR));
    } else {
      hours.skip();
    }
    profile.add(scaled, timeMillis);
  }

  /** The inverse hyperbolic sine. */
  private double scaled(double value) {
    double size = meanSize > 0 ? Math.abs(value) / (LINEAR_SHARE * meanSize) : 0;
    return Math.copySign(Math.log(size + Math.sqrt(size * size + 1)), value);
  }

  private double rested(double total) {
    if (restReadings == 0 || total > peak) {
      peak = total;
      restReadings = REST_READINGS;
      return total;
    }
    restReadings--;
    return DAMPING * total;
  }

  long count() {
    return count;
  }

  /** Of all three together, in the terms of {@link Calibration#excess}. */
  double excess() {
    return excess;
  }

  double score() {
    return values.calibration().score(excess);
  }

  private boolean inEpisode(Part which) {
    return episodeReadings > 0 && which == part;
  }

  /**
   * Whether the value belongs to an episode, which begins at the score and ends when the value is
   * back, or else after {@value #LONGEST_EPISODE} readings as the new normal.
   */
  boolean isAbnormal(double level) {
    if (episodeReadings == 0) {
      part = newest();
      episodeReadings = score() >= level ? 1 : 0;
      outlasted &= episodeReadings == 0;
    } else if (part().isBack() || episodeReadings == LONGEST_EPISODE) {
      outlasted = !part().isBack();
      episodeReadings = 0;
    } else {
      episodeReadings++;
    }
    return episodeReadings > 0;
  }

  /** Whether the last episode ended without the value being back. */
  boolean isNewNormal() {
    return outlasted;
  }

  /** What is new of the last value, and in an episode of its first. */
  Part which() {
    return part;
  }

  NoveltyScore part() {
    return switch (part) {
      case VALUE -> values;
      case MEAN -> means;
      case HOUR -> hours;
    };
  }

  /** The one that is newest. */
  private Part newest() {
    double ofMeans = WEIGHT_OF_MEANS * means.excess();
    if (values.excess() >= Math.max(hours.excess(), ofMeans)) {
      return Part.VALUE;
    }
    return hours.excess() >= ofMeans ? Part.HOUR : Part.MEAN;
  }

  /** A number of the newest part in the unit of the values. */
  double asValue(double number) {
    return part == Part.HOUR ? Math.sinh(usualNow + number) * LINEAR_SHARE * meanSize : number;
  }

  void writeTo(DataOutput out) throws IOException {
    values.writeTo(out);
    means.writeTo(out);
    hours.writeTo(out);
    recent.writeTo(out);
    profile.writeTo(out);
    out.writeDouble(meanSize);
    out.writeLong(count);
    out.writeDouble(peak);
    out.writeInt(restReadings);
    out.writeUTF(part.name());
    out.writeInt(episodeReadings);
    out.writeBoolean(outlasted);
  }

  void readFrom(DataInput in) throws IOException {
    values.readFrom(in);
    means.readFrom(in);
    hours.readFrom(in);
    recent.readFrom(in);
    profile.readFrom(in);
    meanSize = in.readDouble();
    count = in.readLong();
    peak = in.readDouble();
    restReadings = in.readInt();
    part = Part.valueOf(in.readUTF());
    episodeReadings = in.readInt();
    outlasted = in.readBoolean();
  }
}
