package dev.telemetry.stats;

import java.io.Serializable;

/**
 * Brings readings at any interval to a fixed grid of time, whose points are the multiples of a step
 * since 1970 UTC. Pure arithmetic: the readings of a key are {@link #add added} as they come, and
 * once the caller knows that no earlier ones will come, the points are {@link #advance handed out}.
 *
 * <p>Let {@code p} be the last reading at or before a point and {@code n} the first one after it.
 * The value at the point is
 *
 * <ul>
 *   <li>that of {@code p} where it was measured exactly at the point, in every filling;
 *   <li>{@link Filling#LAST_VALUE}: that of {@code p} where the point is at most {@code holdMillis}
 *       after it, else missing;
 *   <li>{@link Filling#LINEAR}: on the line from {@code p} to {@code n}, {@code p.value + (n.value
 *       - p.value) (point - p.time) / (n.time - p.time)}, where the two are at most {@code
 *       holdMillis} apart and have one metric and unit, else missing; never outside the two values;
 *   <li>{@link Filling#LINEAR_OR_LAST_VALUE}: the line where there is one, else the last value.
 * </ul>
 *
 * <p>A key has no points before its first reading. It is forgotten when {@code forgetMillis} have
 * passed since its last reading, with missing points until then, and begins anew with its next one;
 * so a gap costs at most {@code forgetMillis / stepMillis} points, which is at most {@value
 * #MOST_POINTS}. Of several readings of one moment the one of the greatest value counts (then
 * metric, then unit). The order in which readings are added changes nothing.
 *
 * <p>A reading costs O(1) when it comes in order, O(log n) and a move otherwise; {@link
 * GridReadings} says what is kept.
 *
 * @param filling what stands at a point without a reading
 * @param stepMillis from one point to the next, 1 ms to 366 days
 * @param holdMillis how long a value may stand in, or how far apart the ends of a line may be
 * @param forgetMillis how long after its last reading a key is forgotten, at least {@code
 *     holdMillis}
 * @param skippingGaps whether missing points are left out
 */
