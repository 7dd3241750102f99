package dev.telemetry.stats;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.io.Serializable;
import java.time.Duration;

/**
 * How values went on in the order of their times: change, rate, least-squares slope, time-weighted
 * mean, time above a limit, number of changes and counter increase; built value by value or merged
 * from parts that follow each other.
 *
 * <p>A value holds until the next one, at most as long as the {@link Rules} say (step
 * interpolation, as a reading that was not sent again did not change). Questions about durations
 * take the window: the value before it holds into it when {@link #startAfter} told it, the last one
 * holds to its end. Changes and increase count from the value before the window too, so that those
 * of windows that follow each other add up.
 *
 * <p>Units: values as they are given, times in milliseconds since 1970 UTC, durations and rates by
 * the second. Sums are of distances from the part's first value and time, and the slope comes from
 * co-moments that are added as in Youngs and Cramer (1971) and merged as in Chan, Golub and LeVeque
 * (1979), never from a difference of sums of products: an offset that is large against the spread
 * (1e9 + noise at 1.7e12 ms) costs no digits. Durations and changes are exact. Values beyond 1e150
 * make slope and mean infinite or NaN.
 *
 * <p>Order matters here. A reading behind the watermark cannot be put between neighbours that were
 * merged already, so {@link #add} leaves out what is older than the last value, and says so; {@link
 * #addLate} adds it where order does not matter. A value that is not finite changes nothing either.
 *
 * <p>State: 168 bytes on the heap, {@value #STATE_BYTES} written. Not thread-safe.
 */
public final class TimeCourse implements Mergeable<TimeCourse> {
  /** The bytes that one instance writes: a version and 16 numbers. */
  public static final int STATE_BYTES = 1 + 16 * Long.BYTES;

  private static final byte VERSION = 1;
  private static final double MILLIS = 1000;

  private final Rules rules;

  private long count;
  private long firstMillis;
  private double first = Double.NaN;
  private long lastMillis;
  private double last = Double.NaN;

  /** Through the distances from the first time and value. */
  private final LeastSquares line = new LeastSquares();

  private long heldMillis;

  /** Distance from the first value times the milliseconds that it held. */
  private double heldExcess;

  private long aboveMillis;
  private long changes;
  private double increase;

  /** The value before the first one; NaN where it is not known. */
  private double before = Double.NaN;

  private long beforeMillis;

  /**
   * What all parts of one course have in common. Immutable.
   *
   * @param limit above which time is counted, in the unit of the values; NaN for none
   * @param holdMillis how long a value holds at most when none follows, in milliseconds, at least 1
   */
  public record Rules(double limit, long holdMillis) implements Serializable {
    /** No limit; a value holds until the next one. */
    public static final Rules PLAIN = new Rules(Double.NaN, Long.MAX_VALUE);

    /**
     * Checks the numbers.
     *
     * @param limit finite, or NaN for none
     * @param holdMillis at least 1
     */
    public Rules {
      if (Double.isInfinite(limit)) {
        throw new IllegalArgumentException("limit must be finite, or NaN for none, was " + limit);
      }
      if (holdMillis < 1) {
        throw new IllegalArgumentException("holdMillis must be >= 1, was " + holdMillis);
      }
    }

    /**
     * Counts the time above a limit.
     *
     * @param newLimit in the unit of the values; a value that equals it is not above
     * @return the rules
     */
    public Rules above(double newLimit) {
      if (!Double.isFinite(newLimit)) {
        throw new IllegalArgumentException("limit must be finite, was " + newLimit);
      }
      return new Rules(newLimit, holdMillis);
    }

    /**
     * Ends a value that no other follows.
     *
     * @param atMost how long a value holds, whole milliseconds and at least one
     * @return the rules
     */
    public Rules holding(Duration atMost) {
      return new Rules(limit, atMost.toMillis());
    }

    private boolean isAbove(double value) {
      return value > limit;
    }

    private boolean hasLimit() {
      return !Double.isNaN(limit);
    }
  }

  /**
   * Starts without values.
   *
   * @param rules shared by all parts that are merged
   */
  public TimeCourse(Rules rules) {
    this.rules = rules;
  }

  /**
   * Tells the value before the first one: of the pane before, when this one opens.
   *
   * @param timeMillis when it was measured, not after the values of this part
   * @param value the value; one that is not finite changes nothing
   */
  public void startAfter(long timeMillis, double value) {
    if (Double.isFinite(value)) {
      beforeMillis = timeMillis;
      before = value;
    }
  }

  /**
   * Tells the value before the first one.
   *
   * @param earlier a part that ends before this one; an empty one changes nothing
   */
  public void startAfter(TimeCourse earlier) {
    startAfter(earlier.lastMillis, earlier.last);
  }

