package dev.telemetry.benchmarks.detect;

import dev.telemetry.detect.VectorDetector;
import dev.telemetry.detect.Verdict;
import java.util.Arrays;

/**
 * All columns together by one detector; a value that is missing is taken to be that of the row
 * before, and nothing is judged before each column had one.
 */
final class AllColumns<S> implements RowDetector {
  private final VectorDetector<S> detector;
  private final S state;
  private final double[] latest;

  AllColumns(VectorDetector<S> detector) {
    this.detector = detector;
    this.state = detector.newState();
    this.latest = new double[detector.dimensions().size()];
    Arrays.fill(latest, Double.NaN);
  }

  @Override
  public RowVerdict judge(double[] values, long timeMillis) {
    boolean any = false;
    boolean all = true;
    for (int i = 0; i < values.length; i++) {
      boolean present = Double.isFinite(values[i]);
      latest[i] = present ? values[i] : latest[i];
      any |= present;
      all &= Double.isFinite(latest[i]);
    }
    if (!any) {
      return new RowVerdict(Double.NaN, false, "");
    }
    return all ? judged(timeMillis) : new RowVerdict(0, false, "");
  }

  private RowVerdict judged(long timeMillis) {
    Verdict verdict = detector.observe(state, latest, timeMillis);
    boolean edge = verdict.opened() || verdict.closed();
    String explanation = edge ? detector.explain(state, verdict) : "";
    return new RowVerdict(verdict.score(), verdict.raised(), explanation);
  }
}
