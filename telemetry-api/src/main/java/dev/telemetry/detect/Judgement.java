package dev.telemetry.detect;

import dev.telemetry.model.Severity;
import org.jspecify.annotations.Nullable;

/** What a detector thinks of one value on its own, before the episode is asked. */
final class Judgement {
  /** Abnormal enough to open an episode. */
  boolean breached;

  /** Back to normal; between the two an open episode stays open. */
  boolean cleared;

  /**
   * 0 quite normal to 1 surely abnormal; where there is a distribution, of a less extreme value.
   */
  double score;

  /** How far from normal, to find the peak of the episode; comparable within it. */
  double excess;

  double expected;
  double lower;
  double upper;

  /** What the sentence must know besides the values, numbers of the detector's own. */
  int reason;

  double statistic;

  /** The episode is at least as severe as this, null for no matter. */
  @Nullable Severity severity;

  void clear() {
    breached = false;
    cleared = true;
    score = 0;
    excess = 0;
    reason = 0;
    statistic = Double.NaN;
    severity = null;
    against(Double.NaN, Double.NaN, Double.NaN);
  }

  void against(double newExpected, double newLower, double newUpper) {
    expected = newExpected;
    lower = newLower;
    upper = newUpper;
  }
}