  /**
   * Adds the next value.
   *
   * @param timeMillis when it was measured
   * @param value the value
   * @return whether it counted; false for a value that is not finite or is older than the last one
   */
  public boolean add(long timeMillis, double value) {
    if (!Double.isFinite(value) || (count > 0 && timeMillis < lastMillis)) {
      return false;
    }
    if (count == 0) {
      firstMillis = timeMillis;
      first = value;
    } else {
      join(timeMillis, value);
    }
    addToLine(timeMillis, value);
    lastMillis = timeMillis;
    last = value;
    return true;
  }

  /**
   * Adds a value out of turn. It counts in the slope, where order does not matter; durations,
   * changes and increase leave it out, unless it is the only value.
   *
   * @param timeMillis when it was measured
   * @param value the value; one that is not finite changes nothing
   */
  public void addLate(long timeMillis, double value) {
    if (count == 0) {
      add(timeMillis, value);
    } else if (Double.isFinite(value)) {
      addToLine(timeMillis, value);
    }
  }

  /** Credits the last value with the time until the next one, and the step between them. */
  private void join(long nextMillis, double next) {
    long millis = Math.min(elapsed(lastMillis, nextMillis), rules.holdMillis);
    heldMillis += millis;
    heldExcess += (last - first) * millis;
    if (rules.isAbove(last)) {
      aboveMillis += millis;
    }
    changes += changed(last, next);
    increase += rise(last, next);
  }

  private void addToLine(long timeMillis, double value) {
    count++;
    line.add(count, (double) timeMillis - firstMillis, value - first);
  }

  /**
   * Adds all values of a part that follows; the other part stays as it is.
   *
   * @param later a part of the same rules whose first time is not before the last time of this one
   * @throws IllegalArgumentException when the other part starts earlier
   */
  @Override
  public void merge(TimeCourse later) {
    if (later.count == 0) {
      return;
    }
    if (count == 0) {
      double known = before;
      long knownMillis = beforeMillis;
      set(later);
      if (Double.isNaN(before)) {
        startAfter(knownMillis, known);
      }
      return;
    }
    if (later.firstMillis < lastMillis) {
      throw new IllegalArgumentException(
          "parts must follow each other: the later one starts at %d, the earlier one ends at %d"
              .formatted(later.firstMillis, lastMillis));
    }
    join(later.firstMillis, later.first);
    double distance = later.first - first;
    line.merge(count, later.line, later.count, (double) later.firstMillis - firstMillis, distance);
    count += later.count;
    heldMillis += later.heldMillis;
    heldExcess += later.heldExcess + distance * later.heldMillis;
    aboveMillis += later.aboveMillis;
    changes += later.changes;
    increase += later.increase;
    lastMillis = later.lastMillis;
    last = later.last;
  }

  private static long elapsed(long fromMillis, long toMillis) {
    if (toMillis <= fromMillis) {
      return 0;
    }
    long millis = toMillis - fromMillis;
    // two times may be further apart than a long holds
    return millis < 0 ? Long.MAX_VALUE : millis;
  }

  private static int changed(double from, double to) {
    return from == to ? 0 : 1;
  }

  /** A fall is a reset: what the counter shows now was counted since. */
  private static double rise(double from, double to) {
    return to >= from ? to - from : Math.max(0, to);
  }

  /**
   * How many values were added.
   *
   * @return at least 0
   */
  public long count() {
    return count;
  }

  /**
   * The time of the last value.
   *
   * @return milliseconds since 1970 UTC, 0 without values
   */
  public long lastMillis() {
    return lastMillis;
  }

  /**
   * The last value.
   *
   * @return in the unit, NaN without values
   */
  public double last() {
    return last;
  }

  /**
   * The last value less the first one.
   *
   * @return in the unit; 0 for one value, NaN without values
   */
  public double delta() {
    return last - first;
  }

  /**
   * The change by the time from the first value to the last.
   *
   * @return in the unit per second; NaN where all values are of one time or there are none
   */
  public double ratePerSecond() {
    double millis = (double) lastMillis - firstMillis;
    return millis > 0 ? delta() / millis * MILLIS : Double.NaN;
  }

  /**
   * The slope of the least-squares line through the values over their times (Legendre, 1805).
   *
   * @return in the unit per second; NaN where all values are of one time or there are none
   */
  public double slopePerSecond() {
    return line.slope() * MILLIS;
  }

  /**
   * How often a value differed from the one before it, the value before the first one included
   * where it is known.
   *
   * @return at least 0
   */
  public long changes() {
    return follows() ? changes + changed(before, first) : changes;
  }

  /**
   * How much a counter grew: the sum of the rises from each value to the next, from the value
   * before the first one on where it is known. A fall is a reset, after which the new value counts
   * from 0.
   *
   * @return in the unit, at least 0
   */
  public double increase() {
    return follows() ? increase + rise(before, first) : increase;
  }

  private boolean follows() {
    return count > 0 && !Double.isNaN(before);
  }

  /**
   * For how long of a window a value is known, because one held.
   *
   * @param startMillis start of the window, not after the first value
   * @param endMillis end of the window, not before the last value
   * @return in seconds; 0 without values
   */
  public double coveredSeconds(long startMillis, long endMillis) {
    return coveredMillis(startMillis, endMillis) / MILLIS;
  }

