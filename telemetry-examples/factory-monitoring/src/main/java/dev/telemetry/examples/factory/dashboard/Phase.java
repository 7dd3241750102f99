package dev.telemetry.examples.factory.dashboard;

/** How the job is doing, which decides how the page shows the words next to it. */
public enum Phase {
  /** Something is being started or waited for. */
  STARTING,
  /** Readings flow. */
  RUNNING,
  /** The input has ended, and all is well. */
  FINISHED,
  /** The job has failed and does not go on by itself. */
  FAILED
}
