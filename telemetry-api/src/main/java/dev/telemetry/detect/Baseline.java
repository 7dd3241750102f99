package dev.telemetry.detect;

import dev.telemetry.stats.EwmaMoments;
import dev.telemetry.stats.RollingMoments;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;

/**
 * What a detector takes for normal: mean and spread of the values so far, by one of three memories.
 */
abstract class Baseline {

  /** Which memory, and how long: milliseconds, or readings where it goes by count. */
  record Memory(Kind kind, long span) implements Serializable {
    Baseline newBaseline() {
      return switch (kind) {
        case TIME -> new Rolling(span, true);
        case COUNT -> new Rolling(span, false);
        case EWMA -> new Weighted(span);
      };
    }
  }

  enum Kind {
    TIME,
    COUNT,
    EWMA
  }

  /** Half-lives after which nothing of a value is left: 2^-10 is a thousandth. */
  private static final int FORGOTTEN_AFTER_HALF_LIVES = 10;

  /** Lets what is too old leave. */
  abstract void advanceTo(long timeMillis);

  abstract void add(double value, long timeMillis);

  abstract void clear();

  abstract long count();

  abstract double mean();

  abstract double standardDeviation();

  /** Whether an episode of this length has outlasted the memory, so that it is the new normal. */
  abstract boolean outlastedBy(long excludedReadings, long openMillis);

  abstract void writeTo(DataOutput out) throws IOException;

  abstract void readFrom(DataInput in) throws IOException;

  private static final class Rolling extends Baseline {
    private final RollingMoments moments;
    private final long span;
    private final boolean byTime;
    private long added;

    Rolling(long span, boolean byTime) {
      this.moments = new RollingMoments(span);
      this.span = span;
      this.byTime = byTime;
    }

    @Override
    void advanceTo(long timeMillis) {
      if (byTime) {
        moments.advanceTo(timeMillis);
      }
    }

    @Override
    void add(double value, long timeMillis) {
      moments.add(value, byTime ? timeMillis : added);
      added++;
    }

    @Override
    void clear() {
      moments.clear();
    }

    @Override
    long count() {
      return moments.count();
    }

    @Override
    double mean() {
      return moments.mean();
    }

    @Override
    double standardDeviation() {
      return moments.standardDeviation();
    }

    @Override
    boolean outlastedBy(long excludedReadings, long openMillis) {
      return byTime ? openMillis >= span : excludedReadings >= span;
    }

    @Override
    void writeTo(DataOutput out) throws IOException {
      out.writeLong(added);
      moments.writeTo(out);
    }

    @Override
    void readFrom(DataInput in) throws IOException {
      added = in.readLong();
      moments.readFrom(in);
    }
  }

  private static final class Weighted extends Baseline {
    private final EwmaMoments moments;
    private final long halfLifeMillis;

    Weighted(long halfLifeMillis) {
      this.moments = new EwmaMoments(halfLifeMillis);
      this.halfLifeMillis = halfLifeMillis;
    }

    @Override
    void advanceTo(long timeMillis) {
      // old values lose weight when the next one is added
    }

    @Override
    void add(double value, long timeMillis) {
      moments.add(value, timeMillis);
    }

    @Override
    void clear() {
      moments.clear();
    }

    @Override
    long count() {
      return moments.count();
    }

    @Override
    double mean() {
      return moments.mean();
    }

    @Override
    double standardDeviation() {
      return moments.standardDeviation();
    }

    @Override
    boolean outlastedBy(long excludedReadings, long openMillis) {
      return openMillis >= FORGOTTEN_AFTER_HALF_LIVES * halfLifeMillis;
    }

    @Override
    void writeTo(DataOutput out) throws IOException {
      moments.writeTo(out);
    }

    @Override
    void readFrom(DataInput in) throws IOException {
      moments.readFrom(in);
    }
  }
}
