package dev.telemetry.detect;

import dev.telemetry.model.Severity;
import org.jspecify.annotations.Nullable;

/**
 * What a detector says of one value. One instance lives in each state and is overwritten by the
 * next value, so that judging allocates nothing; copy what you want to keep.
 *
 * <p>Units: {@link #value}, {@link #expected}, {@link #lower}, {@link #upper} and {@link #peak} are
 * in the unit of the stream, times in milliseconds since 1970 UTC; the score has no unit.
 */
public final class Verdict {

  /** Where a value stands in the life of an episode. */
  public enum Phase {
    /** The value is not finite; no state has changed. */
    IGNORED,
    /** The detector still learns what is normal; nothing is raised. */
    WARMING_UP,
    /** Nothing to report. */
    NORMAL,
    /** Abnormal, but not for long enough yet, not often enough, or too soon after an episode. */
    PENDING,
    /** The episode opens with this value. */
    OPENED,
    /** The episode goes on. */
    OPEN,
    /** The episode goes on and is more severe from this value on. */
    CHANGED,
    /** The episode closes with this value. */
    CLOSED
  }

  /** The verdict on a value that is not finite. */
  static final Verdict IGNORED = new Verdict();

  private Phase phase = Phase.IGNORED;
  private double value = Double.NaN;
  private long timeMillis;
  private double score;
  private double expected = Double.NaN;
  private double lower = Double.NaN;
  private double upper = Double.NaN;
  private double peak = Double.NaN;
  private long breachedMillis;
  private long openedMillis;
  private @Nullable Severity severity;
  private int reason;
  private double statistic = Double.NaN;
  private double excess = Double.NaN;
  private Verdict[] members = {};

  /** A verdict that nothing was said of yet. */
  public Verdict() {}

  /**
   * Overwrites the verdict with what was observed.
   *
   * @param newPhase where the value stands in the life of an episode
   * @param newValue the value
   * @param newTimeMillis its event time
   * @param newScore 0 quite normal to 1 surely abnormal
   * @return this
   */
  public Verdict observed(Phase newPhase, double newValue, long newTimeMillis, double newScore) {
    phase = newPhase;
    value = newValue;
    timeMillis = newTimeMillis;
    score = newScore;
    return this;
  }

  /**
   * Overwrites what would have been normal.
   *
   * @param newExpected the expected value, NaN for none
   * @param newLower values below are abnormal, NaN for no bound
   * @param newUpper values above are abnormal, NaN for no bound
   * @return this
   */
  public Verdict against(double newExpected, double newLower, double newUpper) {
    expected = newExpected;
    lower = newLower;
    upper = newUpper;
    return this;
  }

  /**
   * Overwrites what is known of the episode.
   *
   * @param newBreachedMillis since when the values have been abnormal
   * @param newOpenedMillis when the episode opened
   * @param newPeak its most abnormal value so far
   * @return this
   */
  public Verdict within(long newBreachedMillis, long newOpenedMillis, double newPeak) {
    breachedMillis = newBreachedMillis;
    openedMillis = newOpenedMillis;
    peak = newPeak;
    return this;
  }

  /**
   * Overwrites how severe the episode is.
   *
   * @param newSeverity so far, null where that of the detector holds
   * @return this
   */
  public Verdict rated(@Nullable Severity newSeverity) {
    severity = newSeverity;
    return this;
  }

  /** Overwrites what the sentence must know besides the values. */
  Verdict because(Judgement judgement) {
    reason = judgement.reason;
    statistic = judgement.statistic;
    excess = judgement.excess;
    return this;
  }

  /** Tells the verdict of a composed detector where those of its members are. */
  Verdict composedOf(Verdict[] newMembers) {
    members = newMembers;
    return this;
  }

  /** What the members of a composed detector said of their last value. */
  Verdict member(int index) {
    return members[index];
  }

  /**
   * Where the value stands in the life of an episode.
   *
   * @return the phase
   */
  public Phase phase() {
    return phase;
  }

  /**
   * Whether an episode opens with this value.
   *
   * @return true at this one value of the episode
   */
  public boolean opened() {
    return phase == Phase.OPENED;
  }

  /**
   * Whether the episode closes with this value.
   *
   * @return true at this one value of the episode
   */
  public boolean closed() {
    return phase == Phase.CLOSED;
  }

  /**
   * Whether the episode is more severe from this value on.
   *
   * @return true at each value that raises the severity of an open episode
   */
  public boolean changed() {
    return phase == Phase.CHANGED;
  }

  /**
   * Whether an episode is open at this value.
   *
   * @return true from the opening value to the one before the closing
   */
  public boolean raised() {
    return phase == Phase.OPENED || phase == Phase.OPEN || phase == Phase.CHANGED;
  }

  /**
   * The value judged.
   *
   * @return the value
   */
  public double value() {
    return value;
  }

  /**
   * When the value was measured.
   *
   * @return event time in milliseconds
   */
  public long timeMillis() {
    return timeMillis;
  }

  /**
   * How abnormal the value is.
   *
   * @return 0 quite normal to 1 surely abnormal
   */
  public double score() {
    return score;
  }

  /**
   * What was expected.
   *
   * @return the expected value, NaN where the detector has no expectation
   */
  public double expected() {
    return expected;
  }

  /**
   * The lower bound of what is normal.
   *
   * @return the bound, NaN for none
   */
  public double lower() {
    return lower;
  }

  /**
   * The upper bound of what is normal.
   *
   * @return the bound, NaN for none
   */
  public double upper() {
    return upper;
  }

  /**
   * The most abnormal value of the episode so far; meaningful while raised and at the closing.
   *
   * @return the peak
   */
  public double peak() {
    return peak;
  }

  /**
   * Since when the values of the episode have been abnormal; meaningful while pending, raised and
   * at the closing.
   *
   * @return event time in milliseconds, before or at the opening
   */
  public long breachedMillis() {
    return breachedMillis;
  }

  /**
   * When the episode opened; meaningful while raised and at the closing.
   *
   * @return event time in milliseconds
   */
  public long openedMillis() {
    return openedMillis;
  }

  /**
   * How severe the episode is; meaningful while raised and at the closing.
   *
   * @return the severity, null where that of the detector holds
   */
  public @Nullable Severity severity() {
    return severity;
  }

  /** What the detector's sentence must know besides the values; 0 for nothing. */
  int reason() {
    return reason;
  }

  /** How far from normal the detector finds the value; NaN where it does not say. */
  double excess() {
    return excess;
  }

  /** What was judged where that is not the value itself; NaN for nothing. */
  double statistic() {
    return statistic;
  }

  @Override
  public String toString() {
    return "Verdict[%s, value=%s at %d, score=%s, expected=%s, bounds=%s..%s, peak=%s, breached=%d, opened=%d, severity=%s]"
        .formatted(
            phase,
            value,
            timeMillis,
            score,
            expected,
            lower,
            upper,
            peak,
            breachedMillis,
            openedMillis,
            severity);
  }
}
