package dev.telemetry.benchmarks.detect;

import dev.telemetry.detect.Detector;
import dev.telemetry.detect.Verdict;
import java.util.ArrayList;
import java.util.List;

/** Each column by a detector of its own: the highest score, and an alarm where one has one. */
final class EachColumn implements RowDetector {
  private final List<Column<?>> columns;

  EachColumn(Detector<?> detector, List<String> names) {
    boolean alone = names.size() == 1;
    this.columns =
        names.stream().<Column<?>>map(name -> column(detector, alone ? "" : name + ": ")).toList();
  }

  private static <S> Column<S> column(Detector<S> detector, String prefix) {
    return new Column<>(detector, prefix);
  }

  @Override
  public RowVerdict judge(double[] values, long timeMillis) {
    double score = Double.NaN;
    boolean alarm = false;
    List<String> explanations = new ArrayList<>(0);
    for (int i = 0; i < values.length; i++) {
      Column<?> column = columns.get(i);
      if (Double.isFinite(values[i])) {
        double one = column.judge(values[i], timeMillis, explanations);
        score = Double.isNaN(score) ? one : Math.max(score, one);
      }
      alarm |= column.alarm;
    }
    return new RowVerdict(score, alarm, String.join("; ", explanations));
  }

  private static final class Column<S> {
    private final Detector<S> detector;
    private final String prefix;
    private final S state;
    private boolean alarm;

    Column(Detector<S> detector, String prefix) {
      this.detector = detector;
      this.prefix = prefix;
      this.state = detector.newState();
    }

    double judge(double value, long timeMillis, List<String> explanations) {
      Verdict verdict = detector.observe(state, value, timeMillis);
      alarm = verdict.raised();
      if (verdict.opened() || verdict.closed()) {
        explanations.add(prefix + detector.explain(verdict, ""));
      }
      return verdict.score();
    }
  }
}
