package dev.telemetry.benchmarks;

/**
 * What one round of one contestant gave.
 *
 * @param events processed between the two marks
 * @param nanos of wall time between them
 * @param cpuNanos of the whole process between them
 * @param results that came out between them
 * @param checkpoints completed between them
 */
public record Measurement(long events, long nanos, long cpuNanos, long results, long checkpoints) {

  /**
   * The rate.
   *
   * @return events per second
   */
  public double eventsPerSecond() {
    return events * 1e9 / nanos;
  }

  /**
   * The cost.
   *
   * @return CPU nanoseconds of the process per event
   */
  public double cpuNanosPerEvent() {
    return (double) cpuNanos / events;
  }
}