  private long coveredMillis(long startMillis, long endMillis) {
    return millisBefore(startMillis) + heldMillis + millisAfter(endMillis);
  }

  /**
   * The mean of the values weighted by how long each one held within a window.
   *
   * @param startMillis start of the window, not after the first value
   * @param endMillis end of the window, not before the last value
   * @return in the unit; NaN where none held for any time
   */
  public double timeWeightedMean(long startMillis, long endMillis) {
    long covered = coveredMillis(startMillis, endMillis);
    if (covered == 0) {
      return Double.NaN;
    }
    double excess = heldExcess + (last - first) * millisAfter(endMillis);
    long millisBefore = millisBefore(startMillis);
    if (millisBefore > 0) {
      excess += (before - first) * millisBefore;
    }
    return first + excess / covered;
  }

  /**
   * For how long within a window the value that held was above the limit of the rules.
   *
   * @param startMillis start of the window, not after the first value
   * @param endMillis end of the window, not before the last value
   * @return in seconds; NaN where the rules have no limit
   */
  public double secondsAbove(long startMillis, long endMillis) {
    if (!rules.hasLimit()) {
      return Double.NaN;
    }
    long above = aboveMillis;
    if (rules.isAbove(before)) {
      above += millisBefore(startMillis);
    }
    if (rules.isAbove(last)) {
      above += millisAfter(endMillis);
    }
    return above / MILLIS;
  }

  /** How long the value before the first one held within the window. */
  private long millisBefore(long startMillis) {
    if (!follows()) {
      return 0;
    }
    long holds = Math.min(elapsed(beforeMillis, firstMillis), rules.holdMillis);
    return Math.max(0, holds - elapsed(beforeMillis, startMillis));
  }

  /** How long the last value holds within the window. */
  private long millisAfter(long endMillis) {
    return count == 0 ? 0 : Math.min(elapsed(lastMillis, endMillis), rules.holdMillis);
  }

  @Override
  public void set(TimeCourse other) {
    count = other.count;
    firstMillis = other.firstMillis;
    first = other.first;
    lastMillis = other.lastMillis;
    last = other.last;
    line.set(other.line);
    heldMillis = other.heldMillis;
    heldExcess = other.heldExcess;
    aboveMillis = other.aboveMillis;
    changes = other.changes;
    increase = other.increase;
    before = other.before;
    beforeMillis = other.beforeMillis;
  }

  @Override
  public void clear() {
    count = 0;
    firstMillis = 0;
    first = Double.NaN;
    lastMillis = 0;
    last = Double.NaN;
    line.clear();
    heldMillis = 0;
    heldExcess = 0;
    aboveMillis = 0;
    changes = 0;
    increase = 0;
    before = Double.NaN;
    beforeMillis = 0;
  }

  /**
   * A copy that changes on its own.
   *
   * @return the copy
   */
  public TimeCourse copy() {
    TimeCourse copy = new TimeCourse(rules);
    copy.set(this);
    return copy;
  }

  /**
   * Writes a version and the 16 numbers; the rules are not among them.
   *
   * @param out takes {@value #STATE_BYTES} bytes
   * @throws IOException as the output says
   */
  @Override
  public void writeTo(DataOutput out) throws IOException {
    out.writeByte(VERSION);
    out.writeLong(count);
    out.writeLong(firstMillis);
    out.writeDouble(first);
    out.writeLong(lastMillis);
    out.writeDouble(last);
    line.writeTo(out);
    out.writeLong(heldMillis);
    out.writeDouble(heldExcess);
    out.writeLong(aboveMillis);
    out.writeLong(changes);
    out.writeDouble(increase);
    out.writeDouble(before);
    out.writeLong(beforeMillis);
  }

  /**
   * Reads what {@link #writeTo} wrote into this instance.
   *
   * @param in gives {@value #STATE_BYTES} bytes
   * @throws IOException as the input says, or when a newer release wrote them
   */
  @Override
  public void readFrom(DataInput in) throws IOException {
    byte version = in.readByte();
    if (version != VERSION) {
      throw new IOException(
          "version %d of a time course is unknown here (known is %d): a newer release wrote it"
              .formatted(version, VERSION));
    }
    count = in.readLong();
    firstMillis = in.readLong();
    first = in.readDouble();
    lastMillis = in.readLong();
    last = in.readDouble();
    line.readFrom(in);
    heldMillis = in.readLong();
    heldExcess = in.readDouble();
    aboveMillis = in.readLong();
    changes = in.readLong();
    increase = in.readDouble();
    before = in.readDouble();
    beforeMillis = in.readLong();
  }

  @Override
  public String toString() {
    return "TimeCourse[count=%d, delta=%s, slopePerSecond=%s, changes=%d, increase=%s]"
        .formatted(count, delta(), slopePerSecond(), changes(), increase());
  }
}
