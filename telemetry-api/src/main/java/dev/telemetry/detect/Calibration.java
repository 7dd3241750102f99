package dev.telemetry.detect;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/**
 * Makes the raw scores of different detectors and sensors comparable, by what each has seen so far:
 * how unlikely is a score this high, judged by the highest ones of the past?
 *
 * <p>A raw score is any number that is not negative and grows with abnormality: a distance, a
 * residual without its sign, a test statistic. {@link #excess} relates it to the geometric mean of
 * the {@value #LARGEST} highest so far, {@link #score} turns that into one less the probability of
 * a score at least as high. Of n scores {@value #LARGEST} were about that high, and beyond them the
 * probability is taken to fall with the cube, as in the tails of many measured series (the peaks
 * over a threshold of Pickands, 1975, with a fixed shape; Gopikrishnan et al., 1998): {@code p =
 * 8/n / excess^3}. The geometric mean lets a single monstrous score of the past not deafen it.
 *
 * <p>Strictly causal: ask first, then {@link #add}. It is silent, with excess 0, before {@value
 * #WARM_UP} scores were added and {@value #SPEAKS_FROM} of them were above 0, so that a sensor that
 * was constant does not alarm at its first twitch. Scores that are not finite or not above 0 count
 * as 0. State: 72 bytes written; adding costs a comparison, and for one of the highest 8 logarithms
 * at most.
 */
public final class Calibration {
  private static final int LARGEST = 8;
  private static final int WARM_UP = 50;
  private static final int SPEAKS_FROM = 3;
  private static final double TAIL = 3;

  /** Ascending; the zeros are not there yet. */
  private final double[] largest = new double[LARGEST];

  private long count;
  private double usual;

  /** A calibration that has seen nothing. */
  public Calibration() {}

  /**
   * How many times as high as the highest ones so far.
   *
   * @param raw score, not negative
   * @return 1 where it is like one of the highest; 0 where too little is known
   */
  public double excess(double raw) {
    return raw > 0 && usual > 0 && count >= WARM_UP ? raw / usual : 0;
  }

  /**
   * The probability that a score is less extreme than this one.
   *
   * @param excess of {@link #excess}, or a sum of those of several parts
   * @return in [0, 1]: one less the probability of at least this much
   */
  public double score(double excess) {
    return Math.max(0, 1 - LARGEST / (Math.max(count, 1) * excess * excess * excess));
  }

  /**
   * The excess that has a score.
   *
   * @param score above 0 and below 1
   * @return what {@link #score} would have to be given
   */
  public double excessOf(double score) {
    return Math.pow(LARGEST / (Math.max(count, 1) * (1 - score)), 1 / TAIL);
  }

  /**
   * The geometric mean of the highest scores so far.
   *
   * @return in the unit of the raw scores; 0 while too little is known
   */
  public double usual() {
    return usual;
  }

  /**
   * How many scores were added.
   *
   * @return the number
   */
  public long count() {
    return count;
  }

  /**
   * Adds a score to those of the past.
   *
   * @param raw score, not negative
   */
  public void add(double raw) {
    count++;
    if (!(raw > largest[0]) || raw == Double.POSITIVE_INFINITY) {
      return;
    }
    int i = 0;
    for (; i < LARGEST - 1 && largest[i + 1] < raw; i++) {
      largest[i] = largest[i + 1];
    }
    largest[i] = raw;
    usual = geometricMean();
  }

  private double geometricMean() {
    double logarithms = 0;
    int positive = 0;
    for (double one : largest) {
      if (one > 0) {
        logarithms += Math.log(one);
        positive++;
      }
    }
    return positive < SPEAKS_FROM ? 0 : Math.exp(logarithms / positive);
  }

  /**
   * Writes the state.
   *
   * @param out takes the bytes
   * @throws IOException as the output says
   */
  public void writeTo(DataOutput out) throws IOException {
    out.writeLong(count);
    for (double one : largest) {
      out.writeDouble(one);
    }
  }

  /**
   * Becomes what was written.
   *
   * @param in gives the bytes
   * @throws IOException as the input says
   */
  public void readFrom(DataInput in) throws IOException {
    count = in.readLong();
    for (int i = 0; i < LARGEST; i++) {
      largest[i] = in.readDouble();
    }
    usual = geometricMean();
  }
}
