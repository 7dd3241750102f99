package dev.telemetry.benchmarks.detect;

/** Judges the rows of one series, one after the other. */
interface RowDetector {

  /**
   * Judges the next row.
   *
   * @param values by column, NaN where there is none
   * @param timeMillis event time in milliseconds, not before that of the previous row
   * @return the verdict
   */
  RowVerdict judge(double[] values, long timeMillis);

  /**
   * What is said of a row.
   *
   * @param score NaN where the row has no value at all
   * @param alarm whether an episode is open
   * @param explanation of what opens or closes with this row, else empty
   */
  record RowVerdict(double score, boolean alarm, String explanation) {}
}
