package dev.telemetry.benchmarks.nab;

import java.util.Locale;

/** What a found window, a false row and a missed window count; NAB's own three profiles. */
enum NabProfile {
  STANDARD(1, 0.11, 1),
  REWARD_LOW_FP_RATE(1, 0.22, 1),
  REWARD_LOW_FN_RATE(1, 0.11, 2);

  final double truePositive;
  final double falsePositive;
  final double falseNegative;

  NabProfile(double truePositive, double falsePositive, double falseNegative) {
    this.truePositive = truePositive;
    this.falsePositive = falsePositive;
    this.falseNegative = falseNegative;
  }

  /** 0 for a detector that says nothing, 100 for one that finds all at once and nothing else. */
  double normalised(double sum, int windows) {
    return 100 * (sum + falseNegative * windows) / ((truePositive + falseNegative) * windows);
  }

  String title() {
    return name().toLowerCase(Locale.ROOT);
  }
}
