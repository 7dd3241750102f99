package dev.telemetry.benchmarks.job;

/** How the largest window is filled before it is measured. */
public enum Fill {
  /** Not at all: for those to whom it makes no difference. */
  NONE,
  /** As the data would come, with watermarks. */
  IN_ORDER,
  /**
   * With the watermark at the end of the filled time already, so that no window closes on the way;
   * the same state, sooner.
   */
  BEHIND_WATERMARK
}