public record Resampling(
    Filling filling, long stepMillis, long holdMillis, long forgetMillis, boolean skippingGaps)
    implements Serializable {
  /** How many points a gap may cost. */
  public static final long MOST_POINTS = 1_000_000;

  /** What {@link #wakeAt} says when nothing is to come. */
  public static final long NEVER = Long.MAX_VALUE;

  private static final long LONGEST_STEP = 366L * 24 * 60 * 60 * 1_000;
  private static final long FURTHEST_TIME = Long.MAX_VALUE / 4;

  /** What stands at a point without a reading. */
  public enum Filling {
    /** The last value, as long as it may be held. */
    LAST_VALUE,
    /** The straight line between the readings around the point. */
    LINEAR,
    /** The line, and the last value where the next reading is too far. */
    LINEAR_OR_LAST_VALUE
  }

  /** Where the value at a point comes from. */
  public enum Origin {
    /** From a reading exactly at the point. */
    MEASURED,
    /** From the last reading before the point. */
    HELD,
    /** From the readings around the point. */
    INTERPOLATED,
    /** There is no value. */
    MISSING
  }

  /** Takes the points of a key, in order of time. */
  @FunctionalInterface
  public interface Points {
    /**
     * Takes a point.
     *
     * @param timeMillis the point, a multiple of the step
     * @param value finite, NaN where it is missing
     * @param origin where the value comes from
     * @param ageMillis how long before the point the last reading was, 0 where it is measured
     * @param metric of the last reading
     * @param unit of the last reading
     */
    void accept(
        long timeMillis, double value, Origin origin, long ageMillis, String metric, String unit);
  }

  /**
   * Checks the settings.
   *
   * @param filling what stands at a point without a reading
   * @param stepMillis from one point to the next
   * @param holdMillis how long a value may stand in
   * @param forgetMillis how long after its last reading a key is forgotten
   * @param skippingGaps whether missing points are left out
   */
  public Resampling {
    if (stepMillis < 1 || stepMillis > LONGEST_STEP) {
      throw new IllegalArgumentException(
          "stepMillis must be 1 to " + LONGEST_STEP + ", was " + stepMillis);
    }
    if (holdMillis < 0) {
      throw new IllegalArgumentException("holdMillis must be >= 0, was " + holdMillis);
    }
    if (forgetMillis < holdMillis) {
      throw new IllegalArgumentException(
          "forgetMillis must be >= holdMillis (" + holdMillis + "), was " + forgetMillis);
    }
    if (forgetMillis / stepMillis > MOST_POINTS) {
      throw new IllegalArgumentException(
          "forgetMillis must be at most %d steps of %d, was %d"
              .formatted(MOST_POINTS, stepMillis, forgetMillis));
    }
  }

  /**
   * Whether a grid can hold this time: some 70 million years around 1970, so that no sum overflows.
   *
   * @param timeMillis since 1970 UTC
   * @return false for what no clock says in earnest
   */
  public static boolean covers(long timeMillis) {
    return timeMillis >= -FURTHEST_TIME && timeMillis <= FURTHEST_TIME;
  }

  /**
   * By how much a point may be handed out after its own time, as it waits for the next reading.
   *
   * @return 0 for the last value, the longest line otherwise
   */
  public long delayMillis() {
    return filling == Filling.LAST_VALUE ? 0 : holdMillis;
  }

  /**
   * Adds a reading of a key.
   *
   * @param readings of the key
   * @param timeMillis when it was measured, {@linkplain #covers covered}
   * @param value a finite value
   * @param metric what was measured, may be empty
   * @param unit of the value, may be empty
   * @return false, without adding it, when a point at or after it was handed out already
   */
  public boolean add(
      GridReadings readings, long timeMillis, double value, String metric, String unit) {
    if (readings.nextPoint() != GridReadings.NO_POINT
        && timeMillis <= readings.nextPoint() - stepMillis) {
      return false;
    }
    int index = readings.countUntil(timeMillis);
    if (index > 0 && readings.time(index - 1) == timeMillis) {
      if (isGreater(value, metric, unit, readings, index - 1)) {
        readings.replace(index - 1, timeMillis, value, metric, unit);
      }
      return true;
    }
    place(readings, index, timeMillis, value, metric, unit);
    return true;
  }

  /**
   * Of the readings between two points only the last is ever held, and only the first ends a line:
   * those between them are needless.
   */
  private void place(
      GridReadings readings, int index, long timeMillis, double value, String metric, String unit) {
    long point = pointAtOrAfter(timeMillis);
    boolean follows = isInStepTo(point, readings, index - 1);
    boolean precedes = isInStepTo(point, readings, index);
    boolean onlyLast = filling == Filling.LAST_VALUE;
    if (precedes && (follows || onlyLast)) {
      return;
    }
    if (follows && (onlyLast || isInStepTo(point, readings, index - 2))) {
      readings.replace(index - 1, timeMillis, value, metric, unit);
    } else if (precedes && isInStepTo(point, readings, index + 1)) {
      readings.replace(index, timeMillis, value, metric, unit);
    } else {
      readings.insert(index, timeMillis, value, metric, unit);
    }
  }

  /** Whether there is such a reading and this is the first point for it. */
  private boolean isInStepTo(long point, GridReadings readings, int index) {
    return index >= 0
        && index < readings.size()
        && readings.time(index) <= point
        && readings.time(index) > point - stepMillis;
  }

  private static boolean isGreater(
      double value, String metric, String unit, GridReadings readings, int index) {
    int order = Double.compare(value, readings.value(index));
    if (order == 0) {
      order = metric.compareTo(readings.metric(index));
    }
    return order > 0 || (order == 0 && unit.compareTo(readings.unit(index)) > 0);
  }

  /**
   * Hands out all points that are known for good.
   *
   * @param readings of the key; empty afterwards when the key is to be forgotten
   * @param reachedMillis no reading at or before this time is to come
   * @param points takes them
   * @return how often the key was forgotten, as its readings were too far apart
   */
  public int advance(GridReadings readings, long reachedMillis, Points points) {
    int forgotten = 0;
    while (!readings.isEmpty()) {
      long point = nextPoint(readings);
      int last = readings.countUntil(point) - 1;
      long age = point - readings.time(last);
      if (reachedMillis < knownAt(readings, last, point)) {
        return forgotten;
      }
      if (age > forgetMillis) {
        readings.dropFirst(last + 1);
        readings.nextPoint(GridReadings.NO_POINT);
        forgotten++;
      } else {
        handOut(readings, last, point, points);
        readings.dropFirst(last);
        readings.nextPoint(point + stepMillis);
      }
    }
    return forgotten;
  }

  /**
   * When to {@link #advance} next, as nothing will be known before unless more readings come.
   *
   * @param readings of the key
   * @param reachedMillis as in the last {@link #advance}
   * @return a time after {@code reachedMillis}, {@link #NEVER} without readings
   */
  public long wakeAt(GridReadings readings, long reachedMillis) {
    if (readings.isEmpty()) {
      return NEVER;
    }
    long point = nextPoint(readings);
    int last = readings.countUntil(point) - 1;
    long known = knownAt(readings, last, point);
    // the point itself rather than the end of the line: readings until then would only move that
    return point > reachedMillis ? Math.min(point, known) : known;
  }

  private long nextPoint(GridReadings readings) {
    return readings.nextPoint() == GridReadings.NO_POINT
        ? pointAtOrAfter(readings.time(0))
        : readings.nextPoint();
  }

  private long pointAtOrAfter(long timeMillis) {
    return -Math.floorDiv(-timeMillis, stepMillis) * stepMillis;
  }

  /** When it is certain what stands at a point, or that the key is forgotten before it. */
  private long knownAt(GridReadings readings, int last, long point) {
    long time = readings.time(last);
    if (point - time > forgetMillis) {
      return time + forgetMillis;
    }
    if (filling == Filling.LAST_VALUE || point == time || point - time >= holdMillis) {
      return point;
    }
    long lineEndsBy = time + holdMillis;
    return last + 1 < readings.size() ? Math.min(readings.time(last + 1), lineEndsBy) : lineEndsBy;
  }

  private void handOut(GridReadings readings, int last, long point, Points points) {
    Origin origin = originOf(readings, last, point);
    if (origin == Origin.MISSING && skippingGaps) {
      return;
    }
    double value =
        switch (origin) {
          case MEASURED, HELD -> readings.value(last);
          case INTERPOLATED -> onLine(readings, last, point);
          case MISSING -> Double.NaN;
        };
    points.accept(
        point,
        value,
        origin,
        point - readings.time(last),
        readings.metric(last),
        readings.unit(last));
  }

  private Origin originOf(GridReadings readings, int last, long point) {
    if (readings.time(last) == point) {
      return Origin.MEASURED;
    }
    if (filling != Filling.LAST_VALUE && hasLine(readings, last)) {
      return Origin.INTERPOLATED;
    }
    boolean holds = filling != Filling.LINEAR && point - readings.time(last) <= holdMillis;
    return holds ? Origin.HELD : Origin.MISSING;
  }

  private boolean hasLine(GridReadings readings, int from) {
    return from + 1 < readings.size()
        && readings.time(from + 1) - readings.time(from) <= holdMillis
        && readings.metric(from).equals(readings.metric(from + 1))
        && readings.unit(from).equals(readings.unit(from + 1));
  }

  private static double onLine(GridReadings readings, int from, long point) {
    double a = readings.value(from);
    double b = readings.value(from + 1);
    double share =
        (double) (point - readings.time(from)) / (readings.time(from + 1) - readings.time(from));
    // the second form where the difference of huge values overflows
    double value = Double.isFinite(b - a) ? a + (b - a) * share : a * (1 - share) + b * share;
    return Math.max(Math.min(a, b), Math.min(value, Math.max(a, b)));
  }
}
